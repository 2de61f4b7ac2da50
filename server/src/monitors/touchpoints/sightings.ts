/**
 * From reports to touchpoints: which reports of the two roads are of one and the same touchpoint.
 *
 * The overlap m of capture–recapture is what everything hangs on, and it is never guessed. Two things count as overlap: one report
 * that names a system and another road (`captured_by` and `found_by`/`found_later`), and two reports of the same customer, channel
 * and topic (all three named), of directions that do not differ, at most `sameWithinSeconds` apart. Each road's reports pair off
 * one to one: two reports of one road are two touchpoints, and so are two reports of systems, which share an id where they are one.
 */
import type { Touch } from './touch.ts';

/** A touchpoint that at least one road saw. */
export interface Sighting {
  /** The report that stands for it: a system's if there is one, else the earliest. */
  seed: Touch;
  captured: boolean;
  roads: string[];
  region: string | null;
}

const sightingOf = (touch: Touch): Sighting => ({
  seed: touch,
  captured: touch.captured,
  roads: touch.road === null ? [] : [touch.road],
  region: touch.region,
});

/** Reports that may be of one touchpoint have these three in common; without a topic there is not enough to tell. */
export const isLinkable = (touch: Touch): boolean => touch.topic !== '' && touch.channel !== '';

const directionsAgree = (a: Touch, b: Touch): boolean => a.direction === '' || b.direction === '' || a.direction === b.direction;

/**
 * @param reports of one customer, channel and topic, sorted by {@link compareTouches}
 * @returns the touchpoints behind them: a function of the set of reports. Each report of another road, the earliest first, joins the
 *   nearest touchpoint that it fits and that its road has not reported yet (the earlier of two equally near), else it is one of its own.
 */
export function sightingsOf(reports: readonly Touch[], sameWithinMs: number): Sighting[] {
  const captured: Sighting[] = [];
  for (const report of reports) if (report.captured) captured.push(sightingOf(report));
  const found: Sighting[] = [];
  let fromCaptured = 0;
  let fromFound = 0;
  for (const report of reports) {
    if (report.captured) continue;
    while (fromCaptured < captured.length && (captured[fromCaptured] as Sighting).seed.atMs < report.atMs - sameWithinMs) fromCaptured += 1;
    while (fromFound < found.length && (found[fromFound] as Sighting).seed.atMs < report.atMs - sameWithinMs) fromFound += 1;
    const road = report.road as string;
    let best: Sighting | null = null;
    for (const [list, from] of [
      [captured, fromCaptured],
      [found, fromFound],
    ] as const) {
      for (let i = from; i < list.length; i++) {
        const candidate = list[i] as Sighting;
        if (candidate.seed.atMs > report.atMs + sameWithinMs) break;
        if (candidate.roads.includes(road) || !directionsAgree(candidate.seed, report)) continue;
        if (!best || Math.abs(candidate.seed.atMs - report.atMs) < Math.abs(best.seed.atMs - report.atMs)) best = candidate;
      }
    }
    if (best) {
      best.roads.push(road);
      best.region ??= report.region;
    } else {
      found.push(sightingOf(report));
    }
  }
  return [...captured, ...found];
}

const SEPARATOR = '\u0001';

/** Who saw it, as one string: `+` for a system, `-` for none, and the names of the other roads. */
export function signatureOf(captured: boolean, roads: readonly string[]): string {
  const sign = captured ? '+' : '-';
  return roads.length === 0 ? sign : sign + SEPARATOR + [...roads].sort().join(SEPARATOR);
}

export function readSignature(signature: string): { captured: boolean; roads: string[] } {
  return { captured: signature[0] === '+', roads: signature.length === 1 ? [] : signature.slice(2).split(SEPARATOR) };
}

/** Touchpoints by who saw them. */
export interface Tally {
  captured: boolean;
  roads: string[];
  count: number;
}

export interface RoadCounts {
  captured: number;
  foundLater: number;
  known: number;
  /** n₂ and m over the roads that report all they find. */
  secondRoad: number;
  both: number;
}

/**
 * @param reportsAll whether a road reports also what the systems had seen. One that reports only what they missed has, by its nature,
 *   no overlap: counting it in n₂ would drive the estimate up without bound.
 */
export function countRoads(tallies: Iterable<Tally>, reportsAll: (road: string) => boolean): RoadCounts {
  const counts: RoadCounts = { captured: 0, foundLater: 0, known: 0, secondRoad: 0, both: 0 };
  for (const { captured, roads, count } of tallies) {
    counts.known += count;
    if (captured) counts.captured += count;
    else counts.foundLater += count;
    if (!roads.some(reportsAll)) continue;
    counts.secondRoad += count;
    if (captured) counts.both += count;
  }
  return counts;
}
