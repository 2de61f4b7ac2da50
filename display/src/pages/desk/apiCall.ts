/** Calls of the HTTP API. Each answers with a value; none throws. */
import type { Failure as FailureBody } from '@warroom/protocol/api/failure';

/** `offline`: the server was not reached; `unavailable`: it cannot answer now, as while it has no store. */
export type FailureReason = 'offline' | 'unavailable' | 'denied' | 'refused';
/** `M`: what a 404 means to who asked. */
export interface Failure<M extends string> {
  type: 'failed';
  reason: FailureReason | M;
  message: string;
}
/** What came back, whatever it says. */
export type ApiAnswer = { type: 'answered'; status: number; body: unknown };

export type ApiCall = (path: string, init?: { method: 'GET' | 'POST'; body?: string }) => Promise<ApiAnswer | Failure<never>>;

/** `token`: the bearer token of this device at the time of the call, or null. */
export function apiCalls(request: typeof fetch, token: () => string | null, timeoutMs: number): ApiCall {
  return async (path, init = { method: 'GET' }) => {
    const bearer = token();
    try {
      const response = await request(path, {
        ...init,
        headers: {
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        },
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { type: 'answered', status: response.status, body: await response.json().catch(() => null) };
    } catch (error) {
      return { type: 'failed', reason: 'offline', message: (error as Error).message };
    }
  };
}

export function failureOf<M extends string>({ status, body }: ApiAnswer, missing: M): Failure<M> {
  const message = (body as Partial<FailureBody> | null)?.message;
  return { type: 'failed', reason: reasonOf(status) ?? missing, message: typeof message === 'string' ? message : `HTTP ${status}` };
}

function reasonOf(status: number): FailureReason | null {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return null;
  return status === 429 || status >= 500 ? 'unavailable' : 'refused';
}
