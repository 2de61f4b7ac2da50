/** Any bytes at all against the real server: no 5xx, nothing to a foreign name, and the security headers on whatever is answered. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';
import { securityHeaders } from '../../src/http/securityHeaders.ts';

const SECRET = 'L-nobody-else-may-know';
let server: RunningServer | null;
let url: string;
let port: number;
let pages: string;
beforeAll(async () => {
  pages = mkdtempSync(path.join(os.tmpdir(), 'warroom-pages-'));
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html>');
  server = await startServer({}, pages);
  url = server.url;
  port = Number(new URL(url).port);
  const lead = { id: randomUUID(), kind: 'lead.created', at: new Date().toISOString(), source: 'crm', key: SECRET, data: {} };
  await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(lead),
  });
  await until('the lead on the board', async () => (await (await fetch(`${url}/api/v1/board/lead-response.open`)).text()).includes(SECRET));
});
afterAll(async () => {
  await server?.remove();
  rmSync(pages, { recursive: true, force: true });
});

/** Writes the bytes, says no more, and gives back all that came until the server closed. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      // A connection that became a WebSocket stays open; so does one whose body is still waited for.
      if (answer.startsWith('HTTP/1.1 101')) socket.destroy();
    });
    socket.setTimeout(1_500, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

const NAMES = ['localhost', '127.0.0.1', '[::1]', 'localhost.', 'LOCALHOST:1'];
const FOREIGN = [
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil@localhost',
  '0.0.0.0',
  '',
  'localhost/x',
  '[::ffff:1.2.3.4]',
];
const PATHS = [
  ...[
    '/',
    '/wall',
    '/ops/',
    '/customer/x',
    '/stream',
    '/api/docs',
    '/api/docs/',
    '/api/openapi.json',
    '/healthz',
    '/readyz',
    '/metrics',
    '*',
  ],
  ...['/api/v1/board', '/api/v1/board/lead-response.open', '/api/v1/board/lead-response.open/', '/api/v1/alerts', '/api/v1/alerts/x'],
  ...[
    '/api/v1/alerts/x/ack',
    '/api/v1/alerts/bulk',
    '/api/v1/events',
    '/api/v1/display',
    '/api/v1/data-quality/rejected',
    '/api/v1/customers/x',
  ],
  ...[
    'http://evil.example/api/v1/board/lead-response.open',
    '/%',
    '/%ff',
    '/..%2f..%2fetc/passwd',
    '//',
    '/api//v1/alerts',
    '/wall/%E5%A4%A7',
  ],
];
const QUERIES = [
  '',
  '?',
  '?limit=1',
  '?limit=x',
  '?offset=1',
  '?state=firing&state=resolved',
  '?key=%ff',
  '?__proto__[x]=1',
  '?%00',
  '?a=1;b=2',
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND', 'get', 'BREW'];
const HEADERS = [
  ...[
    'Origin: http://evil.example',
    'Origin: null',
    'Origin: http://localhost',
    'Sec-Fetch-Site: cross-site',
    'X-Forwarded-Host: localhost',
  ],
  ...['Accept: text/html', 'Accept: */*;q=x', 'Accept-Encoding: gzip', 'Content-Type: application/json', 'Content-Type: text/plain'],
  ...['Content-Type: APPLICATION/JSON; charset=utf-8', 'Content-Encoding: gzip', 'Content-Encoding: br', 'Transfer-Encoding: chunked'],
  ...['Upgrade: h2c', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: x', 'Sec-WebSocket-Version: 13', 'Expect: 200-ok'],
  ...[
    'Range: bytes=0-1',
    'If-None-Match: *',
    'Authorization: Bearer x',
    'Accept-Version: 2',
    'Cookie: \xff\xfe',
    'Host: localhost',
    'X: \t',
  ],
];
const BODIES = [
  '',
  '{}',
  '[]',
  '[{}]',
  '{"by":"x"}',
  '{"by":"\\ud800"}',
  '\xff\xfe',
  '{"action":"ack","filter":{}}',
  '5\r\nhello\r\n0\r\n\r\n',
  'x'.repeat(70_000),
];

const request = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PATHS) }, fc.webPath()),
  query: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...QUERIES) },
    fc.webQueryParameters().map((text) => `?${text}`),
  ),
  host: fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...FOREIGN)),
  headers: fc.array(fc.constantFrom(...HEADERS), { maxLength: 4 }),
  body: fc.constantFrom(...BODIES),
  hasLength: fc.boolean(),
});

const CARRIED = Object.entries(securityHeaders([])).map(([name, value]) => `${name}: ${value}`.toLowerCase());

const RUNS = 1_000;

test('requests of every kind', { timeout: 120_000 }, async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, host, headers, body, hasLength }) => {
      const lines = [`${method} ${path}${query} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers];
      if (hasLength) lines.push(`Content-Length: ${body.length}`);
      const answer = await exchange(`${lines.join('\r\n')}\r\n\r\n${hasLength ? body : ''}`);
      // Nothing at all: the body is still waited for, or the method opens a tunnel.
      if (answer === '') return;
      answered++;
      const [head = '', ...rest] = answer.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
      expect(status).toBeGreaterThanOrEqual(101);
      expect(status).toBeLessThan(500);
      const told = head.toLowerCase().split('\r\n');
      if (status >= 200) expect(told).toEqual(expect.arrayContaining(CARRIED));
      if (FOREIGN.includes(host)) {
        expect(status).toBeGreaterThanOrEqual(400);
        expect(rest.join('')).not.toContain(SECRET);
      }
    }),
    { numRuns: RUNS },
  );
  expect(answered).toBeGreaterThan(RUNS * 0.7);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('bytes that are no request', async () => {
  for (const bytes of [
    'GARBAGE\r\n\r\n',
    'GET / HTTP/1.1\r\nHost\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'GET / HTTP/1.1\r\n\r\n',
    '\x16\x03\x01',
  ]) {
    const answer = (await exchange(bytes)).toLowerCase();
    if (bytes.startsWith('\x16') && answer === '') continue;
    expect(answer).toMatch(/^http\/1\.1 4\d\d/);
    expect(answer.split('\r\n')).toEqual(expect.arrayContaining(CARRIED));
  }
});

test('a client that offers HTTP/2 by upgrade is answered, also with a body', async () => {
  const headers = 'Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';
  const posted = await exchange(
    `POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n[]`,
  );
  expect(posted).toMatch(/^HTTP\/1\.1 200 .*"accepted":0/s);
});

test('a server that stops answers with the headers as well', async () => {
  const socket = net.connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  await new Promise((resolve) => socket.once('connect', resolve));
  // Half a request keeps the connection while the server closes.
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
  await new Promise((resolve) => setImmediate(resolve));
  const removed = server?.remove();
  server = null;
  socket.write('\r\n');
  await removed;
  expect(answer.toLowerCase().split('\r\n')).toEqual(expect.arrayContaining(CARRIED));
});
