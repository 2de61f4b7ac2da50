/**
 * The last hour of the service level, a point a minute. Leads are counted by the minute of their creation, as they are known now, so
 * that the line depends on the facts and the instant alone; a point sums the fifteen minutes that end with it.
 */
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import { decidedOf, violatedOf } from './tally.ts';
import { ANSWERED_WITHIN, TURN_CLASSES, type Turn } from './turn.ts';

const MINUTE_MS = 60_000;
const POINTS = 60;
const SPAN = 15;

export class Trend {
  readonly #minutes = new Map<number, Int32Array>();
  changed = false;

  /** `by` is 1 to count a lead under its class, −1 to take it back. */
  count(turn: Turn, turnClass: number, by: 1 | -1, nowMs: number): void {
    if (turnClass < 0) return;
    const minute = Math.ceil(turn.startMs / MINUTE_MS);
    if (minute <= Math.floor(nowMs / MINUTE_MS) - POINTS - SPAN) return;
    let tally = this.#minutes.get(minute);
    if (!tally) {
      tally = new Int32Array(TURN_CLASSES.length);
      this.#minutes.set(minute, tally);
    }
    tally[turnClass] = (tally[turnClass] as number) + by;
    this.changed = true;
  }

  /** Points of the hour up to `nowMs`, oldest first; minutes that no point needs any more are dropped. */
  rows(nowMs: number): LeadTrendRow[] {
    const newest = Math.floor(nowMs / MINUTE_MS);
    for (const minute of this.#minutes.keys()) if (minute <= newest - POINTS - SPAN) this.#minutes.delete(minute);
    const rows: LeadTrendRow[] = [];
    for (let point = newest - POINTS + 1; point <= newest; point += 1) {
      let within = 0;
      let decided = 0;
      let violated = 0;
      for (let minute = point - SPAN + 1; minute <= point; minute += 1) {
        const tally = this.#minutes.get(minute);
        if (!tally) continue;
        within += tally[ANSWERED_WITHIN] as number;
        decided += decidedOf(tally);
        violated += violatedOf(tally);
      }
      rows.push({
        at: new Date(point * MINUTE_MS).toISOString(),
        serviceLevel: decided === 0 ? null : within / decided,
        decided,
        violated,
      });
    }
    return rows;
  }
}
