/**
 * `node streamClients.ts`, forked: many stream clients in one process, as cheap as can be: bare sockets that read of a frame what they need. Told
 * the phase by its parent, answers with what each phase was like.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { header } from '../../../loadtest/src/frames.ts';

export type ToClients = { begin: { url: string; clients: number; topics: string[] } } | { phase: string } | { report: true };
export interface PhaseReport {
  deltas: number;
  /** From the server's flush to the client, ms. */
  p50: number;
  p99: number;
  longest: number;
  /** From a lead's deadline to the client that sees its alert fire, ms. */
  fired: number;
  firingP50: number;
  firingP99: number;
  firingLongest: number;
}
export type FromClients = { ready: number } | { phases: Record<string, PhaseReport>; closed: number };

const OPENING = 0x1;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** Long enough for the fields that are sliced. */
const HEAD_BYTES = 512;
/** Connections opened at once: the server admits so many a second. */
const BATCH = 50;

class Phase {
  readonly delays: number[] = [];
  readonly firing: number[] = [];
}

const phases = new Map<string, Phase>();
let phase = new Phase();
let closed = 0;
const seen = new Set<string>();
const beganMs = Date.now();

/** A text frame of a client has to be masked; with zeros it stays as it is. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const long = payload.length >= LENGTH_16;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x80 | OPENING;
  head[1] = 0x80 | (long ? LENGTH_16 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** @param isWatching reads the alerts' rows, which costs; one client does */
function client(url: URL, topics: string[], isWatching: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(url.port), url.hostname);
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.setNoDelay(true);
    socket.on('connect', () => {
      const key = createHash('sha1').update(randomBytes(16)).digest('base64').slice(0, 22);
      socket.write(
        `GET /stream HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
    socket.on('error', reject);
    socket.on('close', () => {
      closed++;
      reject(new Error('closed'));
    });
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!rest.subarray(0, end).includes(' 101 ')) {
          reject(new Error(rest.subarray(0, end).toString()));
          socket.destroy();
          return;
        }
        isOpen = true;
        rest = rest.subarray(end + 4);
        socket.write(textFrame(JSON.stringify({ t: 'hello', v: 1, topics: Object.fromEntries(topics.map((topic) => [topic, {}])) })));
        resolve();
      }
      rest = take(rest, (payload) => read(payload, socket, isWatching));
    });
  });
}

/** Hands over whole frames. @returns what is left */
function take(bytes: Buffer, each: (payload: Buffer) => void): Buffer {
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] as number) & 0x7f;
    const headBytes = short === LENGTH_16 ? 4 : short === LENGTH_64 ? 10 : 2;
    if (bytes.length - at < headBytes) break;
    const length = short === LENGTH_16 ? bytes.readUInt16BE(at + 2) : short === LENGTH_64 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    if (bytes.length - at < headBytes + length) break;
    if (((bytes[at] as number) & 0x0f) === OPENING) each(bytes.subarray(at + headBytes, at + headBytes + length));
    at += headBytes + length;
  }
  return at === 0 ? bytes : bytes.subarray(at);
}

function read(payload: Buffer, socket: Socket, isWatching: boolean): void {
  const head = payload.toString('latin1', 0, Math.min(payload.length, HEAD_BYTES));
  const { type, tsMs } = header(head);
  if (type === 'ping') {
    const n = Number(/"n":(\d+)/.exec(head)?.[1] ?? 0);
    socket.write(textFrame(JSON.stringify({ t: 'ack', n })));
  } else if (type === 'd') {
    phase.delays.push(Date.now() - tsMs);
    if (isWatching && head.includes('"k":"alerts"')) watch(payload);
  }
}

interface Fired {
  rule: string;
  state: string;
  facts: { deadlineAt?: string };
}

function watch(payload: Buffer): void {
  const nowMs = Date.now();
  const { up } = JSON.parse(payload.toString()) as { up: [string, Fired][] };
  for (const [id, { rule, state, facts }] of up) {
    if (rule !== 'lead-violation' || state !== 'firing' || seen.has(id)) continue;
    seen.add(id);
    const deadlineMs = Date.parse(facts.deadlineAt ?? '');
    if (deadlineMs > beganMs) phase.firing.push(nowMs - deadlineMs);
  }
}

function report({ delays, firing }: Phase): PhaseReport {
  const of = (values: number[], p: number) => {
    values.sort((a, b) => a - b);
    return values[Math.min(values.length - 1, Math.floor(p * values.length))] ?? Number.NaN;
  };
  return {
    ...{ deltas: delays.length, p50: of(delays, 0.5), p99: of(delays, 0.99), longest: of(delays, 1) },
    ...{ fired: firing.length, firingP50: of(firing, 0.5), firingP99: of(firing, 0.99), firingLongest: of(firing, 1) },
  };
}

async function begin({ url, clients, topics }: { url: string; clients: number; topics: string[] }): Promise<void> {
  for (let opened = 0; opened < clients; opened += BATCH) {
    await Promise.all(Array.from({ length: Math.min(BATCH, clients - opened) }, (_, i) => client(new URL(url), topics, opened + i === 0)));
    await wait(200);
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToClients) => {
  const answer = (given: FromClients) => process.send?.(given);
  if ('begin' in message) void begin(message.begin).then(() => answer({ ready: message.begin.clients }));
  else if ('phase' in message) {
    phase = phases.get(message.phase) ?? new Phase();
    phases.set(message.phase, phase);
  } else answer({ phases: Object.fromEntries([...phases].map(([name, one]) => [name, report(one)])), closed });
});
