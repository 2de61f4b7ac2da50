/** What the server says of itself (topic `system`). */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { count, instant, nullable, seconds } from './fields.ts';
import { oneOf } from './oneOf.ts';

/** What the figures on a board stand on: a company's own events, or a simulator's. */
export const MODES = ['live', 'demo'] as const;
export type Mode = (typeof MODES)[number];

/** Key: server id. What the server says of itself. */
export const SystemRow = Type.Object({
  storeState: oneOf(['up', 'down', 'catching-up']),
  tailLagSeconds: seconds,
  appliedEvents: count,
  lateEvents: count,
  rejectedEvents: count,
  connections: count,
  startedAt: instant,
  /** Set when the figures on the board stand on a simulator's rows. */
  mode: oneOf(MODES),
  newestEventAt: nullable(instant),
  storeDownSince: nullable(instant),
  /** Since when the store has refused to take rows (a full disk, read-only); null while it takes them. */
  writesRefusedSince: nullable(instant),
  /** The server's clock minus the store's; null while not known. */
  clockSkewSeconds: nullable(Type.Number()),
  /** Since when the board has followed the store without a gap; null until history has been read, when a figure means nothing. */
  boardSince: nullable(instant),
  catchUp: nullable(Type.Object({ fromAt: instant, reachedAt: instant, untilAt: instant })),
  version: Type.String(),
});
export type SystemRow = Static<typeof SystemRow>;
