/** Seeded chance for the simulator: the same seed text gives the same draws on every machine (no Math.random, no clock). */

export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Exponential with this mean. */
  exponential(mean: number): number;
  /** Log-normal by its median and the standard deviation of its logarithm. */
  logNormal(median: number, sigma: number): number;
  pick<T>(from: readonly T[]): T;
  /** Picks in proportion to each item's `weight`. */
  weighted<T extends { readonly weight: number }>(from: readonly T[]): T;
  /** A version-4 UUID. */
  uuid(): string;
}

/** 128 bits of state from a text: cyrb128 (public domain, bryc/code, jshash/PRNGs.md). */
function stateOf(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}

/** sfc32 (Chris Doty-Humphrey, PractRand, public domain): passes PractRand, 128 bits of state. */
function sfc32([a, b, c, d]: [number, number, number, number]): () => number {
  const word = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) word();
  return word;
}

export function createRandom(seedText: string): Random {
  const word = sfc32(stateOf(seedText));
  const unit = () => word() / 2 ** 32;
  // Box–Muller; 1 − unit() keeps the logarithm's argument above zero.
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  const hex = () => word().toString(16).padStart(8, '0');
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    chance: (probability) => unit() < probability,
    exponential: (mean) => -mean * Math.log(1 - unit()),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pick: (from) => from[Math.floor(unit() * from.length)] as (typeof from)[number],
    weighted(from) {
      let rest = unit() * from.reduce((sum, item) => sum + item.weight, 0);
      for (const item of from) {
        rest -= item.weight;
        if (rest < 0) return item;
      }
      return from.at(-1) as (typeof from)[number];
    },
    uuid() {
      const [a, b, c, d] = [hex(), hex(), hex(), hex()];
      const variant = '89ab'[Number.parseInt(c.charAt(0), 16) & 3];
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
  };
}
