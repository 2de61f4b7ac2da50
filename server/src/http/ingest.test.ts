import { randomUUID } from 'node:crypto';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config/config.ts';
import { WarroomError } from '../errors.ts';
import type { IngestQueue, QueuedEvent } from '../source/ingestQueue.ts';
import { bodiesPlugin } from './bodies.ts';
import { errorHandlerPlugin } from './errorHandler.ts';
import { ingestPlugin } from './ingest.ts';

let app: FastifyInstance;
afterEach(() => app.close());

const event = (changes: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  kind: 'lead.created',
  at: new Date().toISOString(),
  source: 'crm',
  key: 'L1',
  data: {},
  ...changes,
});

async function start(add: (events: readonly QueuedEvent[]) => Promise<{ duplicates: number }> = async () => ({ duplicates: 0 })) {
  const taken: QueuedEvent[] = [];
  app = Fastify();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  await app.register(errorHandlerPlugin);
  await app.register(bodiesPlugin, { maxBulkBytes: 64 * 1024 * 1024 });
  await app.register(ingestPlugin, {
    queue: {
      add: async (events: readonly QueuedEvent[]) => {
        const answer = await add(events);
        taken.push(...events);
        return answer;
      },
    } as unknown as IngestQueue,
    clock: systemClock,
    config: loadConfig().ingest,
  });
  // Another route keeps Fastify's own parser.
  app.post('/other', { schema: { body: { type: 'object' } } }, async (request) => typeof request.body);
  const post = (payload: string, type = 'application/json', query = '') =>
    app.inject({ method: 'POST', url: `/api/v1/events${query}`, payload, headers: { 'content-type': type } });
  return { taken, post };
}

describe('what is taken', () => {
  test.each([
    ['a list', () => JSON.stringify([event(), event()]), 'application/json', 2],
    ['one object', () => JSON.stringify(event()), 'application/json; charset=utf-8', 1],
    ['NDJSON', () => `${JSON.stringify(event())}\n\n${JSON.stringify(event())}\n`, 'application/x-ndjson', 2],
    ['an empty list', () => '[]', 'application/json', 0],
  ])('%s', async (_, body, type, count) => {
    const { taken, post } = await start();
    const response = await post(body(), type);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ accepted: count, duplicates: 0, rejected: [] });
    expect(taken).toHaveLength(count);
  });

  test('with partial=true the good ones, and what was wrong with the others', async () => {
    const { taken, post } = await start();
    const response = await post(JSON.stringify([event(), event({ kind: 'x' }), event()]), 'application/json', '?partial=true');
    expect(response.json()).toMatchObject({ accepted: 2, rejected: [{ line: 2, field: 'kind' }] });
    expect(taken).toHaveLength(2);
  });
});

describe('what is refused', () => {
  test('one bad event refuses all, and every fault is listed by line, field and reason', async () => {
    const { taken, post } = await start();
    const lines = [event(), event({ at: '1970-01-01T00:00:00Z' }), event({ at: '2300-01-01T00:00:00Z', key: '' }), event()];
    const response = await post(lines.map((line) => JSON.stringify(line)).join('\n'), 'application/x-ndjson');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      error: 'EVENTS_INVALID',
      retry: false,
      message: '2 of 4 events are not valid; none was accepted',
      faults: [
        { line: 2, field: 'at', reason: expect.stringContaining('before 2000-01-01') },
        { line: 3, field: 'key', reason: expect.stringContaining('empty') },
        { line: 3, field: 'at', reason: expect.stringContaining('in the future') },
      ],
    });
    expect(taken).toEqual([]);
  });

  test('after a thousand faults the rest is not looked at; with partial=true it is, and the faults are counted', async () => {
    const { post } = await start();
    const body = JSON.stringify(Array.from({ length: 1_500 }, () => 5));
    const response = await post(body);
    expect(response.json().faults).toHaveLength(1_000);
    expect(response.json()).toMatchObject({
      message: expect.stringContaining('1000 of the first 1000'),
      details: { uncheckedFrom: 1_001 },
    });
    const partial = (await post(body, 'application/json', '?partial=true')).json();
    expect(partial.rejected).toHaveLength(1_000);
    expect(partial).toMatchObject({ accepted: 0, moreRejected: 500 });
  });

  test.each([
    ['malformed JSON', '{"id":', 'application/json', 400, 'BODY_MALFORMED', /line 1: not JSON at character 7, where the text ends/],
    ['malformed NDJSON', '{}\n{]\n', 'application/x-ndjson', 400, 'BODY_MALFORMED', /line 2: not JSON at character 2/],
    ['no body', '', 'application/json', 400, 'BODY_MALFORMED', /empty/],
    ['a body of 10 MB', ' '.repeat(10 * 1024 * 1024), 'application/json', 413, 'BODY_TOO_LARGE', /too large/],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'CONTENT_TYPE', /Unsupported Media Type/],
    ['lists a million deep', `${'['.repeat(1_000_000)}`, 'application/json', 400, 'BODY_MALFORMED', /where the text ends/],
  ])('%s', async (_, body, type, status, code, message) => {
    const { post } = await start();
    const response = await post(body, type);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: code, retry: false, message: expect.stringMatching(message) });
  });

  test('data nested beyond reason', async () => {
    const { post } = await start();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const response = await post(JSON.stringify(event({ data: { deep: 0 } })).replace('"deep":0', `"deep":${deep}`));
    expect(response.statusCode).toBe(400);
    expect(response.json().faults).toEqual([{ line: 1, field: '', reason: 'is nested too deeply' }]);
  });

  test('an unknown query parameter is named', async () => {
    const { post } = await start();
    const response = await post('[]', 'application/json', '?partial=perhaps');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: 'REQUEST_INVALID', faults: [{ field: 'querystring.partial' }] });
  });

  test.each([
    ['QUEUE_FULL', 429],
    ['STORE_DOWN', 503],
    ['STOPPING', 503],
  ] as const)('%s says when to come back', async (code, status) => {
    const { taken, post } = await start(async () => {
      throw new WarroomError(code, 'not now', { retryAfterSeconds: 1.5 });
    });
    const response = await post(JSON.stringify(event()));
    expect(response.statusCode).toBe(status);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.json()).toEqual({ error: code, message: 'not now', retry: true });
    expect(taken).toEqual([]);
  });
});

describe('the error handler', () => {
  test('malformed JSON elsewhere, a mistake of the server', async () => {
    await start();
    app.get('/broken', async () => {
      throw new Error('secret detail');
    });
    const malformed = await app.inject({ method: 'POST', url: '/other', payload: '{', headers: { 'content-type': 'application/json' } });
    expect(malformed.statusCode).toBe(400);
    expect(malformed.json().error).toBe('BODY_MALFORMED');
    const broken = await app.inject('/broken');
    expect(broken.statusCode).toBe(500);
    expect(broken.body).not.toContain('secret');
    expect(broken.json().error).toBe('INTERNAL');
  });
});
