/**
 * From reports to touchpoints: which reports of several roads are of one touchpoint.
 *
 * Capture–recapture hangs on the overlap m, so it is never guessed. Two things count as overlap: one report that names a system and
 * another road, and two reports of one customer, channel and topic (all three given), whose directions do not differ, at most
 * `sameWithinSeconds` apart. Two reports of one road are two touchpoints, and so are two of systems, which share an id where they are one.
 */
import { joinKey } from '@warroom/protocol/boardKey';
import type { Report } from './report.ts';

/** A touchpoint that at least one road saw. */
export interface Touchpoint {
  /** The report that stands for it: the system's if there is one, else the earliest. */
  report: Report;
  captured: boolean;
  roads: string[];
  region: string | null;
}

/** How far beyond a window's edge reports are held to link those within: as far as a chain of a dozen reports reaches. */
export const linkReachMs = (sameWithinSeconds: number): number => 12 * sameWithinSeconds * 1_000;

const touchpointOf = (report: Report): Touchpoint => ({
  report,
  captured: report.captured,
  roads: report.road === null ? [] : [report.road],
  region: report.region,
});

/** Without a channel or a topic there is too little to link by. */
export const isLinkable = (report: Report): boolean => report.topic !== '' && report.channel !== '';

const directionsAgree = (a: Report, b: Report): boolean => a.direction === '' || b.direction === '' || a.direction === b.direction;

/**
 * @param reports of one customer, channel and topic, sorted by compareReports
 * @returns the touchpoints behind them, a function of the set of reports. Each report of another road, the earliest first, joins the
 *   nearest touchpoint that it fits and that its road has not reported yet (the earlier of two equally near), else it is one of its own.
 */
export function linkReports(reports: readonly Report[], sameWithinMs: number): Touchpoint[] {
  const captured: Touchpoint[] = [];
  for (const report of reports) if (report.captured) captured.push(touchpointOf(report));
  const found: Touchpoint[] = [];
  let fromCaptured = 0;
  let fromFound = 0;
  for (const report of reports) {
    if (report.captured) continue;
    fromCaptured = firstSince(captured, fromCaptured, report.atMs - sameWithinMs);
    fromFound = firstSince(found, fromFound, report.atMs - sameWithinMs);
    const road = report.road as string;
    let best: Touchpoint | null = null;
    for (const [list, from] of [
      [captured, fromCaptured],
      [found, fromFound],
    ] as const) {
      for (let i = from; i < list.length; i++) {
        const candidate = list[i] as Touchpoint;
        if (candidate.report.atMs > report.atMs + sameWithinMs) break;
        if (candidate.roads.includes(road) || !directionsAgree(candidate.report, report)) continue;
        if (!best || distanceMs(candidate, report) < distanceMs(best, report)) best = candidate;
      }
    }
    if (best) {
      best.roads.push(road);
      best.region ??= report.region;
    } else {
      found.push(touchpointOf(report));
    }
  }
  return [...captured, ...found];
}

const distanceMs = (touchpoint: Touchpoint, report: Report): number => Math.abs(touchpoint.report.atMs - report.atMs);

/** Index of the first touchpoint at or after `atMs`, looking from `from` on. */
function firstSince(touchpoints: readonly Touchpoint[], from: number, atMs: number): number {
  let i = from;
  while (i < touchpoints.length && (touchpoints[i] as Touchpoint).report.atMs < atMs) i += 1;
  return i;
}

/** Reports that may be linked with one another, group by group; a report that cannot be linked is a group of its own. */
export function linkableGroups(reports: readonly Report[]): Report[][] {
  const groups = new Map<string, Report[]>();
  let alone = 0;
  for (const report of reports) {
    // A linkable report has a channel, so that the others' keys are theirs alone.
    const key = isLinkable(report) ? joinKey([report.channel, report.topic]) : joinKey(['', String(alone++)]);
    const group = groups.get(key);
    if (group) group.push(report);
    else groups.set(key, [report]);
  }
  return [...groups.values()];
}
