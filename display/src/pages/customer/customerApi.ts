/** One customer, asked of the server. Every call answers with a value; none throws. */
import type { CustomerAnswer, CustomerNow } from '@warroom/protocol/api/customer';

/** A history of many weeks may take the store a while. */
const TIMEOUT_MS = 15_000;

/** `unknown`: the server has never heard of the customer; `offline`: it was not reached; `unavailable`: it has no store now. */
export type FailureReason = 'offline' | 'unavailable' | 'denied' | 'unknown' | 'refused';
export interface Failure {
  type: 'failed';
  reason: FailureReason;
  message: string;
}
export type Answer<T> = { type: 'done'; body: T } | Failure;

export interface CustomerApi {
  /** What stands on the board: costs the server little. */
  live(customerId: string): Promise<Answer<CustomerNow>>;
  /** The same, and what the store remembers. */
  whole(customerId: string): Promise<Answer<CustomerAnswer>>;
}

/** @param token the bearer token of this device at the time of the call, or null; @param zone in which a day begins */
export function createCustomerApi(request: typeof fetch, token: () => string | null, zone: string): CustomerApi {
  const get = async <T>(path: string): Promise<Answer<T>> => {
    const bearer = token();
    try {
      const response = await request(path, {
        headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body: unknown = await response.json().catch(() => null);
      return response.status === 200 && body !== null ? { type: 'done', body: body as T } : failureOf(response.status, body);
    } catch (error) {
      return { type: 'failed', reason: 'offline', message: (error as Error).message };
    }
  };
  const pathOf = (customerId: string) => `/api/v1/customers/${encodeURIComponent(customerId)}`;
  return {
    live: (customerId) => get(`${pathOf(customerId)}/live`),
    whole: (customerId) => get(`${pathOf(customerId)}?zone=${encodeURIComponent(zone)}`),
  };
}

function failureOf(status: number, body: unknown): Failure {
  const message = (body as { message?: unknown } | null)?.message;
  return { type: 'failed', reason: reasonOf(status), message: typeof message === 'string' ? message : `HTTP ${status}` };
}

function reasonOf(status: number): FailureReason {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'unknown';
  return status === 429 || status >= 500 ? 'unavailable' : 'refused';
}
