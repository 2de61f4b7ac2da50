/**
 * Development tool: the wall's other end without engine or store. Serves the built pages, `/api/v1/display` and `/stream` with the
 * rows of a small seeded world. `node display/dev/fakeServer.ts [port] [seed]`, then steer it:
 *
 *     curl -X POST 127.0.0.1:8080/dev/{tidy,calm,usual,rush,crowd,acknowledge,silence,speak,drop}
 */
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Topic } from '@warroom/protocol/board';
import { type ClientMessage, PROTOCOL_VERSION, type ServerMessage } from '@warroom/protocol/wire';
import { type WebSocket, WebSocketServer } from 'ws';
import { organisation } from './organisation.ts';

const port = Number(process.argv[2] ?? 8080);
const seed = Number(process.argv[3] ?? 7);
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const VERSION = 'dev';
const TICK_MS = 250;
const HEARTBEAT_MS = 3_000;

const world = organisation(seed, Date.now(), VERSION);
const epoch = String(Date.now());
const boards = new Map<Topic, { seq: number; rows: Map<string, string> }>();
const clients = new Map<WebSocket, Set<Topic>>();
let silent = false;
let pings = 0;

const send = (socket: WebSocket, message: ServerMessage) => socket.send(JSON.stringify(message));

function tick(): void {
  const nowMs = Date.now();
  for (const [topic, rows] of world.rows(nowMs)) {
    const board = boards.get(topic) ?? { seq: 0, rows: new Map<string, string>() };
    boards.set(topic, board);
    const up: [string, unknown][] = [];
    for (const [key, row] of rows) {
      const text = JSON.stringify(row);
      if (board.rows.get(key) === text) continue;
      board.rows.set(key, text);
      up.push([key, row]);
    }
    const rm = [...board.rows.keys()].filter((key) => !rows.has(key));
    for (const key of rm) board.rows.delete(key);
    if (up.length + rm.length === 0) continue;
    board.seq += 1;
    if (silent) continue;
    for (const [socket, topics] of clients) {
      if (topics.has(topic)) send(socket, { t: 'd', ts: nowMs, s: board.seq, p: board.seq - 1, k: topic, e: epoch, up, rm });
    }
  }
}

function snapshot(socket: WebSocket, topic: Topic): void {
  const board = boards.get(topic);
  const rows = [...(board?.rows ?? [])].map(([key, text]): [string, unknown] => [key, JSON.parse(text)]);
  send(socket, { t: 'snap', ts: Date.now(), k: topic, e: epoch, s: board?.seq ?? 0, part: 0, last: true, rows });
}

function receive(socket: WebSocket, message: ClientMessage): void {
  if (message.t === 'hello') send(socket, { t: 'welcome', v: PROTOCOL_VERSION, sid: 'dev', hb: HEARTBEAT_MS, ts: Date.now() });
  if (message.t !== 'hello' && message.t !== 'sub') return;
  for (const topic of Object.keys(message.topics ?? {}) as Topic[]) {
    clients.get(socket)?.add(topic);
    snapshot(socket, topic);
  }
}

const COMMANDS: Record<string, () => void> = {
  tidy: world.tidy,
  calm: () => {
    Object.assign(world, { leadsPerMinute: 6, slowness: 0.5, forgotten: 0 });
    world.tidy();
  },
  usual: () => Object.assign(world, { leadsPerMinute: 9, slowness: 1, forgotten: 0.015 }),
  rush: () => Object.assign(world, { leadsPerMinute: 30, slowness: 1.6 }),
  crowd: () => Object.assign(world, { leadsPerMinute: 400, slowness: 1.2 }),
  acknowledge: world.acknowledge,
  silence: () => {
    silent = true;
  },
  speak: () => {
    silent = false;
    for (const socket of clients.keys()) socket.close(1012);
  },
  drop: () => {
    for (const socket of clients.keys()) socket.terminate();
  },
};

const SETTINGS = {
  language: 'zh-CN',
  theme: 'dark',
  chime: false,
  place: '上海',
  screenInches: 75,
  viewerMetres: 8,
  mode: 'demo',
  version: VERSION,
  slaSeconds: 90,
  atRiskSeconds: 60,
  serviceLevelTarget: 0.8,
  access: false,
};
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

async function page(response: ServerResponse, pathname: string): Promise<void> {
  const file = path.extname(pathname) ? path.join(dist, path.normalize(pathname)) : path.join(dist, 'index.html');
  const body = await readFile(file).catch(() => null);
  response
    .writeHead(body ? 200 : 404, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' })
    .end(body ?? 'not found');
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const command = pathname.startsWith('/dev/') && request.method === 'POST' ? COMMANDS[pathname.slice('/dev/'.length)] : undefined;
  if (command) {
    command();
    response.writeHead(204).end();
  } else if (pathname === '/api/v1/display') response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(SETTINGS));
  else void page(response, pathname);
});
new WebSocketServer({ server, path: '/stream' }).on('connection', (socket) => {
  clients.set(socket, new Set());
  socket.on('message', (data) => receive(socket, JSON.parse(String(data)) as ClientMessage));
  socket.on('close', () => clients.delete(socket));
});
setInterval(tick, TICK_MS);
setInterval(() => {
  pings += 1;
  if (!silent) for (const socket of clients.keys()) send(socket, { t: 'ping', n: pings, ts: Date.now() });
}, HEARTBEAT_MS);
tick();
server.listen(port, '127.0.0.1', () => console.log(`wall on http://127.0.0.1:${port}/wall`));
