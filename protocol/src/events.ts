/**
 * The only input: facts. One schema per kind (SPEC §1); a kind is known when it stands in {@link EVENT_DATA}.
 * The schemas are closed under "may carry more": an unknown extra field in `data` is kept, never refused.
 */

import type { Static, TSchema } from 'typebox';
import { Type } from 'typebox';
import { oneOf } from './oneOf.ts';

/** Longest identifier (key, dimension, source) a fact may carry, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 256;
/** Longest free text (a rep's daily report) a fact may carry. */
export const MAX_TEXT_LENGTH = 20_000;

const name = Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH });
const optionalName = Type.Optional(Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Null()]));
const share = Type.Number({ minimum: 0, maximum: 1 });
const amount = Type.Number({ minimum: 0 });
/** ISO 8601 with zone, or epoch milliseconds; range-checked by the server's parser. */
export const Instant = Type.Union([Type.String({ maxLength: 40 }), Type.Integer()], {
  description: 'ISO 8601 with zone, or epoch milliseconds',
});
const place = Type.Object({ name, lat: Type.Number({ minimum: -90, maximum: 90 }), lng: Type.Number({ minimum: -180, maximum: 180 }) });
const none = Type.Object({});

/** Schema of `data`, by kind. */
export const EVENT_DATA = {
  'lead.created': Type.Object({
    tier: Type.Optional(Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Null()])),
    value: Type.Optional(Type.Union([amount, Type.Null()])),
    origin: Type.Optional(Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Null()])),
  }),
  'lead.assigned': none,
  'lead.responded': Type.Object({
    automated: Type.Optional(Type.Boolean({ description: 'an auto-reply is no response; absent means false' })),
  }),
  'lead.closed': Type.Object({ reason: Type.Optional(Type.String({ maxLength: MAX_NAME_LENGTH })) }),
  'order.placed': Type.Object({
    promised_at: Instant,
    expedite: Type.Optional(Type.Boolean()),
    amount: Type.Optional(amount),
    route: Type.Array(name, { maxItems: 200 }),
    from: Type.Optional(place),
    to: Type.Optional(place),
  }),
  'order.step': Type.Object({
    step: name,
    state: oneOf(['planned', 'started', 'progressed', 'blocked', 'completed']),
    planned_end: Type.Optional(Instant),
    progress: Type.Optional(share),
    site: optionalName,
    priority: Type.Optional(Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Number(), Type.Null()])),
  }),
  'order.delivered': none,
  'order.cancelled': none,
  'stock.counted': Type.Object({ on_hand: Type.Number(), locked: Type.Number(), in_transfer: Type.Number() }),
  'stock.promised': Type.Object({ sku: name, warehouse: name, quantity: amount }),
  'supplier.quoted': Type.Object({
    supplier: name,
    lead_time_days: amount,
    unit_cost: amount,
    currency: Type.String({ minLength: 1, maxLength: 8 }),
  }),
  'touchpoint.seen': Type.Object({
    direction: Type.Optional(Type.String({ maxLength: 32 })),
    topic: Type.Optional(Type.String({ maxLength: MAX_NAME_LENGTH })),
    sentiment: Type.Optional(Type.Union([Type.Number({ minimum: -1, maximum: 1 }), Type.Null()])),
    match: Type.Optional(Type.Union([share, Type.Null()])),
    captured_by: optionalName,
    found_later: Type.Optional(Type.Boolean()),
    found_by: optionalName,
  }),
  'opportunity.moved': Type.Object({
    stage: name,
    amount: Type.Optional(amount),
    lifecycle: Type.Optional(Type.String({ maxLength: MAX_NAME_LENGTH })),
    expected_close: Type.Optional(Type.Union([Instant, Type.Null()])),
  }),
  'signal.seen': Type.Object({ type: name, weight: Type.Optional(Type.Number()) }),
  'report.filed': Type.Object({ text: Type.String({ maxLength: MAX_TEXT_LENGTH }) }),
  'strategy.published': Type.Object({
    audience: Type.Array(name, { maxItems: 1_000 }),
    title: Type.Optional(Type.String({ maxLength: 1_000 })),
    talk_tracks: Type.Optional(Type.Array(name, { maxItems: 1_000 })),
  }),
  'strategy.understood': Type.Object({ score: share }),
  'talktrack.used': Type.Object({ strategy: name, accepted: Type.Optional(Type.Boolean()) }),
  'objection.raised': Type.Object({ type: name }),
  'objection.resolved': Type.Object({ type: Type.Optional(name) }),
  'suggestion.made': Type.Object({
    moment: oneOf(['need', 'poc', 'final_quote']),
    plans: Type.Array(Type.Object({ probability: share, payoff: Type.Number() }), { maxItems: 100 }),
  }),
  'suggestion.decided': Type.Object({
    decision: oneOf(['adopted', 'amended', 'rejected']),
    reason: Type.Optional(Type.String({ maxLength: 2_000 })),
  }),
  'feed.synced': Type.Object({ rows: Type.Optional(Type.Integer({ minimum: 0 })), newest_at: Type.Optional(Instant) }),
} as const satisfies Record<string, TSchema>;

export type EventKind = keyof typeof EVENT_DATA;
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

/** What is wrong with one row: where (JSON path within the event, `''` for the row itself) and why. */
export interface Fault {
  /** 1-based line or array position. */
  line: number;
  field: string;
  reason: string;
}
