/** The figures of a cell that cost a pass over its leads: quantiles of the total latency, the means of the clocks, the distribution. */
import type { Calendar } from '../calendar.ts';
import type { Cell, Figures } from './group.ts';
import { WINDOW_MS } from './groups.ts';
import { codeDuration, quantiles } from './kaplanMeier.ts';
import type { Turn } from './turn.ts';

/** Raised when the meaning of a figure changes, so that nobody compares two meanings under one name. */
export const FORMULA_VERSION = 2;
export const QUANTILES = [0.5, 0.9, 0.99] as const;
export const BIN_SECONDS = 10;
/** 0–180 s in bins, and one for all that took longer. */
export const BINS = 19;

/** Clocks of one answered lead, ms of working time. Routing and human are null for a lead that was never assigned. */
export interface Clocks {
  /** `ingested_at` − `at` of its creation, by clock time: how late we learnt of it. */
  detectionMs: number;
  routingMs: number | null;
  humanMs: number | null;
  totalMs: number;
}

/**
 * Routing ends with the assignment in force at the first response (the first assignment, if the response came before any), and never
 * after the response, so that routing + human = total.
 */
export function clocksOf(turn: Turn, calendar: Calendar): Clocks | null {
  if (!turn.isAnswered) return null;
  const { startMs, first, respondedAtMs, assignment, lead } = turn;
  const totalMs = calendar.elapsed(startMs, respondedAtMs);
  const detectionMs = Math.max(0, first.lagMs);
  if (!assignment) return { detectionMs, routingMs: null, humanMs: null, totalMs };
  const inForce = assignment.atMs <= respondedAtMs ? assignment : lead.assignmentInForce(respondedAtMs, startMs);
  const routingMs = Math.min(totalMs, calendar.elapsed(startMs, (inForce ?? assignment).atMs));
  return { detectionMs, routingMs, humanMs: totalMs - routingMs, totalMs };
}

let scratch = new Float64Array(1_024);

/** Works the figures of one cell out as of `nowMs`. O(n log n) in the leads of the window. */
export function figuresOf(cell: Cell<Turn>, nowMs: number, calendar: Calendar): Figures {
  const { members } = cell.group;
  if (scratch.length < members.size) scratch = new Float64Array(members.size * 2);
  let size = 0;
  const bins = cell.group.dimension === 'all' ? new Array<number>(BINS).fill(0) : null;
  let answered = 0;
  let assigned = 0;
  let detection = 0;
  let routing = 0;
  let human = 0;
  let total = 0;
  const afterMs = nowMs - (WINDOW_MS[cell.window] as number);
  const isIn = ({ startMs }: Turn) => startMs > afterMs;
  members.walkFrom(isIn, (turn) => {
    const clocks = clocksOf(turn, calendar);
    if (!clocks) {
      scratch[size] = codeDuration(calendar.elapsed(turn.startMs, turn.endedAtMs ?? nowMs), false);
      size += 1;
      return;
    }
    scratch[size] = codeDuration(clocks.totalMs, true);
    size += 1;
    answered += 1;
    detection += clocks.detectionMs;
    total += clocks.totalMs;
    if (clocks.routingMs !== null && clocks.humanMs !== null) {
      assigned += 1;
      routing += clocks.routingMs;
      human += clocks.humanMs;
    }
    if (bins) {
      const bin = Math.min(BINS - 1, Math.floor(clocks.totalMs / (BIN_SECONDS * 1_000)));
      bins[bin] = (bins[bin] as number) + 1;
    }
  });
  const mean = (sum: number, n: number) => (n === 0 ? null : sum / n);
  return {
    quantilesMs: quantiles(scratch.subarray(0, size).sort(), QUANTILES),
    detectionMs: mean(detection, answered),
    routingMs: mean(routing, assigned),
    humanMs: mean(human, assigned),
    totalMs: mean(total, answered),
    bins,
  };
}
