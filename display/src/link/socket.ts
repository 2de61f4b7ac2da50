/** The real socket: `/stream` of the server that this page came from. */
import type { LinkSocket } from './link.ts';

export function openStream(): LinkSocket {
  const url = new URL('/stream', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url) as unknown as LinkSocket;
}
