/** Refuses, before anything is read or done, what a page of another site makes a browser send: by a rebound name, or across sites. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';
import { isOriginAllowed } from '../stream/origin.ts';
import { isHostAllowed } from './host.ts';

export interface GateOptions {
  /** Whether no tokens are configured: then the name in `Host` is all that tells our pages from others. */
  isOpen: boolean;
  allowedOrigins: readonly string[];
}

/** Methods that change nothing; what they answer, a page of another origin cannot read. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** A host that is refused leaves one line in the log, and no more than so many do. */
const MAX_NAMED = 100;

const gate: FastifyPluginAsync<GateOptions> = async (app, { isOpen, allowedOrigins }) => {
  const named = new Set<string>();
  const refuse = (request: FastifyRequest, code: 'HOST_UNKNOWN' | 'ORIGIN_DENIED', who: string, message: string): never => {
    if (named.size < MAX_NAMED && !named.has(who)) {
      named.add(who);
      request.log.warn({ code, who, path: request.url.slice(0, 200) }, message);
    }
    throw new WarroomError(code, message);
  };

  app.addHook('onRequest', async (request) => {
    const { host, origin } = request.headers;
    if (isOpen && !isHostAllowed(host, allowedOrigins)) {
      const who = host?.slice(0, 200) ?? '';
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
      const who = origin?.slice(0, 200) ?? 'another site';
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
