/**
 * The last hour of the service level, a point a minute. Leads are counted by the minute of their creation, as they are known now, so
 * that the line depends on the facts and the instant alone; a point sums the fifteen minutes that end with it.
 */
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import { ANSWERED_LATE, ANSWERED_WITHIN, CLOSED_LATE, TURN_CLASSES, type Turn, type TurnClass, VIOLATED } from './turn.ts';

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

  /** Counts a turn under its class. */
  add(turn: Turn, nowMs: number): void {
    const place = this.#placeOf(turn, nowMs);
    if (place >= 0) this.#count(place + turn.class, 1);
  }

  /** Counts a turn under another class than its own; not any more under none. */
  move(turn: Turn, to: TurnClass, nowMs: number): void {
    if (turn.class < 0) return;
    const place = this.#placeOf(turn, nowMs);
    if (place < 0) return;
    this.#count(place + turn.class, -1);
    if (to >= 0) this.#count(place + to, 1);
  }

  /** Where the tally of its minute begins; −1 for one that no point needs any more. */
  #placeOf(turn: Turn, nowMs: number): number {
    const minute = Math.ceil(turn.startMs / MINUTE_MS);
    if (minute <= Math.floor(nowMs / MINUTE_MS) - POINTS - SPAN) return -1;
    const place = ((minute % PLACES) + PLACES) % PLACES;
    if (this.#minutes[place] !== minute) {
      this.#minutes[place] = minute;
      this.#tallies.fill(0, place * CLASSES, (place + 1) * CLASSES);
    }
    return place * CLASSES;
  }

  #count(index: number, by: 1 | -1): void {
    this.#tallies[index] = (this.#tallies[index] as number) + by;
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
