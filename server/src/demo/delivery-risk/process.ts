/** How the simulated manufacturer makes things: product lines, their routes, and how long each step takes. Plain data. */

export interface ProcessStep {
  readonly name: string;
  /** Median days of work. */
  readonly medianDays: number;
  /** Standard deviation of the logarithm. */
  readonly spread: number;
}

const step = (name: string, medianDays: number, spread: number): ProcessStep => ({ name, medianDays, spread });

export const PURCHASING = '备料';
export const MACHINING = '机加工';
export const HEAT_TREATMENT = '热处理';
export const FINISHING = '表面处理';
export const ASSEMBLY = '装配';
export const SHIPPING = '发运';

const STEPS: readonly ProcessStep[] = [
  step(PURCHASING, 1.9, 0.4),
  step('下料', 0.7, 0.3),
  step(MACHINING, 2.4, 0.3),
  step(HEAT_TREATMENT, 0.9, 0.3),
  step(FINISHING, 0.9, 0.3),
  step(ASSEMBLY, 2.1, 0.3),
  step('检验', 0.5, 0.35),
  step(SHIPPING, 0.9, 0.3),
];

/** Shipping abroad takes longer by this factor. */
export const EXPORT_SHIPPING_FACTOR = 5;

export interface ProductLine {
  readonly name: string;
  readonly weight: number;
  /** How much longer than usual everything takes. */
  readonly factor: number;
  readonly route: readonly ProcessStep[];
  /** Numbers of the purchased parts, in their order. */
  readonly skus: readonly string[];
}

const SKUS_PER_LINE = 6;

function line(nth: number, name: string, weight: number, factor: number, without: readonly string[] = []): ProductLine {
  return {
    name,
    weight,
    factor,
    route: STEPS.filter((s) => !without.includes(s.name)),
    skus: Array.from({ length: SKUS_PER_LINE }, (_, i) => `SKU-${1000 + 100 * nth + i + 1}`),
  };
}

export const PRODUCT_LINES: readonly ProductLine[] = [
  line(1, '泵阀', 32, 0.92),
  line(2, '压缩机', 26, 1.12),
  line(3, '换热器', 24, 1.04),
  line(4, '控制柜', 18, 0.95, [HEAT_TREATMENT]),
];

export const ALL_SKUS: readonly string[] = PRODUCT_LINES.flatMap(({ skus }) => skus);
