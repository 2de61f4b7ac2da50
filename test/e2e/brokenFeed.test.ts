/** A feed falls silent, and nothing that stands on it is told as true: in the product as it is started, on a real wall. */
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type Product, startProduct, until } from './product.ts';

/** Long enough for a loaded machine to deliver in time, short enough to wait for. */
const INTERVAL_SECONDS = 8;
const CONTRACT = {
  feed: 'mes',
  field: '工序状态',
  kinds: ['order.step'],
  intervalSeconds: INTERVAL_SECONDS,
  graceSeconds: 1,
  owner: '生产部',
};
const HOUR_MS = 3_600_000;
let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(JSON.stringify({ contracts: [CONTRACT] })), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

interface AlertAnswer {
  rule: string;
  state: string;
  under: string | null;
  owner: string | null;
}

async function send(events: { kind: string; key: string; atMs: number; data: object }[]): Promise<void> {
  const body = events.map(({ kind, key, atMs, data }) => ({
    id: randomUUID(),
    kind,
    key,
    at: atMs,
    source: 'mes',
    region: '华东',
    customer_id: 'C-1',
    data,
  }));
  const answer = await fetch(`${product.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
}
const synced = () => send([{ kind: 'feed.synced', key: 'mes', atMs: Date.now(), data: { newest_at: Date.now() } }]);

async function alertOf(rule: string): Promise<AlertAnswer | undefined> {
  const { alerts } = (await (await fetch(`${product.url}/api/v1/alerts`)).json()) as { alerts: AlertAnswer[] };
  return alerts.find((alert) => alert.rule === rule);
}

test('while a feed is broken its panels are hatched and its alerts indeterminate under one root alert; then they are what they were', async () => {
  const wall = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const complaints: string[] = [];
  wall.on('pageerror', (error) => complaints.push(error.message));
  await wall.goto(`${product.url}/wall?scene=delivery-risk`);

  const nowMs = Date.now();
  await send([
    {
      kind: 'order.placed',
      key: 'O-1',
      atMs: nowMs - 30 * HOUR_MS,
      data: { promised_at: nowMs + 200 * HOUR_MS, amount: 100_000, route: ['下料', '装配'] },
    },
    { kind: 'order.step', key: 'O-1', atMs: nowMs - 20 * HOUR_MS, data: { step: '下料', state: 'started', site: '苏州' } },
    { kind: 'order.step', key: 'O-1', atMs: nowMs - 3 * HOUR_MS, data: { step: '下料', state: 'blocked', site: '苏州' } },
  ]);
  await synced();
  await until('the blocked step to be told', 20_000, async () => (await alertOf('step-blocked'))?.state === 'firing');
  const panel = wall.locator('[data-scene="delivery-risk"] [data-broken]');
  expect(await panel.count()).toBe(0);

  // Nothing more is sent: the clock alone breaks the contract.
  await until('the contract to be broken', 30_000, async () => (await alertOf('contract-broken'))?.state === 'firing');
  expect(await alertOf('step-blocked')).toMatchObject({ state: 'indeterminate', under: 'mes' });
  await panel.first().waitFor();
  expect(await panel.first().textContent()).toContain('mes 没有新数据，停在');
  expect(await wall.locator('.feeds .broken').textContent()).toContain('mes');
  const contracts = (await (await fetch(`${product.url}/api/v1/board/contracts`)).json()) as { rows: { state: string; owner: string }[] };
  expect(contracts.rows).toMatchObject([{ state: 'broken', owner: '生产部' }]);

  await synced();
  await until('the alert to be what it was', 20_000, async () => (await alertOf('step-blocked'))?.state === 'firing');
  await until('the root alert to end', 20_000, async () => (await alertOf('contract-broken'))?.state === 'resolved');
  await until('the hatch to go', 20_000, async () => (await panel.count()) === 0);
  expect(complaints).toEqual([]);
  await wall.close();
});
