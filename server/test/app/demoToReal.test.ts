/** The demo keeps to itself: the first real row, by whatever way, ends it at once, and nothing of it is met afterwards. On the real engine. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';
import { DEMO_SOURCE_PREFIX } from '../../src/demo/world/organisation.ts';

let server: RunningServer | null = null;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server?.remove();
  server = null;
});

const get = async <T>(at: string): Promise<T> => (await (await fetch(`${server?.url}${at}`)).json()) as T;
const eventOf = (more: Record<string, unknown> = {}) => ({
  ...{ id: randomUUID(), kind: 'lead.created', at: new Date().toISOString(), source: 'crm', key: 'L-real', data: {} },
  ...more,
});
const send = (url: string, events: unknown) =>
  fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(events) });
const modes = async () => (await get<{ rows: { mode: string }[] }>('/api/v1/board/system')).rows.map((row) => row.mode);
/** Keys and all text of the board, but for what the server says of itself. */
async function boardText(): Promise<string> {
  const texts = await Promise.all(
    TOPIC_NAMES.filter((topic) => topic !== 'system').map(async (topic) =>
      JSON.stringify((await get<{ rows: unknown[] }>(`/api/v1/board/${topic}`)).rows),
    ),
  );
  return texts.join('\n');
}

/** A screen that comes back as the display does: after as long as it is told. */
function screen(url: string) {
  const seen = { epochs: [] as string[], leads: new Set<string>(), mode: '', closes: [] as number[], connections: 0 };
  const connect = () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
    sockets.push(socket);
    let afterMs = 1_000;
    seen.connections++;
    socket.on('open', () => socket.send(JSON.stringify({ t: 'hello', v: 1, topics: { system: {}, 'lead-response.open': {} } })));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.t === 'drain') afterMs = message.after;
      if (message.t === 'ping') socket.send(JSON.stringify({ t: 'ack', n: message.n, s: {} }));
      if (message.t !== 'snap' && message.t !== 'd') return;
      if (!seen.epochs.includes(message.e)) seen.epochs.push(message.e);
      const rows: [string, { mode?: string }][] = message.t === 'snap' ? message.rows : message.up;
      if (message.t === 'snap' && message.k === 'lead-response.open') seen.leads.clear();
      for (const [key, row] of rows ?? []) {
        if (message.k === 'system') seen.mode = row.mode ?? '';
        else seen.leads.add(key);
      }
      for (const key of message.rm ?? []) seen.leads.delete(key);
    });
    socket.on('close', (code) => {
      seen.closes.push(code);
      if (sockets.includes(socket)) setTimeout(connect, afterMs);
    });
  };
  connect();
  return seen;
}

test('the first real row leaves the demo: board, alerts, mode and screens; what was sent meanwhile is all there; the demo stays aside until removed', async () => {
  server = await startServer({}, undefined, true);
  const { url, store } = server;
  expect(server.app.isDemo).toBe(true);
  expect(await modes()).toEqual(['demo']);
  expect(await get('/api/v1/demo')).toMatchObject({ shown: true, mixedIn: 0 });
  await until('the demo on the board', async () => (await boardText()).includes(DEMO_SOURCE_PREFIX));
  const seen = screen(url);
  await until('the screen to see the demo', () => seen.mode === 'demo');

  // Neither a refused event nor its removal ends it.
  expect((await fetch(`${url}/api/v1/demo/removal`, { method: 'POST' })).status).toBe(400);
  expect((await send(url, eventOf({ at: 'yesterday' }))).status).toBe(400);
  expect(server.app.isDemo).toBe(true);

  // A row of another writer does, and the API is used all the while.
  const row = JSON.stringify([randomUUID(), 'lead.created', '2026-01-01 00:00:00', 'crm', 'L-inserted', '{}']);
  await store.insert('read', 'events', ['id', 'kind', 'at', 'source', 'key', 'data'], [row]);
  let going = true;
  const sent: string[] = [];
  const sender = async (n: number) => {
    for (let i = 0; going; i++) {
      const event = eventOf({ key: `L-${n}-${i}` });
      const answer = await send(url, event);
      if (answer.status === 200) sent.push(event.id);
      else expect(answer.status).toBe(503);
    }
  };
  const senders = [1, 2, 3].map(sender);
  await until('the demo to end', () => server?.app.isDemo === false);
  await until('some more to be sent', () => sent.length > 20);
  going = false;
  await Promise.all(senders);
  const rows = await store.query<[string]>('read', `SELECT toString(id) FROM ${store.table('events')} WHERE key != 'L-inserted'`);
  expect(rows.map(([id]) => id).sort()).toEqual([...sent].sort());
  await until(
    'the screen to see every real lead and nothing else',
    () => seen.mode === 'live' && [...seen.leads].filter((key) => key !== 'L-inserted').length === sent.length,
  );
  expect(seen.closes).toEqual([1012]);
  expect(seen.epochs).toHaveLength(2);

  // Nothing of it is left: no row, no alert, nothing learnt, promised or known to its contracts.
  expect(await modes()).toEqual(['live']);
  expect(await boardText()).not.toContain(DEMO_SOURCE_PREFIX);
  const { alerts } = await get<{ alerts: { subject: string }[] }>('/api/v1/alerts');
  expect(alerts.filter(({ subject }) => !subject.startsWith('lead:L-'))).toEqual([]);
  for (const topic of ['delivery-risk.orders', 'touchpoints.influence', 'capability.strategies', 'contracts'])
    expect((await get<{ rows: unknown[] }>(`/api/v1/board/${topic}`)).rows, topic).toEqual([]);

  const left = await get<{ shown: boolean; events: number; mixedIn: number }>('/api/v1/demo');
  expect(left).toMatchObject({ shown: false, mixedIn: 0 });
  expect(left.events).toBeGreaterThan(1_000);
  expect((await fetch(`${url}/api/v1/demo/removal`, { method: 'POST' })).status).toBe(200);
  expect(await get('/api/v1/demo')).toEqual({ shown: false, events: 0, mixedIn: 0 });
});

test('the first steps of the README work as they stand, on any day', () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
  const curl = /```sh\n(curl [\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(curl).toMatch(/"at": "'\$\(date /);
  expect(curl).toMatch(/"id": "[^"]*'\$\(date /);
});
