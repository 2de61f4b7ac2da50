import { randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config/config.ts';
import type { IngestQueue, QueuedEvent } from '../source/ingestQueue.ts';
import { bodiesPlugin } from './bodies.ts';
import { errorHandlerPlugin } from './errorHandler.ts';
import { ingestPlugin } from './ingest.ts';

let app: FastifyInstance;
afterEach(() => app.close());

const MAX_BODY_BYTES = 1024 * 1024;
const event = (changes: Record<string, unknown> = {}) => ({
  ...{ id: randomUUID(), kind: 'lead.created', at: new Date().toISOString(), source: 'crm', key: 'L1', region: '华东', data: {} },
  ...changes,
});

async function start(maxBulkBytes = 64 * 1024 * 1024, add: () => Promise<void> = async () => {}) {
  const taken: QueuedEvent[] = [];
  app = Fastify();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  await app.register(errorHandlerPlugin);
  await app.register(bodiesPlugin, { maxBulkBytes });
  const queue = {
    add: async (events: readonly QueuedEvent[]) => {
      await add();
      taken.push(...events);
      return { duplicates: 0 };
    },
  } as unknown as IngestQueue;
  await app.register(ingestPlugin, { queue, clock: systemClock, config: { ...loadConfig().ingest, maxBodyBytes: MAX_BODY_BYTES } });
  app.post('/other', async (request) => request.body);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const post = async (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}, path = '/api/v1/events') => {
    const response = await fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    return { status: response.status, headers: response.headers, json: (await response.json()) as Record<string, unknown> };
  };
  return { taken, post };
}

const buffer = (bytes: Buffer): Buffer<ArrayBuffer> => Buffer.from(bytes);
const GB18030 = buffer(Buffer.concat([Buffer.from('{"region":"'), Buffer.from([0xbb, 0xaa, 0xb6, 0xab]), Buffer.from('"}\n')]));

describe('what it is written in', () => {
  test.each(['/api/v1/events', '/other'])('%s: bytes that are not UTF-8 are refused by line and byte', async (path) => {
    const { post, taken } = await start();
    expect(await post(GB18030, {}, path)).toMatchObject({
      status: 400,
      json: { error: 'BODY_MALFORMED', message: 'line 1: not UTF-8 at byte 11: GB18030?' },
    });
    expect(taken).toEqual([]);
  });

  test('a name that was ruined before it was sent is refused; what a customer wrote may hold the sign', async () => {
    const { post, taken } = await start();
    const ruined = await post(JSON.stringify(event({ region: '\ufffd\ufffd' })));
    expect(ruined).toMatchObject({ status: 400, json: { faults: [{ field: 'region', reason: expect.stringContaining('U+FFFD') }] } });
    expect(await post(JSON.stringify(event({ data: { comment: 'a \ufffd b' } })))).toMatchObject({ status: 200 });
    expect(taken).toHaveLength(1);
  });

  test.each(['gbk', 'GB18030', '"utf-16"', 'latin1', 'utf-8; charset=gbk', ''])('charset=%s is refused by its name', async (charset) => {
    const { post } = await start();
    for (const path of ['/api/v1/events', '/other']) {
      const { status, json } = await post(JSON.stringify(event()), { 'content-type': `application/json; charset=${charset}` }, path);
      expect({ status, error: json.error }).toEqual({ status: 415, error: 'CONTENT_TYPE' });
      expect(json.message).toContain('send UTF-8');
    }
  });

  test.each([
    ['Application/JSON', false],
    ['application/json;charset=UTF-8', false],
    ['APPLICATION/JSON; Charset="utf-8"', false],
    ['Application/X-NDJSON', true],
    ['application/x-NDJSON; charset=UTF8', true],
  ])('%s is what it says in any case of letters', async (type, isNdjson) => {
    const { post, taken } = await start();
    const two = [event(), event()].map((one) => JSON.stringify(one));
    const body = isNdjson ? two.join('\n') : `[${two.join()}]`;
    expect(await post(`\ufeff${body}`, { 'content-type': type })).toMatchObject({ status: 200, json: { accepted: 2 } });
    expect(taken).toHaveLength(2);
  });
});

describe('packed bodies', () => {
  test('gzip and deflate, in any case, by any client', async () => {
    const { post, taken } = await start();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('gzip', 'GZip', 'x-gzip', 'deflate', 'identity'),
        fc.integer({ min: 0, max: 50 }),
        async (coding, count) => {
          const before = taken.length;
          const text = JSON.stringify(Array.from({ length: count }, () => event()));
          const pack = coding === 'identity' ? Buffer.from : coding === 'deflate' ? deflateSync : gzipSync;
          expect(await post(buffer(pack(text) as Buffer), { 'content-encoding': coding })).toMatchObject({
            status: 200,
            json: { accepted: count },
          });
          expect(taken.length - before).toBe(count);
        },
      ),
      { numRuns: 20 },
    );
    expect(await post(buffer(gzipSync('{"a":"华"}')), { 'content-encoding': 'gzip' }, '/other')).toMatchObject({
      status: 200,
      json: { a: '华' },
    });
  });

  test.each(['br', 'zstd', 'gzip, gzip', 'gzip, br', 'nonsense'])('%s is refused by its name', async (coding) => {
    const { post } = await start();
    const { status, json, headers } = await post(buffer(brotliCompressSync('[]')), { 'content-encoding': coding });
    expect({ status, error: json.error }).toEqual({ status: 415, error: 'CONTENT_ENCODING' });
    expect(json.message).toContain(JSON.stringify(coding));
    expect(headers.get('accept-encoding')).toBe('gzip, deflate');
  });

  test('what is not what it says, or ends too early', async () => {
    const { post } = await start();
    const packed = gzipSync(JSON.stringify([event()]));
    for (const body of ['[]', buffer(packed.subarray(0, packed.length - 5)), buffer(packed.subarray(5))]) {
      expect(await post(body, { 'content-encoding': 'gzip' })).toMatchObject({
        status: 400,
        json: { error: 'BODY_MALFORMED', message: expect.stringContaining('not gzip') },
      });
    }
    expect(await post('[]')).toMatchObject({ status: 200 });
  });

  test('a few bytes that unpack to very many are refused at the limit, not at their end', async () => {
    const { post } = await start();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(MAX_BODY_BYTES / 10);
    expect(await post(buffer(bomb), { 'content-encoding': 'gzip' })).toMatchObject({ status: 413, json: { error: 'BODY_TOO_LARGE' } });
    expect(await post('[]')).toMatchObject({ status: 200 });
  });
});

describe('all bodies together', () => {
  test('beyond the budget: 503 and when to come back; the small routes go on, and what was given back is there again', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const { post, taken } = await start(1024 * 1024, () => {
      waiting++;
      return held;
    });
    const body = `[${JSON.stringify(event())}${' '.repeat(600 * 1024)}]`;
    const first = post(body);
    await expect.poll(() => waiting).toBe(1);
    const second = await post(body.replace(/"id":"[^"]*"/, `"id":"${randomUUID()}"`));
    expect(second).toMatchObject({ status: 503, json: { error: 'BODIES_FULL', retry: true } });
    expect(second.headers.get('retry-after')).toBe('1');
    expect(await post('{"a":1}', {}, '/other')).toMatchObject({ status: 200 });
    release();
    expect(await first).toMatchObject({ status: 200 });
    expect(await post(body)).toMatchObject({ status: 200 });
    expect(taken).toHaveLength(2);
  });

  test('a client that goes away gives back what it held', async () => {
    const { post } = await start(200 * 1024);
    const { port } = app.server.address() as { port: number };
    const { connect } = await import('node:net');
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 190000\r\n\r\n${' '.repeat(180_000)}`,
        );
        setTimeout(() => socket.destroy(), 50);
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
    await expect.poll(async () => (await post(`[${' '.repeat(150_000)}]`)).status).toBe(200);
  });
});

describe('junk', () => {
  test('eight megabytes of empty objects, four at once: refused after the first faults, at a bounded cost', async () => {
    const { post } = await start();
    const text = (rows: number) => `[${'{},'.repeat(rows)}{}]`;
    const heap = () => process.memoryUsage().heapUsed;
    const before = heap();
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(text(300_000))));
    for (const { status, json } of answers) {
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: 'EVENTS_INVALID', details: { uncheckedFrom: expect.any(Number) } });
      expect(JSON.stringify(json).length).toBeLessThan(200_000);
    }
    // Every fault of every row was some 700 MB.
    expect(heap() - before).toBeLessThan(100 * 1024 * 1024);
    expect((await post(text(300_000), {}, '/api/v1/events?partial=true')).json.error).toBe('BODY_TOO_LARGE');
  });

  test('huge names and texts in a fault are cut', async () => {
    const { post } = await start();
    const huge = 'x'.repeat(100_000);
    const { json } = await post(JSON.stringify([event({ kind: huge, region: huge, data: { [huge]: '\u0000', tier: huge } }), huge]));
    expect(JSON.stringify(json).length).toBeLessThan(5_000);
    expect((json.faults as unknown[]).length).toBeGreaterThan(2);
  });
});
