/** Which refusals are worth a line in the log: each client once in ten minutes. The names are the other side's to choose, so they are bounded. */
import type { Clock } from '../clock.ts';

const SAY_AGAIN_MS = 10 * 60_000;
const MAX_NAMED = 100;
const MAX_NAME_LENGTH = 200;

export class Refusals {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #saidMs = new Map<string, number>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** @param names as the client gave them: of its page, of this server. @returns whether to log this one */
  isNews(...names: readonly string[]): boolean {
    const nowMs = this.#clock.elapsed();
    for (const [who, saidMs] of this.#saidMs) if (nowMs - saidMs >= SAY_AGAIN_MS) this.#saidMs.delete(who);
    const who = names.map(brief).join(' ');
    if (this.#saidMs.has(who) || this.#saidMs.size >= MAX_NAMED) return false;
    this.#saidMs.set(who, nowMs);
    return true;
  }
}

/** A name from outside, short enough for a line of the log. */
export const brief = (name: string): string => name.slice(0, MAX_NAME_LENGTH);
