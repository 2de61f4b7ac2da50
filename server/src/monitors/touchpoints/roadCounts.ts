/** Touchpoints counted by who saw them: what capture rate and capture–recapture stand on. */

const SEPARATOR = '\u0001';

/** Who saw a touchpoint, as one string: `+` for a system, `-` for none, and the names of the other roads. */
export function signatureOf(captured: boolean, roads: readonly string[]): string {
  const sign = captured ? '+' : '-';
  return roads.length === 0 ? sign : sign + SEPARATOR + [...roads].sort().join(SEPARATOR);
}

export function readSignature(signature: string): { captured: boolean; roads: string[] } {
  return { captured: signature[0] === '+', roads: signature.length === 1 ? [] : signature.slice(2).split(SEPARATOR) };
}

/** How many touchpoints these roads, and no others, saw. */
export interface Tally {
  captured: boolean;
  roads: string[];
  count: number;
}

export interface RoadCounts {
  /** n₁. */
  captured: number;
  foundLater: number;
  known: number;
  /** n₂: seen by a road that reports all it finds. */
  secondRoad: number;
  /** m: those of n₂ that a system saw too. */
  both: number;
}

/**
 * @param reportsAll whether a road also reports what the systems had seen. One that reports only what they missed has no overlap by
 *   its nature: counted in n₂ it would drive the estimate up without bound.
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

/** What the settings say of a road; one they do not name reports all it finds once it has shown overlap. */
export function reportsAllBy(roads: Readonly<Record<string, 'all' | 'missed'>>, hasOverlap: (road: string) => boolean) {
  return (road: string): boolean => {
    const said = Object.hasOwn(roads, road) ? roads[road] : undefined;
    return said === undefined ? hasOverlap(road) : said === 'all';
  };
}
