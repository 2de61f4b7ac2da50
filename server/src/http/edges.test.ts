/** What stands in front of every route: whom it lets in, what it says of addresses and parameters that do not exist, and its headers. */
import Fastify, { type FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { errorHandlerPlugin } from './errorHandler.ts';
import { gatePlugin } from './gatePlugin.ts';
import { notFoundPlugin } from './notFound.ts';
import { securityHeaders, securityHeadersPlugin } from './securityHeaders.ts';
import { strictQueryPlugin } from './strictQuery.ts';
import { isStreamHandshake } from './upgrade.ts';

let app: FastifyInstance;
afterEach(() => app?.close());

async function serve({ isOpen = true, allowedOrigins = [] as string[], frameAncestors = [] as string[] } = {}) {
  app = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await app.register(securityHeadersPlugin, { headers: securityHeaders(frameAncestors) });
  await app.register(gatePlugin, { isOpen, allowedOrigins, clock: new FakeClock(0) });
  await app.register(errorHandlerPlugin);
  await app.register(notFoundPlugin);
  await app.register(strictQueryPlugin);
  const querystring = Type.Object({ limit: Type.Optional(Type.Integer()), state: Type.Optional(Type.String()) });
  app.get('/api/v1/things', { schema: { querystring } }, async ({ query }) => query);
  app.get('/api/v1/things/:id', async () => ({ secret: true }));
  app.post('/api/v1/things/:id/ack', async () => ({ done: true }));
  app.get('/wall', async () => 'the wall');
  return app;
}

describe('pages of other sites', () => {
  test('a rebound name reads nothing and changes nothing; the reason says what to do', async () => {
    await serve();
    for (const [method, url] of [
      ['GET', '/api/v1/things/1'],
      ['POST', '/api/v1/things/1/ack'],
      ['GET', '/wall'],
      ['GET', '/nowhere'],
      ['OPTIONS', '/api/v1/things'],
    ] as const) {
      const answer = await app.inject({ method, url, headers: { host: 'evil.example:8080', origin: 'http://evil.example:8080' } });
      expect([answer.statusCode, answer.json().error]).toEqual([421, 'HOST_UNKNOWN']);
      expect(answer.json().message).toMatch(/evil\.example.*server\.allowedOrigins/);
    }
  });

  test('a forwarded name does not count, in neither direction', async () => {
    await serve({ allowedOrigins: ['https://warroom.example.com'] });
    const ask = async (host: string, forwarded: string) =>
      (await app.inject({ url: '/wall', headers: { host, 'x-forwarded-host': forwarded, forwarded: `host=${forwarded}` } })).statusCode;
    expect(await ask('evil.example', 'localhost')).toBe(421);
    expect(await ask('localhost', 'evil.example')).toBe(200);
    expect(await ask('warroom.example.com', 'evil.example')).toBe(200);
  });

  test('where tokens are asked for, any name will do: a foreign page has none', async () => {
    await serve({ isOpen: false });
    expect((await app.inject({ url: '/wall', headers: { host: 'wall.lan' } })).statusCode).toBe(200);
  });

  test.each([
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:3000' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'https://portal.example.com', 'sec-fetch-site': 'cross-site' }, 200],
    [{}, 200],
  ])('a change with %j: %i', async (headers, status) => {
    for (const isOpen of [true, false]) {
      await serve({ isOpen, allowedOrigins: ['https://portal.example.com'] });
      const answer = await app.inject({ method: 'POST', url: '/api/v1/things/1/ack', headers: { host: 'localhost:8080', ...headers } });
      expect(answer.statusCode).toBe(status);
    }
  });
});

describe('addresses', () => {
  test('a slash at the end makes no difference', async () => {
    await serve();
    expect((await app.inject('/wall/')).body).toBe('the wall');
    expect((await app.inject('/api/v1/things/')).json()).toEqual({});
    expect((await app.inject({ method: 'POST', url: '/api/v1/things/1/ack/' })).json()).toEqual({ done: true });
  });

  test('one that does not exist: a page to a browser, JSON to a program, each says what there is', async () => {
    await serve();
    const page = await app.inject({ url: '/<nowhere>', headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toMatch(/href="\/wall".*大屏/s);
    expect(page.body).not.toContain('<nowhere>');
    const told = await app.inject({ url: '/nowhere?token=x', headers: { accept: '*/*' } });
    expect([told.statusCode, told.json().error, told.json().message]).toEqual([404, 'NOT_FOUND', 'no such route: GET /nowhere']);
    expect(told.json().details.exists).toEqual(expect.arrayContaining(['GET /wall', 'GET /api/v1/things', 'POST /api/v1/things/:id/ack']));
    expect((await app.inject({ url: '/api/v1/nowhere', headers: { accept: 'text/html' } })).json().error).toBe('NOT_FOUND');
  });

  test('one that exists says which methods it takes', async () => {
    await serve();
    const refused = await app.inject({ method: 'DELETE', url: '/api/v1/things/1/' });
    expect([refused.statusCode, refused.headers.allow, refused.json().error]).toEqual([405, 'GET, HEAD, OPTIONS', 'METHOD_NOT_ALLOWED']);
    const options = await app.inject({ method: 'OPTIONS', url: '/api/v1/things/1/ack' });
    expect([options.statusCode, options.headers.allow]).toEqual([204, 'POST, OPTIONS']);
    expect((await app.inject({ method: 'HEAD', url: '/api/v1/things' })).statusCode).toBe(200);
  });
});

describe('query parameters', () => {
  test('unknown ones are refused by name, with those that there are', async () => {
    await serve();
    const answer = await app.inject('/api/v1/things?offset=3&limit=1&Limit=2');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      error: 'REQUEST_INVALID',
      message: 'unknown query parameter offset, Limit: it takes limit, state',
      faults: [{ field: 'querystring.offset' }, { field: 'querystring.Limit' }],
    });
    expect((await app.inject('/api/v1/things/1?x=')).json().message).toMatch(/^unknown query parameter x: this address takes none/);
    expect((await app.inject({ method: 'POST', url: '/api/v1/things/1/ack?__proto__=1' })).statusCode).toBe(400);
  });

  test('known ones are taken, and pages take any', async () => {
    await serve();
    expect((await app.inject('/api/v1/things?limit=1&state=open')).json()).toEqual({ limit: 1, state: 'open' });
    expect((await app.inject('/wall?scene=overview')).statusCode).toBe(200);
  });
});

describe('headers', () => {
  test('they forbid foreign scripts, frames and guesses of types, on refusals as well', async () => {
    await serve();
    for (const headers of [{}, { host: 'evil.example' }]) {
      const answer = await app.inject({ url: '/nowhere', headers });
      expect(answer.headers).toMatchObject(securityHeaders([]));
      expect(answer.headers['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'self'$/);
      expect(answer.headers['x-frame-options']).toBe('SAMEORIGIN');
    }
  });

  test('who may frame the pages is told by one header alone, since the old one knows no origins', async () => {
    await serve({ frameAncestors: ['https://portal.example.com'] });
    const { headers } = await app.inject('/wall');
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'self' https:\/\/portal\.example\.com$/);
    expect(headers['x-frame-options']).toBeUndefined();
  });
});

describe('upgrades', () => {
  const handshake = {
    method: 'GET',
    url: '/stream?x',
    headers: { upgrade: 'WebSocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' },
  };
  test('a handshake of the stream is one', () => {
    expect(isStreamHandshake(handshake)).toBe(true);
    expect(isStreamHandshake({ ...handshake, url: '/stream/' })).toBe(true);
    expect(isStreamHandshake({ ...handshake, headers: { ...handshake.headers, 'sec-websocket-protocol': 'a, b' } })).toBe(true);
  });
  test.each([
    ['h2c', { headers: { ...handshake.headers, upgrade: 'h2c' } }],
    ['another address', { url: '/api/v1/events' }],
    ['another method', { method: 'POST' }],
    ['no key', { headers: { upgrade: 'websocket', 'sec-websocket-version': '13' } }],
    ['an old version', { headers: { ...handshake.headers, 'sec-websocket-version': '7' } }],
    ['a protocol twice', { headers: { ...handshake.headers, 'sec-websocket-protocol': 'a, a' } }],
  ])('%s is none', (_what, over) => expect(isStreamHandshake({ ...handshake, ...over })).toBe(false));
});
