/**
 * Conditions that had begun before the fact that tells of them arrived. They wait a moment for what arrives together with it: an overdue
 * lead and its answer, in one file or a page of the tail apart, are no violation that was disproved at once (ALERT-27).
 */
import type { Signal } from '../monitors/monitor.ts';
import { type Timed, TimerQueue } from '../monitors/timers.ts';
import type { Raise } from './changes.ts';
import { hasOneEpisodeAtATime } from './episodes.ts';
import { alertIdOf, subjectKeyOf } from './identity.ts';

/** By the virtual clock. Longer than the inserts of one request lie apart, shorter than anybody would notice. */
export const SETTLE_MS = 500;

interface Held extends Timed {
  raise: Raise;
}

export class Settling {
  readonly #held = new Map<string, Held>();
  readonly #due = new TimerQueue<Held>();

  /** Whether it has to wait: known only now, or waiting already. */
  holds(raise: Raise): boolean {
    const key = keyOf(raise);
    if (this.#held.has(key)) return true;
    if (raise.sinceMs >= raise.atMs) return false;
    const held: Held = { name: key, raise };
    this.#held.set(key, held);
    this.#due.push(raise.atMs + SETTLE_MS, held);
    return true;
  }

  /** What becomes of a condition while it waits: it grows worse or changes its facts, or is over and was never one to tell. */
  follow(signal: Exclude<Signal, Raise>): void {
    const key = keyOf(signal);
    const held = this.#held.get(key);
    if (!held) return;
    if (signal.type === 'clear') this.#held.delete(key);
    else if (signal.type === 'escalate') held.raise = { ...held.raise, severity: signal.severity };
    else held.raise = { ...held.raise, facts: { ...held.raise.facts, ...signal.facts } };
  }

  /** Those that have waited long enough at `nowMs`, in order of time. */
  settled(nowMs: number): Raise[] {
    const settled: Raise[] = [];
    for (let due = this.#due.popDue(nowMs); due; due = this.#due.popDue(nowMs)) {
      if (this.#held.get(due.item.name) !== due.item) continue;
      this.#held.delete(due.item.name);
      settled.push(due.item.raise);
    }
    return settled;
  }

  nextMs(): number {
    return this.#due.nextMs();
  }

  /** What waits, in the order in which it came: part of a checkpoint, since the monitors say it once. */
  save(): Raise[] {
    return [...this.#held.values()].map(({ raise }) => raise);
  }

  clear(): void {
    this.#held.clear();
    this.#due.clear();
  }
}

const keyOf = ({ rule, subject, episode }: Signal): string =>
  hasOneEpisodeAtATime(rule) ? subjectKeyOf(rule, subject) : alertIdOf(rule, subject, episode);
