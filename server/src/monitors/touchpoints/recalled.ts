/**
 * What open alerts tell of the time before the facts that are read: since when an opportunity and its customer have been silent, and which channels
 * have been dark. Known until history has been read.
 */
import type { OpenAlert } from '../monitor.ts';

export interface Silence {
  episode: string;
  sinceMs: number;
  critical: boolean;
}

export class Recalled {
  /** The earliest fact of an opportunity. */
  readonly firstAtMs = new Map<string, number>();
  /** The newest captured touchpoint of a customer. */
  readonly lastCapturedMs = new Map<string, number>();
  readonly #silent = new Map<string, Silence>();
  #dark: { channel: string; region: string | null; episode: string }[] = [];
  /** Before this instant the window has not been read in full, and no channel is judged. */
  #darkFromMs = -Infinity;
  #presentMs = -Infinity;

  take(open: readonly OpenAlert[], darkFromMs: number, presentMs: number): void {
    this.#darkFromMs = darkFromMs;
    this.#presentMs = presentMs;
    for (const { rule, subject, episode, severity, facts } of open) {
      if (rule === 'silent-opportunity') {
        const opportunity = subject.slice('opportunity:'.length);
        this.#silent.set(opportunity, { episode, sinceMs: Date.parse(episode), critical: severity === 'critical' });
        keep(this.firstAtMs, opportunity, facts.openedAt, Math.min);
        if (typeof facts.customerId === 'string') keep(this.lastCapturedMs, facts.customerId, facts.lastCapturedAt, Math.max);
      } else if (rule === 'dark-channel' && typeof facts.channel === 'string') {
        this.#dark.push({ channel: facts.channel, region: typeof facts.region === 'string' ? facts.region : null, episode });
      }
    }
  }

  /** The silence in which an opportunity stands where history ends: before it began, none of it is told of. */
  silenceOf(opportunity: string): Silence | null {
    return this.#silent.get(opportunity) ?? null;
  }

  isDarkJudged(nowMs: number): boolean {
    return nowMs >= this.#darkFromMs;
  }

  /** Channels that have been dark since before `nowMs`; once, when they are first judged. */
  takeDark(nowMs: number): readonly { channel: string; region: string | null; episode: string }[] {
    const dark = this.#dark.filter(({ episode }) => Date.parse(episode) < nowMs);
    this.#dark = [];
    return dark;
  }

  /** History has been read as far as `nowMs`. */
  reached(nowMs: number): void {
    if (nowMs < this.#presentMs) return;
    this.#presentMs = Infinity;
    this.#silent.clear();
    this.firstAtMs.clear();
    this.lastCapturedMs.clear();
  }
}

function keep(map: Map<string, number>, name: string, at: unknown, choose: (a: number, b: number) => number): void {
  const atMs = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (Number.isFinite(atMs)) map.set(name, choose(map.get(name) ?? atMs, atMs));
}
