/** `/stream` over real sockets. */

import { createConnection } from 'node:net';
import { applyDelta, applySnapshot, emptyCopy } from '@warroom/protocol/apply';
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import type { ServerMessage } from '@warroom/protocol/wire';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { Board } from '../../src/board/board.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { WarroomError } from '../../src/errors.ts';
import { StreamHub } from '../../src/stream/hub.ts';
import { streamPlugin } from '../../src/stream/plugin.ts';
import type { StreamSettings } from '../../src/stream/settings.ts';

const TOPIC = 'lead-response.trend';
const WAIT_MS = 15_000;

let app: FastifyInstance;
let hub: StreamHub;
let board: Board;
let port: number;
let errors: string[];
const clients: WebSocket[] = [];

async function listen(over: Partial<StreamSettings> = {}, times: { heartbeatMs?: number; helloTimeoutMs?: number } = {}) {
  board = new Board({ epoch: 'e1' });
  errors = [];
  app = Fastify({ logger: { level: 'error', stream: { write: (line) => errors.push(line) } } });
  app.setErrorHandler((error, _request, reply) =>
    error instanceof WarroomError ? reply.code(error.statusCode).send(error.toJSON()) : reply.send(error),
  );
  const config = { ...loadConfig().stream, flushMs: 20, drainMs: 50, ...over };
  const authorize = (token: string | undefined) => token !== 'wrong';
  hub = new StreamHub({ board, clock: systemClock, config, authorize, ...times });
  await app.register(streamPlugin, { hub, allowedOrigins: ['https://wall.example.com'], clock: systemClock });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
}
beforeEach(() => listen());
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  await app.close();
  expect(errors).toEqual([]);
});

const row = (n: number, pad = ''): LeadTrendRow => ({ at: pad, serviceLevel: null, decided: n, violated: 0 });

/** A client that keeps what it receives. */
function open(options: WebSocket.ClientOptions = {}) {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/stream`, options);
  clients.push(ws);
  const received: ServerMessage[] = [];
  const copy = emptyCopy();
  let code: number | null = null;
  let refused: string | null = null;
  ws.on('message', (data) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    received.push(message);
    if (message.t === 'snap') applySnapshot(copy, message);
    if (message.t === 'd') applyDelta(copy, message);
    if (message.t === 'ping') ws.send(JSON.stringify({ t: 'ack', n: message.n }));
  });
  ws.on('close', (closed) => {
    code = closed;
  });
  ws.on('error', (error) => {
    refused = error.message;
  });
  ws.on('unexpected-response', (_request, response) => {
    refused = `HTTP ${response.statusCode}`;
  });
  const until = (what: string, holds: () => boolean) => expect.poll(holds, { timeout: WAIT_MS, interval: 10, message: what }).toBe(true);
  const say = async (message: unknown) => {
    await until('open', () => ws.readyState === WebSocket.OPEN);
    ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  };
  return {
    ws,
    received,
    copy,
    say,
    until,
    hello: (cursor: object = {}) => say({ t: 'hello', v: 1, topics: { [TOPIC]: cursor } }),
    closes: async (wanted: number) => {
      await expect.poll(() => code, { timeout: WAIT_MS, interval: 10 }).toBe(wanted);
    },
    isRefused: async (how: string) => {
      await expect.poll(() => refused, { timeout: WAIT_MS, interval: 10 }).toBe(how);
    },
  };
}
const decided = (copy: { rows: Map<string, unknown> }) =>
  Object.fromEntries([...copy.rows].map(([key, r]) => [key, (r as LeadTrendRow).decided]));

describe('joining', () => {
  test('WIRE-5, WIRE-7, WIRE-18: hello, snapshot, delta, uncompressed', async () => {
    board.set(TOPIC, 'a', row(1));
    const client = open({ perMessageDeflate: true });
    await client.hello();
    await client.until('snapshot', () => client.copy.epoch === 'e1');
    expect(client.ws.extensions).toBe('');
    board.set(TOPIC, 'b', row(2));
    await client.until('delta', () => client.copy.rows.size === 2);
    expect(client.received.map((m) => m.t)).toEqual(expect.arrayContaining(['welcome', 'snap', 'd']));
  });

  test.each([
    ['garbage', 'hello?', 4400],
    ['broken JSON', '{"t":"hello",', 4400],
    ['a binary frame', Buffer.from([1, 2, 3]), 4400],
    ['another version', { t: 'hello', v: 99 }, 4400],
    ['no access', { t: 'hello', v: 1, token: 'wrong' }, 4401],
  ])('WIRE-4: a hello that is %s is told what is wrong and closed', async (_, message, code) => {
    const client = open();
    await client.say(message);
    await client.closes(code);
    expect(client.received).toEqual([expect.objectContaining({ t: 'err', message: expect.any(String) })]);
    await stillServes();
  });

  test('WIRE-17: an oversized frame closes with 1009', async () => {
    const client = open();
    await client.say('x'.repeat(70_000));
    await client.closes(1009);
    await stillServes();
  });

  test('WIRE-17: bytes that are no frames, and a socket cut in mid-frame, harm nobody', async () => {
    const handshake = [
      'GET /stream HTTP/1.1',
      'Host: 127.0.0.1',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      '\r\n',
    ].join('\r\n');
    for (const bytes of [Buffer.from('not a frame at all'), Buffer.from([0x81]), Buffer.alloc(0)]) {
      await new Promise<void>((resolve) => {
        const raw = createConnection(port, '127.0.0.1', () => raw.write(handshake));
        raw.once('data', () => {
          raw.write(bytes);
          setImmediate(() => raw.destroy());
        });
        raw.on('error', () => {});
        raw.on('close', () => resolve());
      });
    }
    await stillServes();
    await expect.poll(() => hub.connections, { timeout: WAIT_MS }).toBeLessThanOrEqual(1);
  });

  test('WIRE-3: no hello closes 4402', async () => {
    await app.close();
    await listen({}, { helloTimeoutMs: 100 });
    await open().closes(4402);
  });

  test('WIRE-2: a page of another origin is refused; the own, a listed one and a program are let in', async () => {
    for (const origin of [
      'https://evil.example.com',
      'null',
      'not an origin',
      'https://wall.example.com.evil.com',
      `ftp://127.0.0.1:${port}`,
    ]) {
      const client = open({ headers: { origin } });
      await client.isRefused('HTTP 403');
    }
    for (const origin of [`http://127.0.0.1:${port}`, 'https://wall.example.com', undefined]) {
      const client = open(origin ? { headers: { origin } } : {});
      await client.hello();
      await client.until('welcome', () => client.received.length > 0);
    }
  });

  test('WIRE-2: a plain request to the stream is 404, and an upgrade elsewhere is refused', async () => {
    expect((await fetch(`http://127.0.0.1:${port}/stream`)).status).toBe(404);
    const ws = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`);
    clients.push(ws);
    const closed = new Promise<void>((resolve) => {
      ws.on('error', () => resolve());
      ws.on('close', () => resolve());
    });
    await closed;
    await stillServes();
  });
});

async function stillServes() {
  const client = open();
  await client.hello();
  await client.until('a welcome', () => client.received.some((m) => m.t === 'welcome'));
  client.ws.terminate();
}

describe('staying', () => {
  test('WIRE-10: who comes back with epoch and number gets one merged delta', async () => {
    const first = open();
    await first.hello();
    for (let n = 1; n <= 3; n++) {
      board.set(TOPIC, 'a', row(n));
      await first.until(`row ${n}`, () => decided(first.copy).a === n);
    }
    const { epoch: e, seq: s } = first.copy;
    first.ws.terminate();
    for (let n = 4; n <= 6; n++) {
      const seq = board.seq(TOPIC);
      board.set(TOPIC, 'a', row(n));
      await first.until('flush', () => board.seq(TOPIC) > seq);
    }
    const again = open();
    Object.assign(again.copy, first.copy);
    await again.hello({ e, s });
    await again.until('the newest row', () => decided(again.copy).a === 6);
    expect(again.received.map((m) => m.t)).toEqual(['welcome', 'd']);
    expect(again.received[1]).toMatchObject({ p: s, s: s + 3 });
  });

  test('WIRE-13, WIRE-14: a client that stops reading is written to no more, and catches up when it reads again', async () => {
    await app.close();
    await listen({ slowAckMs: 150, slowCloseMs: 60_000 }, { heartbeatMs: 100 });
    const client = open();
    await client.hello();
    await client.until('snapshot', () => client.copy.epoch === 'e1');
    client.ws.pause();
    const other = open();
    await other.hello();
    const pad = 'x'.repeat(20_000);
    const sent = 60;
    for (let n = 1; n <= sent; n++) {
      board.set(TOPIC, `k${n % 3}`, row(n, pad));
      await other.until(`row ${n}`, () => decided(other.copy)[`k${n % 3}`] === n);
    }
    client.ws.resume();
    await client.until('the newest rows', () => client.copy.seq === other.copy.seq);
    expect(decided(client.copy)).toEqual(decided(other.copy));
    const deltas = (who: { received: ServerMessage[] }) => who.received.filter((m) => m.t === 'd').length;
    expect(deltas(client)).toBeLessThan(deltas(other));
  });

  test('WIRE-14: one that never reads again is closed 4408 and cut off', async () => {
    await app.close();
    await listen({ slowAckMs: 50, slowCloseMs: 200 }, { heartbeatMs: 50 });
    const client = open();
    await client.hello();
    await client.until('welcome', () => client.received.length > 0);
    client.ws.pause();
    await client.until('cut off', () => hub.connections === 0);
  });

  test('WIRE-11: a snapshot larger than what the kernel buffers arrives whole', async () => {
    for (let n = 0; n < 30_000; n++) board.set(TOPIC, `k${n}`, row(n, 'x'.repeat(300)));
    const client = open();
    await client.hello();
    await client.until('all rows', () => client.copy.rows.size === 30_000);
    expect(client.received.filter((m) => m.t === 'snap').length).toBeGreaterThan(30);
  });
});

describe('stopping', () => {
  test('WIRE-16: drain is announced, then 1012', async () => {
    const client = open();
    await client.hello();
    await client.until('welcome', () => client.received.length > 0);
    const stopped = app.close();
    await client.closes(1012);
    await stopped;
    expect(client.received.at(-1)).toMatchObject({ t: 'drain', after: expect.any(Number) });
    await open().isRefused(`connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  test('WIRE-16: a client that does not read does not keep the server from stopping', async () => {
    const client = open();
    await client.hello();
    await client.until('welcome', () => client.received.length > 0);
    client.ws.pause();
    await app.close();
    await client.until('nobody left', () => hub.connections === 0);
  });

  test('WIRE-15: one client too many is closed 4429', async () => {
    await app.close();
    await listen({ maxConnections: 1 });
    const first = open();
    await first.hello();
    await first.until('welcome', () => first.received.length > 0);
    await open().closes(4429);
  });
});
