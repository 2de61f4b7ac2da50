/** One acknowledgement for many alerts: in rounds, so that no call takes long and the screen can say how far it is. */
import type { BulkAnswer } from './alertApi.ts';

/** As many as the server stores in one insert. */
export const ROUND = 1_000;

/** `taken`: somebody else holds it, or it is resolved. */
export type Reason = 'taken' | 'gone' | 'offline' | 'unavailable' | 'denied' | 'refused';

export interface Outcome {
  /** How many are acknowledged by who asked. */
  held: number;
  failed: ReadonlyMap<Reason, number>;
  /** Ids that may be tried again: not reached, not stored, or not come to. */
  left: readonly string[];
}

export interface Round {
  /** Answers for the ids after `cursor`; never throws. */
  send: (ids: readonly string[], cursor: string | null) => Promise<BulkAnswer>;
  /** How many have been answered for. */
  onProgress: (tried: number) => void;
  /** Asked between two calls: whether to leave the rest. */
  isStopped: () => boolean;
}

const REASONS: Readonly<Record<string, Reason>> = {
  ALERT_CONFLICT: 'taken',
  NOT_FOUND: 'gone',
  ACCESS_DENIED: 'denied',
  REQUEST_INVALID: 'refused',
};

/** Ends early when a call fails, when one brings nothing further, or when told to. What was not come to then is left, and no failure. */
export async function acknowledgeAll(ids: readonly string[], { send, onProgress, isStopped }: Round): Promise<Outcome> {
  let held = 0;
  const failed = new Map<Reason, number>();
  const left: string[] = [];
  const fail = (reason: Reason, some: readonly string[]) => {
    failed.set(reason, (failed.get(reason) ?? 0) + some.length);
    if (reason === 'offline' || reason === 'unavailable') left.push(...some);
  };
  let at = 0;
  while (at < ids.length) {
    if (isStopped()) break;
    const round = ids.slice(at, at + ROUND);
    at += round.length;
    let cursor: string | null = null;
    let rest: readonly string[] = round;
    let isOver = false;
    while (rest.length > 0 && !isOver) {
      const answer = await send(round, cursor);
      if (answer.type === 'failed') {
        fail(answer.reason, rest);
        isOver = true;
        break;
      }
      const { done, failed: refused, next } = answer.result;
      held += done.length;
      for (const { id, error } of refused) fail(REASONS[error] ?? 'unavailable', [id]);
      const after = next === null ? rest.length : rest.indexOf(next) + 1;
      // The store takes no more: the others would be refused one by one.
      isOver = after === 0 || (done.length === 0 && refused.some(({ error }) => REASONS[error] === undefined));
      rest = rest.slice(after);
      cursor = next;
      if (isOver) left.push(...rest);
    }
    onProgress(at);
    if (isOver) break;
  }
  left.push(...ids.slice(at));
  return { held, failed, left };
}
