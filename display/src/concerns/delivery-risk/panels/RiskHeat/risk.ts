/** How likely lateness is told: three levels, by the thresholds from which orders are warned of and are critical. */
export type RiskLevel = 'calm' | 'likely' | 'certain';

/** p(late) from which on an order is likely and all but certainly late, as the server is set (`delivery-risk.warningShare`, `delivery-risk.criticalShare`). */
export interface RiskThresholds {
  likely: number;
  certain: number;
}

export const riskLevel = (pLate: number, { likely, certain }: RiskThresholds): RiskLevel =>
  pLate >= certain ? 'certain' : pLate >= likely ? 'likely' : 'calm';

const RANK = { calm: 0, likely: 1, certain: 2 } as const satisfies Record<RiskLevel, number>;
export const worseLevel = (a: RiskLevel, b: RiskLevel): RiskLevel => (RANK[a] >= RANK[b] ? a : b);

/** The shape that goes with a level's colour. */
export const RISK_GLYPHS = { likely: 'at-risk', certain: 'violated' } as const satisfies Record<Exclude<RiskLevel, 'calm'>, string>;
