/**
 * What happens by the calendar and not from the start of the demo on. Time is cut into slots; what is born in a slot is a function of the seed
 * and the slot's number alone. So every run of the demo, whenever it starts, tells of the same organisation, and a stretch that was not
 * told (the server was away) is told by asking for the rows that arrived in it.
 */
import type { Arrival, DemoSource } from './arrivals.ts';

/** How far back frequent reports, on which nothing hangs, are told as past: the longest window on the wall's first scene is an hour. */
export const RECENT_MS = 65 * 60_000;

/** When a feed falls silent: what its system would deliver meanwhile gets through afterwards. */
export interface Silences {
  readonly longestMs: number;
  /** When a row that would arrive at `atMs` gets through. */
  arrivalMs(source: string, atMs: number): number;
}

/** Which stretch of the organisation's life is to be told. */
export interface Telling {
  /** Of the seed alone. */
  readonly seedText: string;
  /** Where the live part begins. */
  readonly startMs: number;
  /** Rows that arrived by then have been told already. */
  readonly sinceMs: number;
  /** Nothing is told of what was born before: the beginning of the history in an empty store, -Infinity in one that goes on. */
  readonly bornSinceMs: number;
  /** How much more often than at speed 1 the systems report. */
  readonly briskness: number;
  readonly silences: Silences;
  /** Starts of the demo that have their first minutes to show, in order. */
  readonly shows: readonly number[];
}

export interface CalendarSourceOptions {
  readonly slotMs: number;
  /** How long after the beginning of its slot the last row of what was born in it arrives at the latest. */
  readonly reachMs: number;
  /** Where more than this is to be told, nothing is born earlier: for what only recent history needs. */
  readonly notBeforeMs?: number;
  /** Slots to be told; all where not given. */
  readonly wanted?: (slotStartMs: number) => boolean;
  /** Rows of what is born in this slot; none arrives before the slot begins. */
  readonly rowsOf: (slot: number, slotStartMs: number) => readonly Arrival[];
}

export function createCalendarSource(telling: Telling, options: CalendarSourceOptions): DemoSource {
  const { slotMs, reachMs, notBeforeMs = -Infinity, wanted = () => true, rowsOf } = options;
  const { sinceMs, bornSinceMs, silences } = telling;
  const bornMs = Math.max(bornSinceMs, sinceMs < notBeforeMs ? notBeforeMs : -Infinity);
  const firstMs = Math.max(bornMs, sinceMs - reachMs - silences.longestMs - slotMs);
  let slot = Math.ceil(firstMs / slotMs);
  const skip = () => {
    while (!wanted(slot * slotMs)) slot += 1;
  };
  skip();
  return {
    nextAtMs: () => slot * slotMs,
    spawn() {
      const rows = rowsOf(slot, slot * slotMs);
      slot += 1;
      skip();
      const untold: Arrival[] = [];
      for (const { event, arrivesAtMs } of rows) {
        const atMs = silences.arrivalMs(event.source, arrivesAtMs);
        if (atMs > sinceMs) untold.push({ event, arrivesAtMs: atMs });
      }
      return untold;
    },
  };
}
