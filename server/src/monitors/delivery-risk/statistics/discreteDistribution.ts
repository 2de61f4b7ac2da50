/** Distributions with a handful of values, and how independent ones combine. */

/** Weighted values in seconds. Plain arrays: typed ones of this length lie outside the heap, and thousands are made every second. */
export interface DiscreteDistribution {
  values: readonly number[];
  /** Probability mass of each value. */
  masses: readonly number[];
}

export const ATOM_AT_ZERO: DiscreteDistribution = { values: [0], masses: [1] };

/** Mixture with an atom at zero: a time that is needed at all with the given probability only. */
export function mixtureWithAtomAtZero({ values, masses }: DiscreteDistribution, probability: number): DiscreteDistribution {
  if (probability >= 1) return { values, masses };
  const mixture = { values: [0], masses: [1 - probability] };
  for (let i = 0; i < masses.length; i += 1) {
    mixture.values.push(values[i] as number);
    mixture.masses.push(probability * (masses[i] as number));
  }
  return mixture;
}

/** Distribution of the sum of two independent times: every pair of values. */
export function convolution(a: DiscreteDistribution, b: DiscreteDistribution): DiscreteDistribution {
  const values: number[] = new Array(a.values.length * b.values.length);
  const masses: number[] = new Array(values.length);
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
  const cdf: number[] = new Array(values.length).fill(1);
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
  return { values: [...values], masses: cdf.map((share, i) => share - (i > 0 ? (cdf[i - 1] as number) : 0)) };
}

function sortedByValue(distribution: DiscreteDistribution): DiscreteDistribution {
  const { values, masses } = distribution;
  let i = 1;
  while (i < values.length && (values[i - 1] as number) <= (values[i] as number)) i += 1;
  if (i >= values.length) return distribution;
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  return { values: order.map((k) => values[k] as number), masses: order.map((k) => masses[k] as number) };
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
