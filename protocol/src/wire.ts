/** The messages on `/stream`: JSON text frames (protocol/SPEC.md has the rules by number). */

import type { Static } from 'typebox';
import { Type } from 'typebox';
import { MAX_NAME_LENGTH } from './eventFields.ts';

/** The server answers a hello of any other number with close 4400. */
export const PROTOCOL_VERSION = 1;
export const HEARTBEAT_MS = 10_000;
export const HELLO_TIMEOUT_MS = 5_000;
/** Longest frame a client may send. */
export const MAX_CLIENT_FRAME_BYTES = 64 * 1024;

/** Where a client stands in a topic: epoch and sequence number of the last frame it applied; empty asks for a snapshot. */
export const Cursor = Type.Object({ e: Type.Optional(Type.String({ maxLength: 64 })), s: Type.Optional(Type.Integer({ minimum: 0 })) });
export type Cursor = Static<typeof Cursor>;
const topicName = Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH });
const cursors = Type.Record(topicName, Cursor);

export const Hello = Type.Object({
  t: Type.Literal('hello'),
  v: Type.Integer(),
  token: Type.Optional(Type.String({ maxLength: 4_096, description: 'never in the URL' })),
  topics: Type.Optional(cursors),
});
export const Subscribe = Type.Object({ t: Type.Literal('sub'), topics: cursors });
export const Unsubscribe = Type.Object({ t: Type.Literal('unsub'), topics: Type.Array(topicName, { maxItems: 1_000 }) });
export const Acknowledge = Type.Object({
  t: Type.Literal('ack'),
  /** The `n` of the ping that this answers. */
  n: Type.Integer({ minimum: 0 }),
  /** Sequence number applied, by topic. */
  s: Type.Optional(Type.Record(topicName, Type.Integer({ minimum: 0 }))),
});
export const ClientMessage = Type.Union([Hello, Subscribe, Unsubscribe, Acknowledge]);
export type ClientMessage = Static<typeof ClientMessage>;

const key = Type.String();
const row = Type.Unknown();
const keyedRows = Type.Array(Type.Tuple([key, row]));

export const Welcome = Type.Object({
  t: Type.Literal('welcome'),
  v: Type.Integer(),
  sid: Type.String(),
  hb: Type.Integer(),
  ts: Type.Integer(),
});
export const Snapshot = Type.Object({
  t: Type.Literal('snap'),
  ts: Type.Integer(),
  k: topicName,
  e: Type.String(),
  s: Type.Integer(),
  part: Type.Integer({ minimum: 0 }),
  last: Type.Boolean(),
  rows: keyedRows,
});
export const Delta = Type.Object({
  t: Type.Literal('d'),
  ts: Type.Integer({ description: "the server's clock at flush, ms" }),
  s: Type.Integer(),
  p: Type.Integer(),
  k: topicName,
  e: Type.String(),
  up: keyedRows,
  rm: Type.Array(key),
});
export const Ping = Type.Object({ t: Type.Literal('ping'), n: Type.Integer(), ts: Type.Integer() });
export const Drain = Type.Object({
  t: Type.Literal('drain'),
  after: Type.Integer({ description: 'wait this many ms before you come back' }),
});
export const ErrorMessage = Type.Object({ t: Type.Literal('err'), code: Type.String(), message: Type.String() });
export const ServerMessage = Type.Union([Welcome, Snapshot, Delta, Ping, Drain, ErrorMessage]);
export type ServerMessage = Static<typeof ServerMessage>;
export type Snapshot = Static<typeof Snapshot>;
export type Delta = Static<typeof Delta>;

/** Close codes, and whether a client that meets one may come back. */
export const CLOSE = {
  normal: { code: 1000, reconnect: false, meaning: 'goodbye' },
  drain: { code: 1012, reconnect: true, meaning: 'the server restarts' },
  badMessage: { code: 4400, reconnect: false, meaning: 'not a message of this protocol, or of another version' },
  badAccess: { code: 4401, reconnect: false, meaning: 'no access' },
  helloTimeout: { code: 4402, reconnect: true, meaning: 'no hello in time' },
  tooSlow: { code: 4408, reconnect: true, meaning: 'the client does not keep up' },
  overloaded: { code: 4429, reconnect: true, meaning: 'too many connections; come back later' },
} as const satisfies Record<string, { code: number; reconnect: boolean; meaning: string }>;

/** What a code means that a client does not know: every code added later is taken from the range that says so. */
export const CLOSE_RANGES = [
  { from: 1000, to: 3999, reconnect: true, meaning: 'of the network, of WebSocket itself, or of a proxy' },
  { from: 4000, to: 4499, reconnect: true, meaning: 'of this server: come back' },
  { from: 4500, to: 4999, reconnect: false, meaning: 'of this server: coming back would end the same way' },
] as const satisfies readonly { from: number; to: number; reconnect: boolean; meaning: string }[];

/** Whether a client closed with this code may reconnect: by the code itself where it is known, else by its range. */
export function mayReconnect(code: number): boolean {
  const told = Object.values(CLOSE).find((known) => known.code === code) ?? CLOSE_RANGES.find(({ from, to }) => code >= from && code <= to);
  return told?.reconnect ?? true;
}
