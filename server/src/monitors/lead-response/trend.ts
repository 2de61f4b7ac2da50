/**
 * The last hour of the service level, a point a minute. Leads are counted by the minute of their creation, as they are known now, so
 * that the line depends on the facts and the instant alone; a point sums the fifteen minutes that end with it.
 */
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import { ANSWERED_LATE, ANSWERED_WITHIN, CLOSED_LATE, TURN_CLASSES, type TurnClass, VIOLATED } from './turn.ts';

const MINUTE_MS = 60_000;
const POINTS = 60;
const SPAN = 15;
const CLASSES = TURN_CLASSES.length;
/** More minutes than are counted at a time, so that none shares a place with another. */
const PLACES = 128;

export class Trend {
  /** By minute modulo {@link PLACES}: which minute is counted there, and its leads by class. */
  readonly #minutes = new Int32Array(PLACES).fill(-(2 ** 31));
  readonly #tallies = new Int32Array(PLACES * CLASSES);
  changed = false;

  /** `by` is 1 to count a lead that was created at `startMs` under its class, −1 to take it back. */
  count(startMs: number, turnClass: TurnClass, by: 1 | -1, nowMs: number): void {
    if (turnClass < 0) return;
    const minute = Math.ceil(startMs / MINUTE_MS);
    if (minute <= Math.floor(nowMs / MINUTE_MS) - POINTS - SPAN) return;
    const place = ((minute % PLACES) + PLACES) % PLACES;
    if (this.#minutes[place] !== minute) {
      this.#minutes[place] = minute;
      this.#tallies.fill(0, place * CLASSES, (place + 1) * CLASSES);
    }
    const i = place * CLASSES + turnClass;
    this.#tallies[i] = (this.#tallies[i] as number) + by;
    this.changed = true;
  }

  /** Points of the hour up to `nowMs`, oldest first. */
  rows(nowMs: number): LeadTrendRow[] {
    const newest = Math.floor(nowMs / MINUTE_MS);
    const rows: LeadTrendRow[] = [];
    for (let point = newest - POINTS + 1; point <= newest; point += 1) {
      let within = 0;
      let violated = 0;
      for (let minute = point - SPAN + 1; minute <= point; minute += 1) {
        const place = ((minute % PLACES) + PLACES) % PLACES;
        if (this.#minutes[place] !== minute) continue;
        const of = (turnClass: number) => this.#tallies[place * CLASSES + turnClass] as number;
        within += of(ANSWERED_WITHIN);
        violated += of(VIOLATED) + of(ANSWERED_LATE) + of(CLOSED_LATE);
      }
      const decided = within + violated;
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
