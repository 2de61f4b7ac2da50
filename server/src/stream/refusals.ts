/** Who was refused the stream for the origin of the page: one line in the log for each now and then, and a count of all. */
import type { Clock } from '../clock.ts';

const SAY_AGAIN_MS = 10 * 60_000;
/** Origins are the other side's to choose: no more of them are remembered. */
const MAX_NAMED = 100;

export interface Refusal {
  origin: string | undefined;
  host: string | undefined;
}

export class Refusals {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #saidMs = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** @returns what to write into the log; null where this has been said lately */
  lineFor({ origin = 'no origin', host = 'no host' }: Refusal): string | null {
    const nowMs = this.#clock.now();
    for (const [who, saidMs] of this.#saidMs) if (nowMs - saidMs >= SAY_AGAIN_MS) this.#saidMs.delete(who);
    const page = origin.slice(0, 200);
    const name = host.slice(0, 200);
    const who = `${page} ${name}`;
    if (this.#saidMs.has(who) || this.#saidMs.size >= MAX_NAMED) return null;
    this.#saidMs.set(who, nowMs);
    return (
      `a page of ${page} was refused the stream: this server was asked as ${name}. ` +
      `If that page is one of its own behind a proxy, add ${page} to server.allowedOrigins or let the proxy pass on the Host header.`
    );
  }
}
