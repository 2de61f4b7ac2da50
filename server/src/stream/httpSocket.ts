/** A client that a proxy lets no WebSocket through to: the same frames as server-sent events of one long answer (WIRE-21). */
import type { ServerResponse } from 'node:http';
import { textsOf } from './frames.ts';
import type { StreamSocket } from './session.ts';

/** Some proxies hold back an answer until a first buffer is full: a comment fills it. */
const FIRST_BYTES = `:${' '.repeat(2_048)}\n\n`;
const DATA = Buffer.from('data: ');
const END = Buffer.from('\n\n');

/** Writes the head of the answer; nobody else may write to it from here on. */
export function httpSocket(response: ServerResponse): StreamSocket {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  response.write(FIRST_BYTES);
  return {
    write(frames) {
      if (!response.writable) return;
      response.cork();
      for (const frame of frames) {
        for (const text of textsOf(frame)) {
          response.write(DATA);
          response.write(text);
          response.write(END);
        }
      }
      response.uncork();
    },
    queuedBytes: () => response.writableLength,
    close(code, reason) {
      if (response.writable) response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
    },
    terminate: () => response.destroy(),
  };
}
