/** Query parameters that a route of the API does not know are refused by name: passed over, they would answer another question. */
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';

const API = '/api/v1/';

const strictQuery: FastifyPluginAsync = async (app) => {
  app.addHook('preValidation', async (request) => {
    const { url = '', schema } = request.routeOptions;
    if (!url.startsWith(API)) return;
    const known = Object.keys((schema?.querystring as { properties?: Record<string, unknown> } | undefined)?.properties ?? {});
    const unknown = Object.keys(request.query as Record<string, unknown>).filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    const faults = unknown
      .slice(0, 20)
      .map((name) => ({ line: 1, field: `querystring.${name.slice(0, 80)}`, reason: 'is not a parameter here' }));
    const names = faults.map(({ field }) => field.slice('querystring.'.length)).join(', ');
    const told = known.length === 0 ? 'this address takes none' : `it takes ${known.join(', ')}`;
    throw new WarroomError('REQUEST_INVALID', `unknown query parameter ${names}: ${told}`, { faults, details: { parameters: known } });
  });
};

/** @name warroom-strict-query */
export const strictQueryPlugin = fp(strictQuery, { name: 'warroom-strict-query', fastify: '5.x' });
