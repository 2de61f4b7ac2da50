import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Access } from '../access/access.ts';
import { WarroomError } from '../errors.ts';
import type { RejectedRow } from '../store/eventRows.ts';
import type { RejectedLog } from '../store/rejected.ts';
import { accessPlugin } from './accessPlugin.ts';
import { cursorOf } from './pageCursor.ts';
import { qualityPlugin } from './quality.ts';

let app: FastifyInstance;
let listed: RejectedRow[];

const row = (i: number): RejectedRow => ({
  ...{ id: `id-${String(i).padStart(3, '0')}`, ingestedAtMs: 1_000 - Math.floor(i / 4) },
  ...{ kind: 'k', source: 's', key: '', field: 'kind', reason: 'unknown', raw: '{}' },
});
beforeEach(async () => {
  listed = Array.from({ length: 10 }, (_, i) => row(i));
  const rejected = {
    count: async () => listed.length,
    newest: async (limit: number, after: { id: string; ingestedAtMs: number } | null) => {
      const from =
        after === null ? 0 : listed.findIndex(({ id, ingestedAtMs }) => id === after.id && ingestedAtMs === after.ingestedAtMs) + 1;
      return listed.slice(from, from + limit);
    },
  };
  app = Fastify();
  app.setErrorHandler((error, _request, reply) =>
    error instanceof WarroomError ? reply.code(error.statusCode).send(error.toJSON()) : reply.send(error),
  );
  await app.register(accessPlugin, { access: new Access({ tokens: [] }) });
  await app.register(qualityPlugin, { rejected: rejected as unknown as RejectedLog, look: () => Promise.reject(new Error('not asked')) });
});
afterEach(() => app.close());

async function ask(query: string) {
  const reply = await app.inject(`/api/v1/data-quality/rejected${query}`);
  return { status: reply.statusCode, ...reply.json<{ total: number; rows: { id: string }[]; next: string | null }>() };
}

test.each([
  [1, 10],
  [3, 4],
  [5, 2],
  [10, 1],
  [11, 1],
])('in pages of %i the rows are read to the end, which is said with the last one', async (limit, pages) => {
  const seen: string[] = [];
  let cursor = '';
  for (let page = 1; page <= pages; page++) {
    const answer = await ask(`?limit=${limit}${cursor}`);
    expect([answer.total, answer.next === null]).toEqual([10, page === pages]);
    seen.push(...answer.rows.map(({ id }) => id));
    cursor = `&cursor=${answer.next}`;
  }
  expect(seen).toEqual(listed.map(({ id }) => id));
});

test.each(['x', cursorOf(['a', 'b']), cursorOf([1]), cursorOf([1.5, 'id-001'])])(
  'a cursor that no answer gave is refused: %s',
  async (cursor) => {
    expect((await ask(`?cursor=${cursor}`)).status).toBe(400);
  },
);
