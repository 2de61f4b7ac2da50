/** The stream over plain HTTP, and the display's link through proxies that pass less and less: real sockets on both sides. */
import http from 'node:http';
import net from 'node:net';
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { Link, type LinkSocket, type LinkStatus } from '../../../display/src/link/link.ts';
import { PollSocket } from '../../../display/src/link/pollSocket.ts';
import { StreamSocket } from '../../../display/src/link/streamSocket.ts';
import { Access } from '../../src/access/access.ts';
import { Board } from '../../src/board/board.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { WarroomError } from '../../src/errors.ts';
import { accessPlugin } from '../../src/http/accessPlugin.ts';
import { boardPlugin } from '../../src/http/board.ts';
import { StreamHub } from '../../src/stream/hub.ts';
import { noMetrics } from '../../src/stream/metrics.ts';
import { streamPlugin } from '../../src/stream/plugin.ts';

const TOPIC = 'lead-response.trend';
const WAIT_MS = 20_000;
const row = (n: number): LeadTrendRow => ({ at: '', serviceLevel: null, decided: n, violated: 0 });

let app: FastifyInstance;
let hub: StreamHub;
let board: Board;
let port: number;
let refused: number;
let warnings: string[];
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  board = new Board({ epoch: 'e1' });
  refused = 0;
  warnings = [];
  app = Fastify({ logger: { level: 'warn', stream: { write: (line) => warnings.push(line) } } });
  app.setErrorHandler((error, _request, reply) =>
    error instanceof WarroomError ? reply.code(error.statusCode).send(error.toJSON()) : reply.send(error),
  );
  const counted = () => {
    refused += 1;
  };
  const config = { ...loadConfig().stream, flushMs: 20, drainMs: 50, admitPerSecond: 5_000 };
  const metrics = { ...noMetrics, refused: () => counted() };
  hub = new StreamHub({ board, clock: systemClock, config, authorize: (token) => token !== 'wrong', heartbeatMs: 300, metrics });
  await app.register(accessPlugin, { access: new Access({ tokens: [] }) });
  await app.register(boardPlugin, { board, clock: systemClock });
  await app.register(streamPlugin, { hub, allowedOrigins: [], clock: systemClock });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as net.AddressInfo).port;
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await app.close();
});

/** What a proxy does to what passes it; what is not named it leaves alone. */
interface Proxy {
  /** To a request for a WebSocket: nothing at all, or an answer of this status with a page. */
  upgrade?: 'hang' | 200 | 403 | 502;
  /** Answers reach the browser only once they have ended. */
  buffers?: boolean;
  /** Every answer and every stream is cut after so many bytes. */
  cutAfterBytes?: number;
  delayMs?: number;
  /** Everything is answered with a page of its own. */
  portal?: boolean;
}

async function proxyWith(how: Proxy): Promise<string> {
  const sockets = new Set<net.Socket>();
  const pause = () => new Promise((resolve) => setTimeout(resolve, how.delayMs ?? 0));
  const server = http.createServer(async (request, response) => {
    if (how.portal) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Please log in</h1>');
      return;
    }
    await pause();
    const onward = http.request({ port, host: '127.0.0.1', path: request.url, method: request.method, headers: request.headers });
    onward.on('error', () => response.destroy());
    onward.on('response', (answer) => {
      let left = how.cutAfterBytes ?? Infinity;
      const held: Buffer[] = [];
      if (!how.buffers) response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.on('data', (chunk: Buffer) => {
        if (how.buffers) held.push(chunk);
        else if (left > 0) response.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) {
          response.destroy();
          onward.destroy();
        }
      });
      answer.on('end', () => {
        if (how.buffers) response.writeHead(answer.statusCode ?? 502, answer.headers);
        for (const chunk of held) response.write(chunk);
        response.end();
      });
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('upgrade', async (request, socket: net.Socket, head) => {
    if (how.portal || typeof how.upgrade === 'number') {
      socket.end(`HTTP/1.1 ${how.upgrade ?? 200} Whatever\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello`);
      return;
    }
    if (how.upgrade === 'hang') return;
    await pause();
    const onward = net.connect(port, '127.0.0.1');
    let left = how.cutAfterBytes ?? Infinity;
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.on('data', (chunk) => {
      socket.write(chunk.subarray(0, Math.max(0, left)));
      left -= chunk.length;
      if (left <= 0) socket.destroy();
    });
    socket.pipe(onward);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

/** A display at this address: what it shows, and what it knows of it. */
function display(address: string, { token = null as string | null } = {}) {
  const shown = { status: null as LinkStatus | null, rows: new Map<string, unknown>(), known: false };
  const clock = { now: () => performance.timeOrigin + performance.now(), at: systemClock.at };
  const base = `http://${address}`;
  const link = new Link({
    topics: [TOPIC],
    open: () => {
      const socket = new WebSocket(`ws://${address}/stream`);
      socket.on('error', () => {});
      return socket as unknown as LinkSocket;
    },
    fallbacks: [
      { transport: 'http-stream', open: () => new StreamSocket({ base, fetch }) },
      { transport: 'http-poll', open: () => new PollSocket({ base, fetch, clock }) },
    ],
    clock,
    random: () => 0,
    token: () => token,
    onStatus: (status) => {
      shown.status = status;
    },
    onRows: (_, rows) => {
      shown.rows = new Map(rows);
    },
  });
  ends.push(() => link.stop());
  link.start();
  return shown;
}
const until = (what: string, holds: () => boolean) => expect.poll(holds, { timeout: WAIT_MS, interval: 20, message: what }).toBe(true);
const agrees = (shown: ReturnType<typeof display>) =>
  JSON.stringify([...shown.rows].sort()) === JSON.stringify([...board.rows(TOPIC)].sort());

describe('over HTTP', () => {
  test('WIRE-21: the same session as server-sent events: welcome, snapshot, deltas, pings with their answers', async () => {
    board.set(TOPIC, 'a', row(1));
    const shown = display(await proxyWith({ upgrade: 403 }));
    await until('snapshot', () => shown.rows.size === 1);
    expect(shown.status).toMatchObject({ state: 'live', transport: 'http-stream' });
    expect(hub.connections).toBe(1);
    board.set(TOPIC, 'b', row(2));
    await until('delta', () => agrees(shown));
    const since = shown.status?.lastFrameMs ?? 0;
    // Unanswered pings would make the session slow, and a slow one is told nothing.
    await until('heartbeats', () => (shown.status?.lastFrameMs ?? 0) > since + 900);
    board.set(TOPIC, 'c', row(3));
    await until('another delta', () => agrees(shown));
  });

  test('WIRE-21: no access and a server that stops are told by the code that a socket would have', async () => {
    const denied = display(await proxyWith({ upgrade: 200 }), { token: 'wrong' });
    await until('denied', () => denied.status?.state === 'denied');
    const shown = display(await proxyWith({ upgrade: 200 }));
    await until('live', () => shown.status?.state === 'live');
    await app.close();
    await until('gone', () => shown.status?.state === 'reconnecting');
    expect(hub.connections).toBe(0);
  });

  test('WIRE-21: a message for a session that is not there is refused, and one that is no hello ends the answer', async () => {
    const lost = await fetch(`http://127.0.0.1:${port}/stream/http/nobody`, { method: 'POST', body: '{}' });
    expect(lost.status).toBe(404);
    const answer = await fetch(`http://127.0.0.1:${port}/stream/http`, { method: 'POST', body: 'hello?' });
    expect(await answer.text()).toMatch(/"t":"err".*event: close\ndata: \{"code":4400/s);
  });
});

describe('what a proxy may do', () => {
  test('a proxy that holds answers back leaves the board to be asked for', async () => {
    board.set(TOPIC, 'a', row(1));
    const shown = display(await proxyWith({ upgrade: 502, buffers: true }));
    await until('rows', () => agrees(shown) && shown.status?.transport === 'http-poll');
    board.set(TOPIC, 'a', row(2));
    await until('newer rows', () => agrees(shown));
  });

  test('once WebSockets pass again they are used, and nothing is missed', async () => {
    const how: Proxy = { upgrade: 403 };
    const shown = display(await proxyWith(how));
    await until('over HTTP', () => shown.status?.transport === 'http-stream');
    delete how.upgrade;
    board.set(TOPIC, 'a', row(1));
    await until('over a WebSocket', () => shown.status?.transport === 'websocket' && agrees(shown));
    board.set(TOPIC, 'a', row(2));
    await until('newer rows', () => agrees(shown));
    await until('one session', () => hub.connections === 1);
  });

  test('a page of another origin is refused with a line in the log and a count, and the display knows why', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/stream`, { origin: 'http://wall.corp' });
    await new Promise((resolve) => socket.on('error', resolve));
    expect(refused).toBe(1);
    expect(warnings.join('')).toMatch(/http:\/\/wall\.corp was refused the stream.*server\.allowedOrigins/);
    const reason = await fetch(`http://127.0.0.1:${port}/stream/http`, {
      method: 'POST',
      body: '{}',
      headers: { origin: 'http://wall.corp' },
    });
    expect(await reason.json()).toMatchObject({ error: 'ORIGIN_DENIED' });
    expect(refused).toBe(2);
  });

  test('a log-in page in the way is known for what it is', async () => {
    const shown = display(await proxyWith({ portal: true }));
    await until('told', () => shown.status?.trouble === 'foreign');
    expect(shown.status).toMatchObject({ state: 'connecting', lastFrameMs: null });
  });

  test('whatever a proxy does: the display comes to the server’s board, or does not say that it is live', async () => {
    const proxies = fc.record(
      {
        upgrade: fc.constantFrom('hang' as const, 200 as const, 403 as const, 502 as const),
        buffers: fc.boolean(),
        cutAfterBytes: fc.integer({ min: 1, max: 6_000 }),
        delayMs: fc.integer({ min: 0, max: 80 }),
        portal: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const all = fc.sample(proxies, { numRuns: 24, seed: 20_261_126 });
    for (let n = 0; n < 40; n += 1) board.set(TOPIC, `k${n}`, row(n));
    const screens = await Promise.all(all.map(async (how) => ({ how, shown: display(await proxyWith(how)) })));
    for (let n = 0; n < 60; n += 1) {
      board.set(TOPIC, `k${n % 40}`, row(1_000 + n));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const wrong = () => screens.filter(({ shown }) => shown.status?.state === 'live' && !agrees(shown)).map(({ how }) => how);
    await expect.poll(wrong, { timeout: WAIT_MS, interval: 100 }).toEqual([]);
    const alive = screens.filter(({ how, shown }) => !how.portal && how.cutAfterBytes === undefined && shown.status?.state !== 'live');
    expect(alive.map(({ how }) => how)).toEqual([]);
  }, 60_000);
});
