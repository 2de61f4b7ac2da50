import { expect, test } from 'vitest';
import { answer } from '../../testing/customer.ts';
import { createCustomerApi } from './customerApi.ts';

const asked: { path: string; headers: Record<string, string> }[] = [];
const api = (response: () => Response | Promise<Response>, token: string | null = null) =>
  createCustomerApi(
    (async (path: string, init: RequestInit) => {
      asked.push({ path, headers: init.headers as Record<string, string> });
      return response();
    }) as unknown as typeof fetch,
    () => token,
    'Asia/Shanghai',
  );

test('names are quoted, the token stands in the header, the zone is told', async () => {
  const body = answer();
  expect(await api(() => Response.json(body), 'secret').whole('a/b?c')).toEqual({ type: 'done', body });
  expect(asked.at(-1)).toEqual({ path: '/api/v1/customers/a%2Fb%3Fc?zone=Asia%2FShanghai', headers: { authorization: 'Bearer secret' } });
  await api(() => Response.json(body)).live('C');
  expect(asked.at(-1)).toEqual({ path: '/api/v1/customers/C/live', headers: {} });
});

test.each([
  [401, 'denied'],
  [403, 'denied'],
  [404, 'unknown'],
  [400, 'refused'],
  [503, 'unavailable'],
])('%d means %s', async (status, reason) => {
  const refusal = () => Response.json({ message: 'why' }, { status });
  expect(await api(refusal).live('C')).toEqual({ type: 'failed', reason, message: 'why' });
});

test('no network, and no JSON', async () => {
  expect(await api(() => Promise.reject(new TypeError('gone'))).live('C')).toMatchObject({ reason: 'offline' });
  expect(await api(() => new Response('<html>', { status: 502 })).live('C')).toMatchObject({
    reason: 'unavailable',
    message: 'HTTP 502',
  });
});
