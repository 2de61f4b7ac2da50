/** `/stream`: the board over WebSockets (protocol/SPEC.md). Drains the hub before the server closes. */
import websocket from '@fastify/websocket';
import { MAX_CLIENT_FRAME_BYTES } from '@warroom/protocol/wire';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';
import type { StreamHub } from './hub.ts';
import { isOriginAllowed } from './origin.ts';
import { wsSocket } from './wsSocket.ts';

export interface StreamPluginOptions {
  hub: StreamHub;
  /** Origins besides the own one whose pages may connect. */
  allowedOrigins: readonly string[];
}

const stream: FastifyPluginAsync<StreamPluginOptions> = async (app, { hub, allowedOrigins }) => {
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

  app.get(
    '/stream',
    {
      websocket: true,
      preValidation: async (request) => {
        const { origin, host } = request.headers;
        if (!isOriginAllowed(origin, host, allowedOrigins))
          throw new WarroomError('ACCESS_DENIED', 'pages of this origin may not open the stream');
      },
    },
    (ws, request) => {
      const session = hub.connect(wsSocket(ws, request.raw.socket));
      if (!session) return;
      const onDrain = () => session.drained();
      request.raw.socket.on('drain', onDrain);
      ws.on('message', (data, isBinary) => session.receive(data as Buffer, isBinary));
      ws.on('close', (code) => {
        request.raw.socket.off('drain', onDrain);
        hub.disconnected(session, code);
      });
    },
  );

  app.addHook('onReady', async () => hub.start());
  app.addHook('onClose', async () => hub.stop());
};

export const streamPlugin = fp(stream, { name: 'warroom-stream', fastify: '5.x' });
