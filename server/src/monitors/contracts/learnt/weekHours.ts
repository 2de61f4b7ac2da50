/**
 * Half hours of the week in the calendar's zone, as slots of a profile: seven weekdays, then a holiday and a make-up day. A half hour of the clock
 * is named by its number since the epoch. Whole hours would blur a day that begins at half past eight.
 */
import type { Calendar } from '../../calendar.ts';

export const HOUR_MS = 3_600_000;
export const SLOT_MS = HOUR_MS / 2;
export const DAY_SLOTS = 48;
export const WEEKDAYS = 7;
export const HOLIDAY = 7;
export const MAKE_UP = 8;
export const DAY_TYPES = 9;
export const SLOTS = DAY_TYPES * DAY_SLOTS;
const DAY_MS = 86_400_000;
/** 1970-01-05, a Monday. */
const MONDAY = 4;

export const halfHourOf = (atMs: number): number => Math.floor(atMs / SLOT_MS);
/** Day type of a slot: 0 Monday … 6 Sunday, {@link HOLIDAY}, {@link MAKE_UP}. */
export const dayTypeOf = (slot: number): number => Math.floor(slot / DAY_SLOTS);

export class WeekHours {
  readonly #calendar: Calendar;
  readonly #slots = new Map<number, number>();

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  /** By what the wall clock shows in the middle of the half hour. */
  slotOf(halfHour: number): number {
    let slot = this.#slots.get(halfHour);
    if (slot === undefined) {
      const localMs = this.#calendar.localMs(halfHour * SLOT_MS + SLOT_MS / 2);
      const day = Math.floor(localMs / DAY_MS);
      const kind = this.#calendar.dayKind(day);
      const type = kind === 'holiday' ? HOLIDAY : kind === 'make-up' ? MAKE_UP : (day - MONDAY + 7 * 10_000) % 7;
      slot = type * DAY_SLOTS + Math.floor((localMs - day * DAY_MS) / SLOT_MS);
      if (this.#slots.size > 20_000) this.#slots.clear();
      this.#slots.set(halfHour, slot);
    }
    return slot;
  }

  /** The local date, as days since 1970-01-01. */
  dayOf(halfHour: number): number {
    return Math.floor(this.#calendar.localMs(halfHour * SLOT_MS + SLOT_MS / 2) / DAY_MS);
  }
}
