/** The real ways to the server that this page came from: a WebSocket, and what stands in for it. */
import { browserClock } from './clock.ts';
import type { Fallback, LinkSocket } from './link.ts';
import { PollSocket } from './pollSocket.ts';
import { StreamSocket } from './streamSocket.ts';

export function openStream(): LinkSocket {
  const url = new URL('/stream', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url) as unknown as LinkSocket;
}

const http = () => ({ base: location.origin, fetch: window.fetch.bind(window) });

export const FALLBACKS: readonly Fallback[] = [
  { transport: 'http-stream', open: () => new StreamSocket(http()) },
  { transport: 'http-poll', open: () => new PollSocket({ ...http(), clock: browserClock }) },
];
