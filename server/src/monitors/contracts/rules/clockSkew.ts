/**
 * How far a server's time of day is from the store's: what is shown of it, and the alert `clock-skew` (CLOCK-4). Each server watches itself;
 * no fact tells of it, so that it is no part of the monitor.
 */
import type { Signal } from '../../monitor.ts';

const RULE = 'clock-skew';
/** Worth an alert from here on, and over only well below, so that a clock on the edge does not flap. */
const BEGINS_SECONDS = 1;
const ENDS_SECONDS = 0.5;
/** The figure shown moves in steps of at least this: a row that changed with every reading would never let the board be quiet. */
const SHOWN_STEP_SECONDS = 0.25;

type Raise = Extract<Signal, { type: 'raise' }>;

export class ClockSkew {
  readonly #server: string;
  #shown: number | null = null;
  #open: Raise | null = null;

  constructor(server: string) {
    this.#server = server;
  }

  /** Server less store, in seconds; null before the store was asked. */
  get shownSeconds(): number | null {
    return this.#shown;
  }

  /** The alert that is open, as it was raised. */
  get open(): Raise | null {
    return this.#open;
  }

  /** @param seconds server less store, as just measured @returns what has changed about the alert */
  look(seconds: number | null, nowMs: number): Signal | null {
    if (seconds === null) return null;
    if (this.#shown === null || Math.abs(seconds - this.#shown) >= SHOWN_STEP_SECONDS) this.#shown = Math.round(seconds * 10) / 10;
    const open = this.#open;
    const subject = `server:${this.#server}`;
    if (open === null && Math.abs(seconds) > BEGINS_SECONDS) {
      this.#open = {
        type: 'raise',
        rule: RULE,
        subject,
        episode: new Date(nowMs).toISOString(),
        severity: 'warning',
        atMs: nowMs,
        sinceMs: nowMs,
        facts: { server: this.#server, skewSeconds: Math.round(Math.abs(seconds) * 10) / 10, ahead: seconds > 0 },
        feeds: [],
      };
      return this.#open;
    }
    if (open === null || Math.abs(seconds) >= ENDS_SECONDS) return null;
    this.#open = null;
    return { type: 'clear', rule: RULE, subject, episode: open.episode, atMs: Math.max(nowMs, open.atMs), reason: 'recovered' };
  }
}
