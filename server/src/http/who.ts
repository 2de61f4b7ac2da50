/** `/api/v1/access`: what the bearer of a token may do, and under which name. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AccessAnswer } from '@warroom/protocol/api/access';
import { Failure } from '@warroom/protocol/api/failure';
import fp from 'fastify-plugin';

const who: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/api/v1/access',
    {
      onRequest: app.requireRole('view'),
      schema: {
        tags: ['alerts'],
        summary: 'What this token may do, and whose it is: null where people say who they are, as with a shared token or none',
        response: { 200: AccessAnswer, 401: Failure, 403: Failure },
      },
    },
    async ({ identity }) => ({ person: identity?.person ?? null, roles: [...(identity?.roles ?? [])] }),
  );
};

/** @name warroom-who */
export const whoPlugin = fp(who, { name: 'warroom-who', fastify: '5.x', dependencies: ['warroom-access'] });
