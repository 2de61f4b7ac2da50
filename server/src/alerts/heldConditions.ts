/**
 * Conditions that history tells of while it is read and that no alert is known of. Those that end before the cut are as if they had never
 * been; of the others it is said in the end what was said of them, in order, once the log has been asked for their alerts (ALERT-31).
 */
import type { BrokenFeed, Signal } from '../monitors/monitor.ts';
import { brokenUnder } from './brokenFeeds.ts';
import type { Raise } from './changes.ts';
import { hasOneEpisodeAtATime } from './episodes.ts';
import { alertIdOf, subjectKeyOf } from './identity.ts';

/** An alert to look for in the log before its condition counts. */
export interface HeldAlert {
  rule: string;
  subject: string;
  alertId: string;
  /** Other alerts of the subject that were not over before this instant are meant as well; Infinity where none can be. */
  othersSinceMs: number;
}

/** What happens to a held condition: a signal, or that other feeds are broken. */
export type HeldEvent = { signal: Signal; broken: readonly BrokenFeed[] } | { atMs: number; broken: readonly BrokenFeed[] };

interface Held {
  raise: Raise;
  /** What was broken when it began. */
  broken: readonly BrokenFeed[];
  /** How many changes of what is broken had been noted by then. */
  from: number;
  after: { signal: Signal; broken: readonly BrokenFeed[]; from: number }[];
  isSought: boolean;
}

export class HeldConditions {
  readonly #cutMs: number;
  readonly #held = new Map<string, Held>();
  /** What was broken, each time that it changed. */
  readonly #outages: { atMs: number; broken: readonly BrokenFeed[] }[] = [];
  /** By rule and feeds: the places in #outages at which what an alert stands on changes. */
  readonly #changesOf = new Map<string, number[]>();

  /** @param cutMs what ended before it is dropped */
  constructor(cutMs: number) {
    this.#cutMs = cutMs;
  }

  get size(): number {
    return this.#held.size;
  }

  holds(signal: Signal): boolean {
    return this.#held.has(keyOf(signal));
  }

  hold(raise: Raise, broken: readonly BrokenFeed[]): void {
    this.#held.set(keyOf(raise), { raise, broken, from: this.#outages.length, after: [], isSought: false });
  }

  /** Of a condition that {@link holds}. */
  follow(signal: Signal, broken: readonly BrokenFeed[]): void {
    const key = keyOf(signal);
    const held = this.#held.get(key);
    if (!held) return;
    if (signal.type === 'clear' && signal.atMs < this.#cutMs) {
      this.#held.delete(key);
      return;
    }
    // Said again and again by who watches a state: only the last counts.
    const last = held.after.at(-1)?.signal;
    if (signal.type === 'raise' && last?.type === 'raise' && last.episode === signal.episode) held.after.pop();
    else if (signal.type === 'raise' && signal.episode !== held.raise.episode) held.isSought = false;
    held.after.push({ signal, broken, from: this.#outages.length });
  }

  broke(broken: readonly BrokenFeed[], atMs: number): void {
    this.#outages.push({ atMs, broken });
    this.#changesOf.clear();
  }

  /** Those not given before. */
  sought(): HeldAlert[] {
    const sought: HeldAlert[] = [];
    for (const held of this.#held.values()) {
      if (held.isSought) continue;
      held.isSought = true;
      const { rule, subject, atMs } = held.raise;
      const othersSinceMs = hasOneEpisodeAtATime(rule) ? atMs : Number.POSITIVE_INFINITY;
      const episodes = new Set([held.raise, ...held.after.map(({ signal }) => signal)].map(({ episode }) => episode));
      for (const episode of episodes) sought.push({ rule, subject, alertId: alertIdOf(rule, subject, episode), othersSinceMs });
    }
    return sought;
  }

  /** Takes the one held longest out, and gives what happened to it in order. */
  take(): HeldEvent[] | null {
    for (const [key, held] of this.#held) {
      this.#held.delete(key);
      return this.#eventsOf(held);
    }
    return null;
  }

  #eventsOf({ raise, broken, from, after }: Held): HeldEvent[] {
    const changes = this.#changes(raise);
    const events: HeldEvent[] = [{ signal: raise, broken }];
    let at = firstFrom(changes, from);
    const outagesUntil = (end: number) => {
      for (; at < changes.length && (changes[at] as number) < end; at += 1) events.push(this.#outages[changes[at] as number] as HeldEvent);
    };
    for (const { signal, broken: thenBroken, from: end } of after) {
      outagesUntil(end);
      events.push({ signal, broken: thenBroken });
    }
    outagesUntil(this.#outages.length);
    return events;
  }

  #changes({ rule, feeds }: Raise): number[] {
    const key = `${rule} ${feeds.join(' ')}`;
    let changes = this.#changesOf.get(key);
    if (changes) return changes;
    changes = [];
    let before: string | null = '';
    for (const [i, { broken }] of this.#outages.entries()) {
      const feed = brokenUnder(broken, { rule, feeds });
      const now = feed ? `${feed.feed} ${feed.episode}` : null;
      if (now !== before) changes.push(i);
      before = now;
    }
    this.#changesOf.set(key, changes);
    return changes;
  }
}

function firstFrom(places: readonly number[], from: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Without the hash of an alert's id: most are dropped again. */
const keyOf = ({ rule, subject, episode }: Signal): string =>
  hasOneEpisodeAtATime(rule) ? subjectKeyOf(rule, subject) : `${subjectKeyOf(rule, subject)}\u0000${episode}`;
