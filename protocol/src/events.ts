/**
 * The only input: facts. One schema per kind; a kind is known when a concern brings it. The schemas are open: an unknown extra field in
 * `data` is kept, never refused.
 */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import type { EventFault } from './api/events.ts';
import { merged } from './concerns.ts';
import { Instant, MAX_NAME_LENGTH, name, optionalName } from './eventFields.ts';

/** Schema of `data`, by kind. */
export const EVENT_DATA = merged('events');

export type EventKind = keyof typeof EVENT_DATA & string;
export const EVENT_KINDS = Object.keys(EVENT_DATA) as EventKind[];

/** The dimensions that any fact may carry. */
export const DIMENSIONS = ['region', 'team', 'channel', 'product_line', 'customer_id', 'rep_id'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The envelope, with `data` left open: {@link EVENT_DATA} has its schema by `kind`. */
export const EventEnvelope = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'UUID; the idempotency key' }),
    kind: Type.String({ maxLength: MAX_NAME_LENGTH }),
    at: Instant,
    source: name,
    key: name,
    region: optionalName,
    team: optionalName,
    channel: optionalName,
    product_line: optionalName,
    customer_id: optionalName,
    rep_id: optionalName,
    data: Type.Object({}),
  },
  { $id: 'Event' },
);
export type EventEnvelope = Static<typeof EventEnvelope>;

type Dimensions = {
  region: string | null;
  team: string | null;
  channel: string | null;
  productLine: string | null;
  customerId: string | null;
  repId: string | null;
};

/**
 * A fact as every room of the server handles it: parsed, times in epoch milliseconds, absent dimensions null
 * (an empty string in the table means absent as well).
 */
export type Fact<K extends EventKind = EventKind> = {
  [P in K]: {
    id: string;
    kind: P;
    /** When it happened, by the source's clock. */
    atMs: number;
    /** When it reached the store; orders arrival only. */
    ingestedAtMs: number;
    source: string;
    key: string;
    data: Static<(typeof EVENT_DATA)[P]>;
  } & Dimensions;
}[K];

/** What is wrong with one row: where (path within the event, `''` for the row itself) and why. */
export type Fault = EventFault;
