/** One customer, asked of the running server: what was sent in comes back, live from the board and remembered from the store. */
import { randomUUID } from 'node:crypto';
import type { CustomerAnswer, CustomerNow } from '@warroom/protocol/api/customer';
import { CustomerAnswer as CustomerAnswerSchema } from '@warroom/protocol/api/customer';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CUSTOMER = '客户/一 #1';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.remove());

async function get<T>(id: string, more = ''): Promise<{ status: number; body: T }> {
  const reply = await fetch(`${server.url}/api/v1/customers/${encodeURIComponent(id)}${more}`);
  return { status: reply.status, body: (await reply.json()) as T };
}

async function send(events: Record<string, unknown>[]): Promise<void> {
  const body = JSON.stringify(events.map((event) => ({ id: randomUUID(), source: 'crm', data: {}, ...event })));
  const reply = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect([reply.status, await reply.text()]).toEqual([200, expect.any(String)]);
}

const iso = (ms: number) => new Date(ms).toISOString();
/** What has been judged between two facts of the same request, and taken back with the next, stands as resolved. */
const openRules = (alerts: CustomerNow['live']['alerts']) =>
  alerts
    .filter(({ state }) => state !== 'resolved')
    .map(({ rule }) => rule)
    .sort();

test('orders, touchpoints with the influence of each, the resonance, leads without their rep, alerts, history', async () => {
  const now = Date.now();
  const customer = { customer_id: CUSTOMER, region: '华东' };
  const step = (name: string, state: string, atMs: number) => ({
    kind: 'order.step',
    key: 'O-1',
    at: iso(atMs),
    data: { step: name, state },
  });
  await send([
    {
      kind: 'order.placed',
      key: 'O-1',
      at: iso(now - 5 * DAY_MS),
      ...customer,
      data: { promised_at: iso(now - HOUR_MS), amount: 500_000, route: ['备料', '加工', '发运'] },
    },
    step('备料', 'completed', now - 3 * DAY_MS),
    step('加工', 'started', now - 2 * DAY_MS),
    { kind: 'order.placed', key: 'O-2', at: iso(now), customer_id: 'another', data: { promised_at: iso(now + DAY_MS), route: ['备料'] } },
    { kind: 'opportunity.moved', key: 'P-1', at: iso(now - 20 * DAY_MS), ...customer, data: { stage: 'poc', amount: 90_000 } },
    {
      kind: 'touchpoint.seen',
      key: CUSTOMER,
      at: iso(now - 30 * HOUR_MS),
      channel: '邮件',
      data: { sentiment: -0.8, direction: 'inbound' },
    },
    {
      kind: 'touchpoint.seen',
      key: CUSTOMER,
      at: iso(now - HOUR_MS),
      channel: '电话',
      data: { topic: 'technical_question', direction: 'inbound', match: 1 },
    },
    { kind: 'touchpoint.seen', key: CUSTOMER, at: iso(now - 40 * DAY_MS), channel: '电话', data: { sentiment: 0.6 } },
    { kind: 'lead.created', key: 'L-1', at: iso(now - HOUR_MS), ...customer, data: { tier: 'A' } },
    { kind: 'lead.assigned', key: 'L-1', at: iso(now - HOUR_MS + 5_000), rep_id: 'rep-7', team: '华东一组' },
  ]);
  await until('the customer on the board', async () => {
    const { body } = await get<CustomerNow>(CUSTOMER, '/live');
    const { orders, influence, resonance, leads, alerts } = body.live;
    return orders.length > 0 && influence.length === 2 && resonance !== null && leads.length > 0 && openRules(alerts).length === 3;
  });

  const { status, body } = await get<CustomerAnswer>(CUSTOMER);
  expect(status).toBe(200);
  expect([...Value.Errors(CustomerAnswerSchema, body)]).toEqual([]);
  const { live, history, limits } = body;
  expect(limits).toEqual({ warningShare: 0.7, criticalShare: 0.9, negativeSentiment: -0.3 });
  expect(live.orders.map(({ orderId, pLate, bottleneck }) => [orderId, pLate, bottleneck])).toEqual([['O-1', 1, expect.any(String)]]);
  expect(live.resonance).toMatchObject({ negativeChannel: '邮件', inquiryChannel: '电话', state: 'open' });
  expect(live.leads[0]).toMatchObject({ leadId: 'L-1', team: '华东一组' });
  expect(JSON.stringify(body)).not.toContain('rep-7');
  expect(openRules(live.alerts)).toEqual(['delivery-late', 'lead-violation', 'resonance']);

  expect(history.touchpoints.total).toBe(3);
  const [call, mail, old] = history.touchpoints.rows;
  // 2^(−1/72) × 0.8 × 1 and 2^(−30/72) × 0.5 × 0.5.
  expect(call?.influence).toBeCloseTo(0.792, 2);
  expect(mail?.influence).toBeCloseTo(0.187, 2);
  expect(old?.influence).toBeNull();
  const byChannel = new Map(live.influence.map((row) => [row.channel, row.influence]));
  expect(byChannel.get('电话')).toBeCloseTo(call?.influence ?? 0, 1);
  expect(history.sentiment.map(({ mean }) => mean)).toEqual([0.6, -0.8]);
  expect(history.opportunities.rows).toMatchObject([{ opportunityId: 'P-1', stage: 'poc', amount: 90_000 }]);
  expect(history.leads.rows).toMatchObject([{ leadId: 'L-1', respondedAt: null }]);
  expect(history.orders.rows).toMatchObject([{ orderId: 'O-1', deliveredAt: null }]);
});

test('a stranger is none: 404 with a sentence; a zone that is none: 400', async () => {
  expect(await get('nobody')).toMatchObject({
    status: 404,
    body: { error: 'NOT_FOUND', message: expect.stringMatching(/^nothing is known of a customer nobody/) },
  });
  // As long a name as an event may carry is a name, and not an address too long.
  expect((await get('客'.repeat(256))).status).toBe(404);
  expect(await get<CustomerNow>('nobody', '/live')).toMatchObject({ status: 200, body: { live: { orders: [], resonance: null } } });
  expect(await get(CUSTOMER, '?zone=Mars/Olympus')).toMatchObject({ status: 400, body: { error: 'REQUEST_INVALID' } });
});
