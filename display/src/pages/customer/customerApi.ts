/** One customer, asked of the server. Every call answers with a value; none throws. */
import type { CustomerAnswer, CustomerNow } from '@warroom/protocol/api/customer';
import { type Failure as ApiFailure, apiCalls, failureOf } from '../desk/apiCall.ts';

/** A history of many weeks may take the store a while. */
const TIMEOUT_MS = 15_000;

/** `unknown`: the server has never heard of the customer. */
export type Failure = ApiFailure<'unknown'>;
export type Answer<T> = { type: 'done'; body: T } | Failure;

export interface CustomerApi {
  /** What stands on the board: costs the server little. */
  live(customerId: string): Promise<Answer<CustomerNow>>;
  /** The same, and what the store remembers. */
  whole(customerId: string): Promise<Answer<CustomerAnswer>>;
}

/** @param token the bearer token of this device at the time of the call, or null; @param zone in which a day begins */
export function createCustomerApi(request: typeof fetch, token: () => string | null, zone: string): CustomerApi {
  const call = apiCalls(request, token, TIMEOUT_MS);
  const get = async <T>(path: string): Promise<Answer<T>> => {
    const answer = await call(path);
    if (answer.type === 'failed') return answer;
    return answer.status === 200 && answer.body !== null ? { type: 'done', body: answer.body as T } : failureOf(answer, 'unknown');
  };
  const pathOf = (customerId: string) => `/api/v1/customers/${encodeURIComponent(customerId)}`;
  return {
    live: (customerId) => get(`${pathOf(customerId)}/live`),
    whole: (customerId) => get(`${pathOf(customerId)}?zone=${encodeURIComponent(zone)}`),
  };
}
