/** Two servers on one store, their clocks three seconds before and behind it: through outage, rivals and a clock that is set they tell the same. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { until } from '../../../testing/runningServer.ts';
import { type SetClock, SetStore } from '../../../testing/setStore.ts';
import { type App, startApp } from '../../src/app.ts';
import { type MachineClock, systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore } from '../../src/store/client.ts';

const SLA_SECONDS = 3;
const SKEWS_MS = [3_000, -3_000];
type Row = { key: string } & Record<string, unknown>;

const storeClock: SetClock = { byMs: 0 };
let directory: string;
let front: ClickHouseFront;
let apps: App[] = [];

const skewed = (byMs: number): MachineClock => ({
  ...systemClock,
  now: () => systemClock.now() + byMs,
  wallMs: () => systemClock.wallMs() + byMs,
});

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-two-'));
  front = await ClickHouseFront.start(path.join(directory, 'engine'));
  const log = pino({ level: 'silent' });
  for (const [n, skewMs] of SKEWS_MS.entries()) {
    const flags = { 'server.port': 0, 'server.id': `s${n}`, 'store.url': front.url, 'lead-response.slaSeconds': SLA_SECONDS };
    const config = loadConfig({ flags });
    const store = new SetStore(await openStore(config.store, log), storeClock);
    const parts = { log, version: 'test', pages: path.join(directory, 'no-pages'), demo: false };
    apps.push(await startApp({ config, clock: skewed(skewMs), store, ...parts }));
  }
  await ready();
}, 60_000);
afterAll(async () => {
  for (const app of apps) await app.stop();
  apps = [];
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const ask = async (n: number, where: string) => (await (await fetch(`${apps[n]?.address}${where}`)).json()) as { rows: Row[] };
const ready = () =>
  until('both servers to be ready', async () =>
    (await Promise.all(apps.map((app) => fetch(`${app.address}/readyz`)))).every(({ ok }) => ok),
  );
const board = async (n: number, topic: string): Promise<Row[]> => (await ask(n, `/api/v1/board/${topic}`)).rows;
const lead = async (n: number, key: string) => (await board(n, 'lead-response.open')).find((row) => row.key === key);
const violation = async (n: number, key: string) => (await board(n, 'alerts')).find(({ subject }) => subject === `lead:${key}`);
const hourMs = () => Date.now() + storeClock.byMs;
const event = (kind: string, key: string, atMs: number, data = {}) => ({
  id: randomUUID(),
  kind,
  key,
  at: Math.floor(atMs),
  source: 'crm',
  data,
});

/** Sends the same events, with their ids, until they are acknowledged. */
async function send(n: number, events: readonly object[]): Promise<void> {
  await until('an acknowledgement', async () => {
    const headers = { 'content-type': 'application/json' };
    const sent = fetch(`${apps[n]?.address}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    return sent.then(({ status }) => status === 200).catch(() => false);
  });
}

/** Open leads and alerts of both servers, alike in every field. */
async function sameBoards(): Promise<void> {
  const both = () => Promise.all(apps.map(async (_, n) => [await board(n, 'lead-response.open'), await violations(n)]));
  const violations = async (n: number) => (await board(n, 'alerts')).filter(({ rule }) => rule === 'lead-violation');
  const text = (rows: unknown) =>
    JSON.stringify(rows, (_, value) => (Array.isArray(value) ? [...value].sort((a, b) => (a.key < b.key ? -1 : 1)) : value));
  let last: string[] = [];
  await until('equal boards', async () => {
    last = (await both()).map(text);
    return last[0] === last[1];
  }).catch(() => expect(last[0]).toEqual(last[1]));
}

test('CLOCK-1, CLOCK-4: a lead waits its time by the store’s clock on both, and fires at one instant; each says that its own clock is off', async () => {
  const createdMs = hourMs();
  await send(0, [event('lead.created', 'first', createdMs)]);
  await until('the lead on both', async () => Boolean((await lead(0, 'first')) && (await lead(1, 'first'))));
  if (hourMs() < createdMs + 1_500) for (const n of [0, 1]) expect((await lead(n, 'first'))?.state).not.toBe('violated');
  await until('its violation on both', async () => Boolean((await violation(0, 'first')) && (await violation(1, 'first'))));
  for (const n of [0, 1]) {
    expect((await violation(n, 'first'))?.firedAt).toBe(new Date(Math.floor(createdMs) + SLA_SECONDS * 1_000).toISOString());
    expect(await ask(n, '/readyz')).toEqual({ status: 'degraded', reasons: [expect.stringMatching(n === 0 ? /3 s ahead/ : /3 s behind/)] });
    expect((await board(n, 'system'))[0]?.clockSkewSeconds).toBeCloseTo((SKEWS_MS[n] as number) / 1_000, 0);
  }
  for (const n of [0, 1]) {
    await until(
      'both alerts about clocks',
      async () => (await board(n, 'alerts')).filter(({ rule }) => rule === 'clock-skew').length === 2,
    );
  }
}, 40_000);

test('ALERT-28: two who acknowledge at one instant, each on another server: one 200 and one 409 with the holder, time and again', async () => {
  const keys = Array.from({ length: 6 }, (_, i) => `rivals-${i}`);
  await send(
    1,
    keys.map((key) => event('lead.created', key, hourMs() - 60_000)),
  );
  for (const key of keys) {
    await until('the alert on both', async () => Boolean((await violation(0, key)) && (await violation(1, key))));
    const alertId = (await violation(0, key))?.key;
    const headers = { 'content-type': 'application/json' };
    const answers = await Promise.all(
      ['A', 'B'].map(async (by, n) => {
        const answer = await fetch(`${apps[n]?.address}/api/v1/alerts/${alertId}/ack`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ by }),
        });
        return { by, status: answer.status, body: (await answer.json()) as { owner?: string; details?: { holder: string } } };
      }),
    );
    const holder = answers.find(({ status }) => status === 200);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(holder?.body.owner).toBe(holder?.by);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ details: { holder: holder?.by } });
  }
  await sameBoards();
}, 40_000);

test('under load and an outage of the store both end with the same board', async () => {
  let state = 20_261;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const open: { key: string; atMs: number }[] = [];
  const write = async (writer: number) => {
    for (let i = 0; i < 25; i++) {
      const events: object[] = [];
      for (let j = 0; j < 1 + random() * 3; j++) {
        const one = { key: `load-${writer}-${i}-${j}`, atMs: hourMs() - random() * 6_000 };
        open.push(one);
        events.push(event('lead.created', one.key, one.atMs));
      }
      const answered = random() < 0.5 ? open.splice(Math.floor(random() * open.length), 1)[0] : undefined;
      if (answered) events.push(event('lead.responded', answered.key, answered.atMs + random() * 5_000, { automated: false }));
      await send(random() < 0.5 ? 0 : 1, events);
      await new Promise((resolve) => setTimeout(resolve, random() * 120));
    }
  };
  const writers = Promise.all([0, 1, 2].map(write));
  await new Promise((resolve) => setTimeout(resolve, 800));
  await front.kill();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await front.start();
  await writers;
  await ready();
  await until('every open lead on both', async () => {
    const rows = await Promise.all([0, 1].map((n) => board(n, 'lead-response.open')));
    return rows.every((list) => open.every(({ key }) => list.some((row) => row.key === key && row.state === 'violated')));
  });
  await sameBoards();
}, 90_000);

test.each([-3_600_000, 3_600_000])(
  'CLOCK-2: the store’s clock set by %i ms: what arrives then is on both boards at once and violated in its time',
  async (byMs) => {
    const key = `after-${byMs}`;
    storeClock.byMs += byMs;
    const createdMs = hourMs();
    await send(0, [event('lead.created', key, createdMs)]);
    await until('the lead on both', async () => Boolean((await lead(0, key)) && (await lead(1, key))), 10_000);
    if (hourMs() < createdMs + 1_500) for (const n of [0, 1]) expect((await lead(n, key))?.state).not.toBe('violated');
    await until('its violation on both', async () => Boolean((await violation(0, key)) && (await violation(1, key))));
    for (const n of [0, 1])
      expect((await violation(n, key))?.firedAt).toBe(new Date(Math.floor(createdMs) + SLA_SECONDS * 1_000).toISOString());
    await ready();
  },
  60_000,
);
