/**
 * Which turns a lead has (LEAD-1): the first begins with its earliest creation and ends with its first human response or its closing, whichever
 * is earlier; a creation after that end begins the next, any other belongs to the turn it falls into.
 */

/** Two systems do not log at the same moment: what came up to this long before a lead's creation answers or closes it at once (LEAD-2). */
const AT_ONCE_MS = 3_600_000;
/** Not where the lead had been created before, at most this long ago: what came between two turns belongs to neither. */
export const CONTINUES_MS = 48 * 3_600_000;

export interface TurnSpan<C> {
  first: C;
  /** Its latest creation, whose tier, value, region, channel and customer hold. */
  said: C;
  /** At most one of the two is known; never before the start. Infinity otherwise. */
  respondedAtMs: number;
  closedAtMs: number;
  /** Start of the next turn; Infinity for the last. */
  untilMs: number;
}

/**
 * Oldest first.
 * @param creations by (atMs, id)
 * @param ends as {@link codeEnd} makes them, sorted
 * @param options `fromMs`: start of a turn that stays, those before it are left out; `precededMs`: latest creation before those given;
 *   `expireMs`: a creation that was not answered or closed within this time begins no turn, unless it still waits
 */
export function turnSpans<C extends { readonly atMs: number }>(
  creations: readonly C[],
  ends: readonly number[],
  { fromMs = null, precededMs = -Infinity, expireMs = Infinity }: { fromMs?: number | null; precededMs?: number; expireMs?: number } = {},
): TurnSpan<C>[] {
  const spans: TurnSpan<C>[] = [];
  const creationMs = (i: number) => (creations[i] as C).atMs;
  const code = (i: number) => ends[i] as number;
  for (let c = fromMs === null ? 0 : countBefore(creations.length, creationMs, fromMs, false); c < creations.length; ) {
    const first = creations[c] as C;
    const isContinued = (c === 0 ? precededMs : creationMs(c - 1)) >= first.atMs - CONTINUES_MS;
    const sinceMs = isContinued ? first.atMs : first.atMs - AT_ONCE_MS;
    const end = ends[countBefore(ends.length, code, codeEnd(sinceMs, true), false)];
    const endMs = end === undefined ? Infinity : Math.max(first.atMs, endMsOf(end));
    if (endMs !== Infinity && endMs - first.atMs > expireMs) {
      c += 1;
      continue;
    }
    const next = countBefore(creations.length, creationMs, endMs, true);
    spans.push({
      first,
      said: creations[next - 1] as C,
      respondedAtMs: end !== undefined && isResponse(end) ? endMs : Infinity,
      closedAtMs: end !== undefined && !isResponse(end) ? endMs : Infinity,
      untilMs: creations[next]?.atMs ?? Infinity,
    });
    c = next;
  }
  return spans;
}

/** An end and its kind in one number that sorts by instant, a response before a closing of the same instant. */
export const codeEnd = (atMs: number, isResponse: boolean): number => atMs * 2 + (isResponse ? 0 : 1);
const isResponse = (code: number): boolean => code % 2 === 0;
export const endMsOf = (code: number): number => Math.floor(code / 2);

/** How many of `count` sorted things come before an instant, or stand at it where `withEqual`. */
function countBefore(count: number, atMsOf: (index: number) => number, atMs: number, withEqual: boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = atMsOf(middle);
    if (other < atMs || (withEqual && other === atMs)) low = middle + 1;
    else high = middle;
  }
  return low;
}
