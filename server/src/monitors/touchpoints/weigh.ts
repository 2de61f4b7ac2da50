/** What single reports of one customer's touchpoints weigh now, for who looks at that customer: by the monitor's own linking and formula. Pure. */
import type { CustomerTouchpoint } from '@warroom/protocol/api/customer';
import { interference, ownWeight } from './influence.ts';
import { isLinkable, linkableGroups, linkReports, type Touchpoint } from './linking.ts';
import { compareReports, type Report } from './report.ts';
import type { TouchpointsSettings } from './settings.ts';
import { canonical, type Vocabulary } from './vocabulary.ts';

const DAY_MS = 86_400_000;

export interface Weighing {
  settings: TouchpointsSettings;
  words: Vocabulary;
  nowMs: number;
}

/**
 * @param competitorTouchpoints as the monitor has counted them; undefined without an open opportunity, since then there is nothing to influence
 * @returns the rows with `influence` (rounded to four digits; null where it has none) and `sameAs`, the id of the report that stands for
 *   the touchpoint where another one does
 */
export function weighReports(
  rows: readonly CustomerTouchpoint[],
  competitorTouchpoints: number | undefined,
  { settings, words, nowMs }: Weighing,
): CustomerTouchpoint[] {
  const reports = rows.map((row) => reportFrom(row, words));
  const representatives = representativesOf(reports, settings.coverage.sameWithinSeconds * 1_000);
  const oldestMs = nowMs - settings.windowDays * DAY_MS;
  return rows.map((row, i) => {
    const report = reports[i] as Report;
    const representative = representatives.get(report);
    const sameAs = representative ? (rows[reports.indexOf(representative)]?.id ?? null) : null;
    if (competitorTouchpoints === undefined || sameAs !== null || report.competitor || report.atMs <= oldestMs) return { ...row, sameAs };
    const influence = ownWeight(report, nowMs, settings.influence) * words.authority(report.channel) * interference(competitorTouchpoints);
    return { ...row, sameAs, influence: Math.round(influence * 1e4) / 1e4 };
  });
}

function reportFrom({ at, channel, topic, direction, captured, foundBy, match }: CustomerTouchpoint, words: Vocabulary): Report {
  const way = canonical(direction ?? '');
  return {
    atMs: Date.parse(at),
    channel: channel ?? '',
    region: null,
    topic: canonical(topic ?? ''),
    direction: way,
    captured,
    road: foundBy ?? (captured ? null : ''),
    match,
    competitor: words.competitorDirections.has(way),
    signature: null,
    countedRegion: null,
  };
}

/** Of every report that another one stands for, that other one. */
function representativesOf(reports: readonly Report[], sameWithinMs: number): Map<Report, Report> {
  const representatives = new Map<Report, Report>();
  for (const group of linkableGroups(reports.filter(isLinkable))) {
    const touchpoints = linkReports(group.sort(compareReports), sameWithinMs);
    const own = new Set(touchpoints.map(({ report }) => report));
    for (const report of group) if (!own.has(report)) representatives.set(report, nearestOf(report, touchpoints));
  }
  return representatives;
}

/** The report of the nearest touchpoint that counts this one's road among its own. */
function nearestOf(report: Report, touchpoints: readonly Touchpoint[]): Report {
  const distanceMs = (touchpoint: Touchpoint) => Math.abs(touchpoint.report.atMs - report.atMs);
  const fitting = touchpoints.filter(({ roads }) => report.road !== null && roads.includes(report.road));
  return fitting.reduce((best, next) => (distanceMs(next) < distanceMs(best) ? next : best), fitting[0] as Touchpoint).report;
}
