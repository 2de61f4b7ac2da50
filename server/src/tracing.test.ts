import { SpanStatusCode } from '@opentelemetry/api';
import Fastify from 'fastify';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectSpans, type EndedSpan } from '../../testing/spans.ts';
import { errorHandlerPlugin } from './http/errorHandler.ts';
import { tracingPlugin } from './http/tracing.ts';
import { traced, tracedSync } from './tracing.ts';

test('without a provider the work is done all the same', async () => {
  expect(await traced('alone', {}, async () => 7)).toBe(7);
  expect(tracedSync('alone', () => 8)).toBe(8);
});

describe('with a provider', () => {
  const spans: EndedSpan[] = [];
  // Once: a tracer stays with the first provider that it meets.
  beforeAll(() => collectSpans(spans));
  beforeEach(() => {
    spans.length = 0;
  });

  test('work of a span is its child; what it throws is recorded and thrown on', async () => {
    const failing = traced('outer', { attributes: { a: 1 } }, async () => {
      await traced('inner', {}, async () => {});
      throw new Error('no such table');
    });
    await expect(failing).rejects.toThrow('no such table');
    expect(spans).toEqual([
      { name: 'inner', parent: 'outer', attributes: {}, status: { code: SpanStatusCode.UNSET }, exceptions: [] },
      {
        name: 'outer',
        parent: null,
        attributes: { a: 1 },
        status: { code: SpanStatusCode.ERROR, message: 'no such table' },
        exceptions: ['no such table'],
      },
    ]);
  });

  test('a span that is over at once stands in a trace of its own, and records what is thrown', async () => {
    await traced('poll', {}, async () => tracedSync('flush', (span) => span.setAttribute('topics', 2)));
    expect(() =>
      tracedSync('flush', () => {
        throw new RangeError('no such topic');
      }),
    ).toThrow(RangeError);
    expect(spans.map(({ name, parent, exceptions }) => [name, parent, exceptions])).toEqual([
      ['flush', null, []],
      ['poll', null, []],
      ['flush', null, ['no such topic']],
    ]);
  });

  describe('requests', () => {
    async function server() {
      const app = Fastify();
      await app.register(tracingPlugin);
      await app.register(errorHandlerPlugin);
      app.post('/things/:id', async () => {
        await traced('SELECT read.things', {}, async () => {});
        return {};
      });
      app.get('/broken', async () => {
        throw new Error('secret detail');
      });
      app.get('/refused', async () => {
        throw Object.assign(new Error('not you'), { statusCode: 403 });
      });
      return app;
    }

    test('are named by their route and are the parents of what they ask for, also after a body was read', async () => {
      const app = await server();
      await app.inject({ method: 'POST', url: '/things/17', payload: { a: 1 } });
      expect(spans).toMatchObject([
        { name: 'SELECT read.things', parent: 'POST /things/:id' },
        {
          name: 'POST /things/:id',
          parent: null,
          attributes: { 'http.request.method': 'POST', 'http.route': '/things/:id', 'http.response.status_code': 200 },
          status: { code: SpanStatusCode.UNSET },
        },
      ]);
      await app.close();
    });

    test("the server's faults are errors of the span, a refusal is none; an unknown address has no span", async () => {
      const app = await server();
      for (const url of ['/broken', '/refused', '/nowhere']) await app.inject(url);
      expect(spans).toMatchObject([
        {
          name: 'GET /broken',
          status: { code: SpanStatusCode.ERROR },
          exceptions: ['secret detail'],
          attributes: { 'http.response.status_code': 500 },
        },
        { name: 'GET /refused', status: { code: SpanStatusCode.UNSET }, exceptions: [] },
      ]);
      expect(spans).toHaveLength(2);
      await app.close();
    });
  });
});
