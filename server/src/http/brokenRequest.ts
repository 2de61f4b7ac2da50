/** What is answered to bytes that are no HTTP request: nothing of the router or its hooks is there yet, only the socket. */
import type { Socket } from 'node:net';

const REFUSALS: Record<string, { status: string; message: string }> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', message: 'the headers are longer than 16 KiB' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'the request did not arrive in time' },
};
const BROKEN = { status: '400 Bad Request', message: 'this is no HTTP request' };

export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, headers: Readonly<Record<string, string>>): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const { status, message } = REFUSALS[error.code ?? ''] ?? BROKEN;
    const body = JSON.stringify({ error: 'REQUEST_INVALID', message, retry: false });
    const all = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}
