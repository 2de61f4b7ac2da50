/** What is on the runway, computed when rows change and not for every frame. */
import type { AnsweredLeadRow, OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import { hash, type Mark, markOf, markState, runwaySeconds } from './geometry.ts';
import type { LaneCounts, LanePlan } from './lanes.ts';

export interface PlacedMark extends Mark {
  lane: number;
  /** Somebody holds it. */
  handled: boolean;
}

export interface Answer {
  leadId: string;
  lane: number;
  row: number;
  latencySeconds: number;
  violated: boolean;
  respondedMs: number;
  /** When this screen received it, by the server's clock; null if it was there when the screen was opened. */
  seenMs: number | null;
}

/** The oldest are drawn; the lanes' counts include them all. */
export const MOST_MARKS = 2_000;

/** A row is the same object until it changes, so its times are parsed once. */
const parsed = new WeakMap<OpenLeadRow, Mark>();

function markFor(row: OpenLeadRow): Mark {
  let mark = parsed.get(row);
  if (!mark) {
    mark = markOf(row);
    parsed.set(row, mark);
  }
  return mark;
}

export function placeMarks(open: Iterable<OpenLeadRow>, plan: LanePlan, handled: ReadonlySet<string>): PlacedMark[] {
  const marks: PlacedMark[] = [];
  for (const row of open) marks.push({ ...markFor(row), lane: plan.indexOf(row.team), handled: handled.has(row.leadId) });
  return marks;
}

/** The marks within the scale, at most {@link MOST_MARKS}, preferring the oldest. */
export function drawnMarks(marks: readonly PlacedMark[], nowMs: number, lineSeconds: number): PlacedMark[] {
  const onScale = marks.filter((m) => runwaySeconds(m, nowMs, lineSeconds) <= 2 * lineSeconds);
  return onScale.length <= MOST_MARKS ? onScale : onScale.sort((a, b) => a.createdMs - b.createdMs).slice(0, MOST_MARKS);
}

export function countLanes(marks: readonly PlacedMark[], lanes: number, nowMs: number, lineSeconds: number): LaneCounts[] {
  const counts = Array.from({ length: lanes }, (): LaneCounts => ({ open: 0, atRisk: 0, violated: 0, piled: 0 }));
  for (const mark of marks) {
    const lane = counts[mark.lane];
    if (!lane) continue;
    const state = markState(mark, nowMs);
    lane.open += 1;
    if (state === 'at-risk') lane.atRisk += 1;
    if (state === 'violated') lane.violated += 1;
    if (runwaySeconds(mark, nowMs, lineSeconds) > 2 * lineSeconds) lane.piled += 1;
  }
  return counts;
}

/** Carries over when each answer was first seen; `first`: answers in the first snapshot are not news. */
export function seeAnswers(
  before: ReadonlyMap<string, Answer>,
  rows: ReadonlyMap<string, AnsweredLeadRow>,
  plan: LanePlan,
  nowMs: number,
  first: boolean,
): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const [key, row] of rows) {
    const known = before.get(key);
    answers.set(key, {
      leadId: row.leadId,
      lane: plan.indexOf(row.team),
      row: (hash(row.leadId) % 3) - 1,
      latencySeconds: row.latencySeconds,
      violated: row.violated,
      respondedMs: Date.parse(row.respondedAt),
      seenMs: known ? known.seenMs : first ? null : nowMs,
    });
  }
  return answers;
}
