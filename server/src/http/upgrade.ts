/**
 * Which requests leave HTTP for a WebSocket: a well-formed handshake on `/stream`. Every other `Upgrade` is passed over and the request
 * answered as it stands, as RFC 9110 §7.8 allows: clients offer `h2c` of their own accord, also with the body of a POST.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';

const KEY = /^[+/\dA-Za-z]{22}==$/;
const PROTOCOLS = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+(, *[!#$%&'*+\-.^_`|~\dA-Za-z]+)*$/;
export const STREAM_PATH = '/stream';

export function isStreamHandshake({ method, url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): boolean {
  const { upgrade, 'sec-websocket-key': key, 'sec-websocket-version': version, 'sec-websocket-protocol': protocols } = headers;
  return (
    method === 'GET' &&
    url.split('?', 1)[0]?.replace(/\/$/, '') === STREAM_PATH &&
    upgrade?.toLowerCase() === 'websocket' &&
    KEY.test(key ?? '') &&
    (version === '13' || version === '8') &&
    (protocols === undefined || (PROTOCOLS.test(protocols) && new Set(protocols.split(/, */)).size === protocols.split(',').length))
  );
}

const upgrade: FastifyPluginAsync = async (app) => {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== STREAM_PATH || isStreamHandshake(request.raw)) return;
    reply.header('upgrade', 'websocket').header('connection', 'upgrade').header('sec-websocket-version', '13');
    throw new WarroomError(
      'UPGRADE_REQUIRED',
      '/stream speaks WebSocket, and this is no handshake of one (GET, Upgrade: websocket, Sec-WebSocket-Key and -Version 13)',
      { details: { rows: '/api/v1/board/<topic>' } },
    );
  });
};

/** @name warroom-upgrade */
export const upgradePlugin = fp(upgrade, { name: 'warroom-upgrade', fastify: '5.x' });
