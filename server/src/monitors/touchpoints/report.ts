/** One report of a touchpoint, as the monitor keeps it, and how it is read from a fact. */
import type { Fact } from '@warroom/protocol/events';
import { roadsOf } from '../../facts/roads.ts';
import type { StringPool } from './stringPool.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Plain data; the last two fields are the ledger's own. */
export interface Report {
  readonly atMs: number;
  /** Empty when the fact names none. */
  readonly channel: string;
  readonly region: string | null;
  /** In its canonical form; empty when the fact names none. */
  readonly topic: string;
  /** In its canonical form; empty when the fact names none. */
  readonly direction: string;
  /** A system saw it. */
  readonly captured: boolean;
  /** The other road that saw it (`found_by`; empty for a road without a name), null when none did. */
  readonly road: string | null;
  readonly match: number | null;
  readonly competitor: boolean;
  /** Who saw the touchpoint that this report stands for; null while another report stands for it or it is outside the window. */
  signature: string | null;
  /** The region under which that touchpoint is counted. */
  countedRegion: string | null;
}

export function reportOf(fact: Fact<'touchpoint.seen'>, words: Vocabulary, strings: StringPool): Report {
  const { captured, road } = roadsOf(fact.data);
  const direction = strings.canonical(fact.data.direction);
  return {
    atMs: fact.atMs,
    channel: strings.intern(fact.channel ?? ''),
    region: fact.region === null ? null : strings.intern(fact.region),
    topic: strings.canonical(fact.data.topic),
    direction,
    captured,
    road: road === null ? null : strings.intern(road),
    match: fact.data.match ?? null,
    competitor: words.competitorDirections.has(direction),
    signature: null,
    countedRegion: null,
  };
}

const compareText = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1);

/** By time, then by everything that is kept: two reports that compare equal are interchangeable, so that no id is needed to break ties. */
export function compareReports(a: Report, b: Report): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  return (
    compareText(a.channel, b.channel) ||
    compareText(a.topic, b.topic) ||
    compareText(a.direction, b.direction) ||
    Number(b.captured) - Number(a.captured) ||
    compareText(a.road, b.road) ||
    compareText(a.region, b.region) ||
    (a.match ?? -1) - (b.match ?? -1)
  );
}

/** Inserts into a list sorted by {@link compareReports}; nearly always at the end. @returns its index */
export function insertReport(reports: Report[], report: Report): number {
  let i = reports.length;
  while (i > 0 && compareReports(reports[i - 1] as Report, report) > 0) i -= 1;
  if (i === reports.length) reports.push(report);
  else reports.splice(i, 0, report);
  return i;
}
