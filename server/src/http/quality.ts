/** `/api/v1/quality`: what is odd about the facts; `/api/v1/data-quality/rejected`: rows of other writers that are not valid events. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Quality, RejectedRows } from '@warroom/protocol/api/quality';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { RejectedLog } from '../store/rejected.ts';

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
        summary: 'Rows from other writers that are not valid events, newest first',
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
        response: { 200: RejectedRows },
      },
    },
    async ({ query }) => {
      const [total, rows] = await Promise.all([rejected.count(), rejected.newest(query.limit ?? 100)]);
      return { total, rows: rows.map(({ ingestedAtMs, ...row }) => ({ ...row, ingestedAt: new Date(ingestedAtMs).toISOString() })) };
    },
  );
};

export const qualityPlugin = fp(quality, { name: 'warroom-quality', fastify: '5.x', dependencies: ['warroom-access'] });
