import { expect, test } from 'vitest';
import { NOW_MS, violation } from '../../testing/alerts.ts';
import { iso } from '../../testing/rows.ts';
import { createAlertApi, mayRetry } from './alertApi.ts';

interface Call {
  path: string;
  init: RequestInit;
}
function apiAnswering(answer: () => Response | Promise<Response>, token: string | null = null) {
  const calls: Call[] = [];
  const request = async (path: unknown, init?: RequestInit) => {
    calls.push({ path: String(path), init: init ?? {} });
    return answer();
  };
  return { api: createAlertApi(request as typeof fetch, () => token), calls };
}
const doing = { by: '甲', note: ' 在打电话 ', version: 3 };

test('an acknowledgement says who, what and about which version, with the token in the header only', async () => {
  const row = violation('L-1', 5, { state: 'acknowledged', owner: '甲', version: 4 });
  const { api, calls } = apiAnswering(() => Response.json(row), 'secret-token');
  expect(await api.act('a/1', { type: 'ack' }, doing)).toEqual({ type: 'done', row });
  expect(calls[0]?.path).toBe('/api/v1/alerts/a%2F1/ack');
  expect(JSON.parse(String(calls[0]?.init.body))).toEqual({ by: '甲', note: '在打电话', version: 3 });
  expect(calls[0]?.init.headers).toMatchObject({ authorization: 'Bearer secret-token' });
});

test('an empty note is left out; what a doing needs besides goes along', async () => {
  const { api, calls } = apiAnswering(() => Response.json(violation('L-1', 5)));
  await api.act('a1', { type: 'assign', assignee: '乙' }, { ...doing, note: '  ' });
  await api.act('a1', { type: 'snooze', minutes: 15 }, { ...doing, note: '' });
  expect(calls.map((c) => JSON.parse(String(c.init.body)))).toEqual([
    { by: '甲', version: 3, assignee: '乙' },
    { by: '甲', version: 3, minutes: 15 },
  ]);
});

test('a conflict says who holds it and since when', async () => {
  const details = { holder: '乙', since: iso(NOW_MS), version: 5, state: 'acknowledged' };
  const { api } = apiAnswering(() => Response.json({ error: 'ALERT_CONFLICT', message: 'held', details }, { status: 409 }));
  expect(await api.act('a1', { type: 'ack' }, doing)).toEqual({
    type: 'conflict',
    holder: '乙',
    sinceAt: iso(NOW_MS),
    state: 'acknowledged',
    version: 5,
    message: 'held',
  });
});

test.each([
  [503, 'unavailable', true],
  [429, 'unavailable', true],
  [401, 'denied', false],
  [404, 'gone', false],
  [400, 'refused', false],
] as const)('status %i is a failure of kind %s', async (status, reason, retry) => {
  const { api } = apiAnswering(() => Response.json({ message: 'why' }, { status }));
  const result = await api.act('a1', { type: 'ack' }, doing);
  expect(result).toEqual({ type: 'failed', reason, message: 'why' });
  expect(result.type === 'failed' && mayRetry(result)).toBe(retry);
});

test('no network and no JSON are failures, not exceptions', async () => {
  const down = apiAnswering(() => Promise.reject(new TypeError('Failed to fetch')));
  expect(await down.api.act('a1', { type: 'ack' }, doing)).toEqual({ type: 'failed', reason: 'offline', message: 'Failed to fetch' });
  const proxy = apiAnswering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(await proxy.api.details('a1')).toEqual({ type: 'failed', reason: 'unavailable', message: 'HTTP 502' });
});
