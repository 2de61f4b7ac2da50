/** `/stream`: the board over WebSockets, and over HTTP where those do not pass (protocol/SPEC.md). Drains the hub before the server closes. */
import websocket from '@fastify/websocket';
import { MAX_CLIENT_FRAME_BYTES } from '@warroom/protocol/wire';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { httpSocket } from './httpSocket.ts';
import type { StreamHub } from './hub.ts';
import { isOriginAllowed } from './origin.ts';
import { brief, Refusals } from './refusals.ts';
import type { Session } from './session.ts';
import { wsSocket } from './wsSocket.ts';

export interface StreamPluginOptions {
  hub: StreamHub;
  /** Origins besides the own one whose pages may connect. */
  allowedOrigins: readonly string[];
  clock: Pick<Clock, 'elapsed'>;
}

const stream: FastifyPluginAsync<StreamPluginOptions> = async (app, { hub, allowedOrigins, clock }) => {
  const refusals = new Refusals(clock);
  const preValidation = async (request: FastifyRequest) => {
    const { origin, host } = request.headers;
    if (isOriginAllowed(origin, host, allowedOrigins)) return;
    hub.refused();
    const page = brief(origin ?? 'no origin');
    const name = brief(host ?? 'no host');
    if (refusals.isNews(page, name)) {
      request.log.warn(
        { origin: page, host: name },
        `a page of ${page} was refused the stream: this server was asked as ${name}. If that page is one of its own behind a proxy, add ` +
          `${page} to server.allowedOrigins or let the proxy pass on the Host header.`,
      );
    }
    throw new WarroomError('ORIGIN_DENIED', 'pages of this origin may not open the stream');
  };
  await app.register(websocket, {
    options: { maxPayload: MAX_CLIENT_FRAME_BYTES, perMessageDeflate: false, clientTracking: false },
    // ws answers a broken frame with its own close code (1002, 1007, 1009); nothing is left to do but to note it.
    errorHandler: (error, _socket, request) => request.log.debug({ err: error }, 'websocket error'),
    // The default closes every client at once and without a code.
    preClose: (done) => {
      hub.drain().then(
        () => done(),
        (error: Error) => done(error),
      );
    },
  });

  app.get('/stream', { websocket: true, preValidation }, (ws, request) => {
    const session = hub.connect(wsSocket(ws, request.raw.socket));
    if (!session) return;
    const onDrain = () => session.drained();
    request.raw.socket.on('drain', onDrain);
    ws.on('message', (data, isBinary) => session.receive(data as Buffer, isBinary));
    ws.on('close', (code) => {
      request.raw.socket.off('drain', onDrain);
      hub.disconnected(session, code);
    });
  });

  await app.register(async (scope) => {
    const byId = new Map<string, Session>();
    // Whatever it is called, it is one message; what it says is the session's to read.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_CLIENT_FRAME_BYTES }, (_request, body, done) => done(null, body));
    const schema = { hide: true };

    scope.post<{ Body: string | undefined }>('/stream/http', { schema, preValidation }, (request, reply) => {
      reply.hijack();
      const { raw } = reply;
      const session = hub.connect(httpSocket(raw));
      if (!session) return;
      byId.set(session.sid, session);
      raw.on('drain', () => session.drained());
      raw.on('close', () => {
        byId.delete(session.sid);
        hub.disconnected(session, raw.writableFinished ? 1000 : 1006);
      });
      session.receive(request.body ?? '', false);
    });

    scope.post<{ Params: { sid: string }; Body: string | undefined }>(
      '/stream/http/:sid',
      { schema, preValidation },
      async (request, reply) => {
        const session = byId.get(request.params.sid);
        if (!session) throw new WarroomError('NOT_FOUND', 'no such session of the stream');
        session.receive(request.body ?? '', false);
        return reply.code(204).send();
      },
    );
  });

  app.addHook('onReady', async () => hub.start());
  app.addHook('onClose', async () => hub.stop());
};

export const streamPlugin = fp(stream, { name: 'warroom-stream', fastify: '5.x' });
