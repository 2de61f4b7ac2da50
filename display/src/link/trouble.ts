/** Why the stream may not pass, as far as an answer over HTTP tells: what a WebSocket that fails does not say. */

/**
 * - `unreachable`: nothing answers, or a proxy says that nothing does.
 * - `origin`: the server refuses pages of this address.
 * - `host`: the server does not answer by this name.
 * - `foreign`: something answers that is no Warroom server, such as the log-in page of a network.
 * - `blocked`: the server answers, and no stream of it passes.
 */
export const TROUBLES = ['unreachable', 'origin', 'host', 'foreign', 'blocked'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** What a proxy says of a server that it cannot reach. */
const GATEWAY = [502, 503, 504];

/** @param answer of a request that was not answered as it should have been */
export async function troubleOf(answer: Pick<Response, 'status' | 'json'>): Promise<Trouble> {
  let code: unknown;
  try {
    code = ((await answer.json()) as { error?: unknown } | null)?.error;
  } catch {
    return GATEWAY.includes(answer.status) ? 'unreachable' : 'foreign';
  }
  if (code === 'ORIGIN_DENIED') return 'origin';
  if (code === 'HOST_UNKNOWN') return 'host';
  return typeof code === 'string' ? 'blocked' : 'foreign';
}
