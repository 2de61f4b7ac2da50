/** Distributions with a handful of values, and how independent ones combine. */

/** Weighted values in seconds. */
export interface DiscreteDistribution {
  values: Float64Array;
  /** Probability mass of each value. */
  masses: Float64Array;
}

export const ATOM_AT_ZERO: DiscreteDistribution = { values: Float64Array.of(0), masses: Float64Array.of(1) };

/** Mixture with an atom at zero: a time that is needed at all with the given probability only. */
export function mixtureWithAtomAtZero({ values, masses }: DiscreteDistribution, probability: number): DiscreteDistribution {
  if (probability >= 1) return { values, masses };
  const mixture = { values: new Float64Array(values.length + 1), masses: new Float64Array(masses.length + 1) };
  mixture.values.set(values, 1);
  mixture.masses[0] = 1 - probability;
  for (let i = 0; i < masses.length; i += 1) mixture.masses[i + 1] = probability * (masses[i] as number);
  return mixture;
}

/** Distribution of the sum of two independent times: every pair of values. */
export function convolution(a: DiscreteDistribution, b: DiscreteDistribution): DiscreteDistribution {
  const values = new Float64Array(a.values.length * b.values.length);
  const masses = new Float64Array(values.length);
  let k = 0;
  for (let i = 0; i < a.values.length; i += 1)
    for (let j = 0; j < b.values.length; j += 1) {
      values[k] = (a.values[i] as number) + (b.values[j] as number);
      masses[k++] = (a.masses[i] as number) * (b.masses[j] as number);
    }
  return { values, masses };
}

/** Distribution of the maximum of independent times: P(max ≤ t) is the product. Of none at all it is zero. */
export function maximum(times: readonly DiscreteDistribution[]): DiscreteDistribution {
  const [first, ...others] = times;
  if (!first) return ATOM_AT_ZERO;
  if (others.length === 0) return first;
  const values = new Float64Array(times.reduce((size, time) => size + time.values.length, 0));
  let filled = 0;
  for (const time of times) {
    values.set(time.values, filled);
    filled += time.values.length;
  }
  values.sort();
  const cdf = new Float64Array(values.length).fill(1);
  for (const time of times) {
    const sorted = sortedByValue(time);
    let k = 0;
    let mass = 0;
    for (let i = 0; i < values.length; i += 1) {
      for (; k < sorted.values.length && (sorted.values[k] as number) <= (values[i] as number); k += 1) mass += sorted.masses[k] as number;
      cdf[i] = (cdf[i] as number) * mass;
    }
  }
  // Where a value occurs twice its mass stands at the first.
  return { values, masses: cdf.map((share, i) => share - (i > 0 ? (cdf[i - 1] as number) : 0)) };
}

function sortedByValue(distribution: DiscreteDistribution): DiscreteDistribution {
  const { values, masses } = distribution;
  let i = 1;
  while (i < values.length && (values[i - 1] as number) <= (values[i] as number)) i += 1;
  if (i >= values.length) return distribution;
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  return { values: Float64Array.from(order, (k) => values[k] as number), masses: Float64Array.from(order, (k) => masses[k] as number) };
}

export function momentsOf({ values, masses }: DiscreteDistribution): { mean: number; variance: number } {
  let mean = 0;
  let square = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    mean += (masses[i] as number) * value;
    square += (masses[i] as number) * value * value;
  }
  return { mean, variance: Math.max(0, square - mean * mean) };
}
