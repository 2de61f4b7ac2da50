/** One action on many alerts: in rounds, so that the store gets batches, others get their turn, and no answer grows without bound. */
import type { AlertCommand } from '../alerts/commands.ts';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { DeskAnswer } from '../live/alertDesk.ts';

/** As many as the desk stores in one insert. */
const ROUND = 1_000;
/** Well under what a proxy waits for an answer. */
const WITHIN_MS = 20_000;

export interface BulkOptions {
  act(command: AlertCommand): Promise<DeskAnswer>;
  clock: Clock;
  /** Most alerts that one answer speaks of. */
  most: number;
}

/**
 * @param ids each once, in the order in which they are worked
 * @returns the JSON text of `{total, done, failed, next}`: the alerts as they stand afterwards, and the id after which to go on; null when
 * all have been tried. It ends early when the time is up, or when the store takes no more.
 */
export async function bulkAnswer(
  ids: readonly string[],
  commandOf: (id: string) => AlertCommand,
  { act, clock, most }: BulkOptions,
): Promise<string> {
  const endMs = clock.now() + WITHIN_MS;
  const done: string[] = [];
  const failed: string[] = [];
  let at = 0;
  let isRefused = false;
  while (at < ids.length && at < most && !isRefused && (at === 0 || clock.now() < endMs)) {
    const round = ids.slice(at, Math.min(at + ROUND, most)).map(commandOf);
    at += round.length;
    const outcomes = await Promise.allSettled(round.map(act));
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') {
        // As text at once: thousands of rows made into one at the end would hold everybody up.
        done.push(JSON.stringify(outcome.value));
        continue;
      }
      const { reason } = outcome;
      if (!(reason instanceof WarroomError)) throw reason;
      isRefused ||= reason.retry;
      failed.push(JSON.stringify({ id: round[i]?.alertId ?? '', error: reason.code, message: reason.message }));
    }
  }
  const next = at < ids.length ? (ids[at - 1] ?? null) : null;
  return `{"total":${ids.length},"done":[${done.join(',')}],"failed":[${failed.join(',')}],"next":${JSON.stringify(next)}}`;
}
