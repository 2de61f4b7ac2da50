import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { StreamSocket } from './session.ts';

/**
 * A ws connection that whole frames are written to past its sender: the same prebuilt bytes go to every client. Safe because the
 * server never compresses or fragments, so that the sender itself writes its frames (pong, close) whole and at once.
 */
export function wsSocket(ws: WebSocket, tcp: Socket): StreamSocket {
  return {
    write(frames) {
      if (ws.readyState !== ws.OPEN || !tcp.writable) return;
      if (frames.length > 1) tcp.cork();
      for (const frame of frames) tcp.write(frame);
      if (frames.length > 1) tcp.uncork();
    },
    queuedBytes: () => tcp.writableLength,
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  };
}
