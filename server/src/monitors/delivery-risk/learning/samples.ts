/** The samples of one order in one flat list: tens of thousands of orders keep theirs, and an object for each sample would be most of the heap. */
import { type Sample, sameNames } from './durationHistograms.ts';
import type { Hierarchy } from './hierarchy.ts';

/** Four entries for each: hierarchy, day, bin, and the bin of the second of a pair or {@link NO_NEXT}. */
export type Samples = readonly (Hierarchy | number)[];

export const WIDTH = 4;
export const NO_NEXT = -1;
export const NO_SAMPLES: Samples = [];

export function sampleAt(samples: Samples, place: number): Sample {
  const hierarchy = samples[place] as Hierarchy;
  const day = samples[place + 1] as number;
  const bin = samples[place + 2] as number;
  const next = samples[place + 3] as number;
  return next === NO_NEXT ? { hierarchy, day, bin } : { hierarchy, day, bin, next };
}

export function* eachSample(samples: Samples): Generator<Sample> {
  for (let place = 0; place < samples.length; place += WIDTH) yield sampleAt(samples, place);
}

const sameAt = (a: Samples, placeA: number, b: Samples, placeB: number): boolean =>
  a[placeA + 2] === b[placeB + 2] &&
  a[placeA + 3] === b[placeB + 3] &&
  a[placeA + 1] === b[placeB + 1] &&
  sameNames(a[placeA] as Hierarchy, b[placeB] as Hierarchy);

/** Where two lists differ: all before `start` is alike, and all from `endOld` and `endNew` on. */
export function differenceOf(old: Samples, now: Samples): { start: number; endOld: number; endNew: number } {
  let start = 0;
  while (start < old.length && start < now.length && sameAt(old, start, now, start)) start += WIDTH;
  let endOld = old.length;
  let endNew = now.length;
  while (endOld > start && endNew > start && sameAt(old, endOld - WIDTH, now, endNew - WIDTH)) {
    endOld -= WIDTH;
    endNew -= WIDTH;
  }
  return { start, endOld, endNew };
}
