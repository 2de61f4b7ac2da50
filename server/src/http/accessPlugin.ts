/** Lets requests in by their bearer token: `onRequest: app.requireRole('operate')`, before a body is read. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Access, bearerOf, type Identity } from '../access/access.ts';
import type { Role } from '../access/settings.ts';
import { WarroomError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** A hook that refuses whoever lacks the role: 401 ACCESS_MISSING without a known token, 403 ACCESS_DENIED with one of other roles. */
    requireRole(role: Role): (request: FastifyRequest) => Promise<void>;
  }
  interface FastifyRequest {
    /** Set by `requireRole`. */
    identity: Identity | null;
  }
}

const access: FastifyPluginAsync<{ access: Access }> = async (app, options) => {
  app.decorateRequest('identity', null);
  app.decorate('requireRole', (role: Role) => async (request: FastifyRequest) => {
    const identity = options.access.identify(bearerOf(request.headers.authorization));
    if (!identity) throw new WarroomError('ACCESS_MISSING', 'this needs a token that the server knows: Authorization: Bearer …');
    if (!identity.roles.has(role)) throw new WarroomError('ACCESS_DENIED', `this token lacks the role ${role}`);
    request.identity = identity;
  });
};

export const accessPlugin = fp(access, { name: 'warroom-access', fastify: '5.x' });
