/** `/api/v1/quality`: what is odd about the facts; `/api/v1/data-quality/rejected`: rows of other writers that are not valid events. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '@warroom/protocol/api/failure';
import { Quality, RejectedQuery, RejectedRows } from '@warroom/protocol/api/quality';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';
import type { RejectedLog } from '../store/rejected.ts';
import { cursorOf, keyOf } from './pageCursor.ts';

const quality: FastifyPluginAsyncTypebox<{ rejected: RejectedLog; look: () => Promise<Quality> }> = async (app, { rejected, look }) => {
  app.get(
    '/api/v1/quality',
    {
      onRequest: app.requireRole('view'),
      schema: {
        tags: ['events'],
        summary:
          'Facts of the future, facts about what nobody began, and names that are probably one; names of people for the role operate alone',
        response: { 200: Quality },
      },
    },
    async ({ identity }) => {
      const quality = await look();
      if (identity?.roles.has('operate')) return quality;
      const groups = quality.alike.groups.filter(({ field }) => field !== 'rep_id');
      return { ...quality, alike: { total: quality.alike.total - (quality.alike.groups.length - groups.length), groups } };
    },
  );

  app.get(
    '/api/v1/data-quality/rejected',
    {
      onRequest: app.requireRole('view'),
      schema: {
        tags: ['events'],
        summary: 'Rows from other writers that are not valid events, newest first; with a `next`, ask again with it as `cursor`',
        querystring: RejectedQuery,
        response: { 200: RejectedRows, 400: Failure },
      },
    },
    async ({ query: { limit = 100, cursor } }) => {
      const after = cursor === undefined ? null : placeOf(cursor);
      // One more than asked for tells whether there is a next page.
      const [total, found] = await Promise.all([rejected.count(), rejected.newest(limit + 1, after)]);
      const rows = found.slice(0, limit);
      const last = rows.at(-1);
      return {
        total,
        rows: rows.map(({ ingestedAtMs, ...row }) => ({ ...row, ingestedAt: new Date(ingestedAtMs).toISOString() })),
        next: last && found.length > limit ? cursorOf([last.ingestedAtMs, last.id]) : null,
      };
    },
  );
};

function placeOf(cursor: string): { ingestedAtMs: number; id: string } {
  const [ingestedAtMs, id] = keyOf(cursor, ['number', 'string']);
  if (!Number.isSafeInteger(ingestedAtMs)) throw new WarroomError('REQUEST_INVALID', 'cursor is none of ours');
  return { ingestedAtMs, id };
}

export const qualityPlugin = fp(quality, { name: 'warroom-quality', fastify: '5.x', dependencies: ['warroom-access'] });
