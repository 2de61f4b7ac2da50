/**
 * A server of `/stream` that does nothing but send: one prebuilt frame to everybody, ten times a second. What k6 measures against it is the
 * ceiling of this machine and of k6 itself; a figure of the product means something only beside it.
 */
import type { AddressInfo } from 'node:net';
import { HEARTBEAT_MS, PROTOCOL_VERSION } from '@warroom/protocol/wire';
import { type WebSocket, WebSocketServer } from 'ws';

const TICK_MS = 100;
const PING_MS = 1_000;
const FRAME_ROWS = 4;

export interface StreamDouble {
  url: string;
  stop(): Promise<void>;
}

/** About 1 KiB, as the product's frames of a busy tick are. */
function deltaFrame(topic: string, seq: number, nowMs: number): string {
  const row = { leadId: 'L', state: 'waiting', region: '华东', team: 'east-1', channel: 'web', note: '…'.repeat(60) };
  const up = Array.from({ length: FRAME_ROWS }, (_, i) => [`L-${seq}-${i}`, row]);
  return JSON.stringify({ t: 'd', ts: nowMs, s: seq, p: seq - 1, k: topic, e: 'double', up, rm: [] });
}

/** Listens on a free loopback port. `faults.skipEvery` leaves out every n-th delta, to show that the scenario notices. */
export async function startStreamDouble(now: () => number, faults: { skipEvery?: number } = {}): Promise<StreamDouble> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/stream', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const topicsOf = new Map<WebSocket, string[]>();
  let seq = 0;
  let pingNumber = 0;

  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { t: string; v?: number; topics?: Record<string, unknown> };
      if (message.t !== 'hello' || message.v !== PROTOCOL_VERSION) return;
      socket.send(JSON.stringify({ t: 'welcome', v: PROTOCOL_VERSION, sid: 'double', hb: HEARTBEAT_MS, ts: now() }));
      const topics = Object.keys(message.topics ?? {});
      for (const k of topics) {
        socket.send(JSON.stringify({ t: 'snap', ts: now(), k, e: 'double', s: seq, part: 0, last: true, rows: [] }));
      }
      topicsOf.set(socket, topics);
    });
    socket.on('close', () => topicsOf.delete(socket));
  });

  const ticking = setInterval(() => {
    seq += 1;
    if (faults.skipEvery && seq % faults.skipEvery === 0) return;
    const frames = new Map<string, string>();
    for (const [socket, topics] of topicsOf) {
      const topic = topics[0];
      if (topic === undefined) continue;
      const frame = frames.get(topic) ?? deltaFrame(topic, seq, now());
      frames.set(topic, frame);
      socket.send(frame);
    }
  }, TICK_MS);
  const pinging = setInterval(() => {
    pingNumber += 1;
    const frame = JSON.stringify({ t: 'ping', n: pingNumber, ts: now() });
    for (const socket of topicsOf.keys()) socket.send(frame);
  }, PING_MS);

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/stream`,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(ticking);
        clearInterval(pinging);
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
}
