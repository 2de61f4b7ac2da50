/** Refuses, before anything is read or done, what a page of another site makes a browser send: by a rebound name, or across sites. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { isOriginAllowed } from '../stream/origin.ts';
import { brief, Refusals } from '../stream/refusals.ts';
import { isHostAllowed } from './host.ts';

export interface GateOptions {
  /** Whether no tokens are configured: then the name in `Host` is all that tells our pages from others. */
  isOpen: boolean;
  allowedOrigins: readonly string[];
  clock: Pick<Clock, 'elapsed'>;
}

/** Methods that change nothing; what they answer, a page of another origin cannot read. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const gate: FastifyPluginAsync<GateOptions> = async (app, { isOpen, allowedOrigins, clock }) => {
  const refusals = new Refusals(clock);
  const refuse = (request: FastifyRequest, code: 'HOST_UNKNOWN' | 'ORIGIN_DENIED', who: string, message: string): never => {
    if (refusals.isNews(code, who)) request.log.warn({ code, who, path: brief(request.url) }, message);
    throw new WarroomError(code, message);
  };

  app.addHook('onRequest', async (request) => {
    const { host, origin } = request.headers;
    if (isOpen && !isHostAllowed(host, allowedOrigins)) {
      const who = brief(host ?? '');
      refuse(
        request,
        'HOST_UNKNOWN',
        who,
        `no access by the name "${who}": without access.tokens the server answers to localhost, 127.0.0.1, [::1] and the hosts of ` +
          'server.allowedOrigins only. Add its origin there, or configure a token.',
      );
    }
    if (SAFE.has(request.method)) return;
    const site = request.headers['sec-fetch-site'];
    const isForeign = origin === undefined ? site === 'cross-site' || site === 'same-site' : !isOriginAllowed(origin, host, allowedOrigins);
    if (isForeign) {
      const who = brief(origin ?? 'another site');
      refuse(
        request,
        'ORIGIN_DENIED',
        who,
        `a page of ${who} may change nothing here: its origin is not the server's own and not in server.allowedOrigins`,
      );
    }
  });
};

/** @name warroom-gate */
export const gatePlugin = fp(gate, { name: 'warroom-gate', fastify: '5.x' });
