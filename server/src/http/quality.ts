/** `/api/v1/data-quality/rejected`: rows that other writers put into the table and that are not valid events. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { RejectedRows } from '@warroom/protocol/api/quality';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { RejectedLog } from '../store/rejected.ts';

const quality: FastifyPluginAsyncTypebox<{ rejected: RejectedLog }> = async (app, { rejected }) => {
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
