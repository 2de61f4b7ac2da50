/** Two servers on one store that share the concerns out. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { until } from '../../../testing/runningServer.ts';
import { type App, startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore } from '../../src/store/client.ts';

const HOUR_MS = 3_600_000;
const SHARES = [['lead-response'], ['delivery-risk', 'touchpoints', 'capability']];
type Row = { key: string } & Record<string, unknown>;

let directory: string;
let front: ClickHouseFront;
let apps: App[] = [];

const begin = async (n: number) => {
  const flags = { 'server.port': 0, 'server.id': `s${n}`, 'store.url': front.url, 'monitors.only': SHARES[n] };
  const config = loadConfig({ flags });
  const log = pino({ level: 'silent' });
  const store = await openStore(config.store, log);
  return startApp({ config, clock: systemClock, store, log, version: 'test', pages: path.join(directory, 'no-pages'), demo: false });
};

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-shared-'));
  front = await ClickHouseFront.start(path.join(directory, 'engine'));
  for (const n of SHARES.keys()) apps.push(await begin(n));
  await ready();
}, 60_000);
afterAll(async () => {
  for (const app of apps) await app.stop();
  apps = [];
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const ask = async (n: number, where: string) => (await (await fetch(`${apps[n]?.address}${where}`)).json()) as never;
const ready = () =>
  until('both servers to be ready', async () =>
    (await Promise.all(apps.map((app) => fetch(`${app.address}/readyz`)))).every(({ ok }) => ok),
  );
const board = async (n: number, topic: string): Promise<Row[]> => ((await ask(n, `/api/v1/board/${topic}`)) as { rows: Row[] }).rows;
const alertsOf = async (n: number): Promise<Record<string, unknown[]>> =>
  Object.fromEntries((await board(n, 'alerts')).map(({ rule, state, owner }) => [rule, [state, owner]]));

async function send(n: number, events: readonly object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(`${apps[n]?.address}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  expect(sent.status, await sent.text()).toBe(200);
}
const event = (kind: string, key: string, agoMs: number, data = {}) => ({
  ...{ id: randomUUID(), kind, key, at: Math.floor(Date.now() - agoMs), source: 'crm', data },
});

test('ALERT-30: each watches its own, both know every alert, and neither ends what the other raises', async () => {
  await send(0, [
    event('lead.created', 'L1', 2 * 60_000),
    event('order.placed', 'O1', 30 * HOUR_MS, { promised_at: new Date(Date.now() + 100 * HOUR_MS).toISOString(), route: ['make'] }),
    event('order.step', 'O1', 20 * HOUR_MS, { step: 'make', site: 'S1', state: 'blocked' }),
  ]);
  const both = { 'lead-violation': ['firing', null], 'step-blocked': ['firing', null] };
  for (const n of [0, 1]) await until(`both alerts on ${n}`, async () => Object.keys(await alertsOf(n)).length === 2);
  for (const n of [0, 1]) expect(await alertsOf(n)).toEqual(both);
  expect(await board(0, 'lead-response.open')).toHaveLength(1);
  expect(await board(0, 'delivery-risk.orders')).toEqual([]);
  expect(await board(1, 'lead-response.open')).toEqual([]);
  expect(await board(1, 'delivery-risk.orders')).toHaveLength(1);
  expect(await ask(0, '/api/v1/display')).toMatchObject({ scenes: ['lead-response'] });
  expect(await ask(1, '/api/v1/display')).toMatchObject({ scenes: ['delivery-risk', 'touchpoints', 'capability'] });
  // A restart holds the log against what its own monitors find, and no more.
  for (const n of [0, 1]) {
    await apps[n]?.stop();
    apps[n] = await begin(n);
    await ready();
    for (const m of [0, 1]) await until(`both alerts on ${m}`, async () => Object.keys(await alertsOf(m)).length === 2);
    expect(await alertsOf(n)).toEqual(both);
  }
  // What one ends, the other hears of; and people act on either.
  await send(1, [event('order.step', 'O1', 0, { step: 'make', site: 'S1', state: 'completed' }), event('lead.responded', 'L1', 0)]);
  for (const n of [0, 1])
    await until(`both to be over on ${n}`, async () => Object.values(await alertsOf(n)).every((one) => one[0] === 'resolved'));
});

test('a screen that no watched concern fills is refused, with the setting', () => {
  const flags = { 'monitors.only': ['lead-response'], 'display.screens': { shop: { scenes: ['touchpoints'] } } };
  expect(() => loadConfig({ flags })).toThrow('display.screens.shop.scenes: none of touchpoints is watched by this server (monitors.only)');
  expect(() => loadConfig({ flags: { 'monitors.only': ['leads'] } })).toThrow('monitors.only');
});
