/** Three levels of p(late), by the thresholds for a warning and for a critical alert. */
export type RiskLevel = 'calm' | 'likely' | 'certain';

/** Lowest p(late) of each level: the settings `delivery-risk.warningShare` and `delivery-risk.criticalShare`. */
export interface RiskThresholds {
  likely: number;
  certain: number;
}

export const riskLevel = (pLate: number, { likely, certain }: RiskThresholds): RiskLevel =>
  pLate >= certain ? 'certain' : pLate >= likely ? 'likely' : 'calm';

const RANK = { calm: 0, likely: 1, certain: 2 } as const satisfies Record<RiskLevel, number>;
export const worseLevel = (a: RiskLevel, b: RiskLevel): RiskLevel => (RANK[a] >= RANK[b] ? a : b);

/** The shape shown with a level's colour. */
export const RISK_GLYPHS = { likely: 'at-risk', certain: 'violated' } as const satisfies Record<Exclude<RiskLevel, 'calm'>, string>;
