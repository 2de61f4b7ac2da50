/** How likely lateness is told: three levels, by the thresholds from which orders are warned of and are critical. */
export type RiskLevel = 'calm' | 'likely' | 'certain';

export const LIKELY_FROM = 0.7;
export const CERTAIN_FROM = 0.9;

export const riskLevel = (pLate: number): RiskLevel => (pLate >= CERTAIN_FROM ? 'certain' : pLate >= LIKELY_FROM ? 'likely' : 'calm');

/** The shape that goes with a level's colour. */
export const RISK_GLYPHS = { likely: 'at-risk', certain: 'violated' } as const satisfies Record<Exclude<RiskLevel, 'calm'>, string>;
