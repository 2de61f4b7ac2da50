/**
 * Answer of `GET /api/v1/customers/:id`: one customer, as the board has it now and as the store remembers it. Times ISO 8601 UTC, rates
 * 0–1, null when not known. It names no rep.
 */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { AlertRow } from '../alert.ts';
import { DeliveryOrderRow } from '../concerns/delivery-risk.ts';
import { OpenLeadRow } from '../concerns/lead-response.ts';
import { TouchpointInfluenceRow, TouchpointLostDealRow, TouchpointResonanceRow, TouchpointSilentRow } from '../concerns/touchpoints.ts';
import { count, instant, nullable, rate, seconds, text } from '../fields.ts';

const money = nullable(Type.Number());

/** Rows of the board that speak of the customer. */
export const CustomerLive = Type.Object({
  /** Worst first. */
  orders: Type.Array(DeliveryOrderRow),
  /** Strongest first. */
  influence: Type.Array(TouchpointInfluenceRow),
  resonance: nullable(TouchpointResonanceRow),
  silent: Type.Array(TouchpointSilentRow),
  lostDeals: Type.Array(TouchpointLostDealRow),
  /** Oldest first. */
  leads: Type.Array(Type.Omit(OpenLeadRow, ['repId'])),
  /** Open before resolved, then the worst, then the newest. */
  alerts: Type.Array(Type.Object({ id: Type.String(), ...AlertRow.properties })),
});
export type CustomerLive = Static<typeof CustomerLive>;

/** One report of a touchpoint. */
export const CustomerTouchpoint = Type.Object({
  id: Type.String(),
  at: instant,
  source: Type.String(),
  channel: text,
  direction: text,
  topic: text,
  sentiment: nullable(Type.Number({ minimum: -1, maximum: 1 })),
  match: rate,
  /** A system saw it. Otherwise it came to light by another road. */
  captured: Type.Boolean(),
  capturedBy: text,
  foundBy: text,
  /** The report that stands for the same touchpoint; null where this one does. */
  sameAs: text,
  /** On the customer's open opportunities, now; null where there is none, for a competitor's, where another report stands for it, and for what is too old to count. */
  influence: rate,
});
export type CustomerTouchpoint = Static<typeof CustomerTouchpoint>;

export const CustomerSignal = Type.Object({
  id: Type.String(),
  at: instant,
  source: Type.String(),
  type: Type.String(),
  weight: nullable(Type.Number()),
});
export type CustomerSignal = Static<typeof CustomerSignal>;

/** Touchpoints of one day that carry a sentiment. */
export const SentimentDay = Type.Object({
  day: Type.String({ description: 'YYYY-MM-DD in the zone asked for' }),
  mean: Type.Number({ minimum: -1, maximum: 1 }),
  count,
});
export type SentimentDay = Static<typeof SentimentDay>;

export const CustomerOpportunity = Type.Object({
  opportunityId: Type.String(),
  /** As it moved last. */
  stage: Type.String(),
  movedAt: instant,
  /** When it was first heard of. */
  openedAt: instant,
  /** How many times it changed its stage. */
  moves: count,
  amount: money,
  lifecycle: text,
  expectedClose: nullable(instant),
});
export type CustomerOpportunity = Static<typeof CustomerOpportunity>;

export const CustomerLead = Type.Object({
  leadId: Type.String(),
  createdAt: nullable(instant),
  channel: text,
  tier: text,
  value: money,
  /** The first response of a person. */
  respondedAt: nullable(instant),
  latencySeconds: seconds,
  closedAt: nullable(instant),
  closeReason: text,
});
export type CustomerLead = Static<typeof CustomerLead>;

export const CustomerOrder = Type.Object({
  orderId: Type.String(),
  placedAt: nullable(instant),
  promisedAt: nullable(instant),
  amount: money,
  productLine: text,
  expedite: Type.Boolean(),
  deliveredAt: nullable(instant),
  cancelledAt: nullable(instant),
});
export type CustomerOrder = Static<typeof CustomerOrder>;

/** Newest first; `total` counts all there are, `rows` may be fewer. */
const newest = <T extends Parameters<typeof Type.Array>[0]>(row: T) => Type.Object({ total: count, rows: Type.Array(row) });

export const CustomerHistory = Type.Object({
  /** Of touchpoints, signals, sentiment and leads. */
  fromAt: instant,
  /** Of opportunities and orders, which live longer. */
  dealsFromAt: instant,
  zone: Type.String({ description: 'IANA time zone of the days' }),
  touchpoints: newest(CustomerTouchpoint),
  signals: newest(CustomerSignal),
  /** Oldest first, days with a sentiment only. */
  sentiment: Type.Array(SentimentDay),
  opportunities: newest(CustomerOpportunity),
  leads: newest(CustomerLead),
  orders: newest(CustomerOrder),
});
export type CustomerHistory = Static<typeof CustomerHistory>;

/** The settings by which the monitors judge what is shown. */
export const CustomerLimits = Type.Object({
  /** From which p(late) an order is a warning, from which it is critical. */
  warningShare: Type.Number(),
  criticalShare: Type.Number(),
  /** A touchpoint with this sentiment or less is negative. */
  negativeSentiment: Type.Number(),
});
export type CustomerLimits = Static<typeof CustomerLimits>;

/** Answer of `GET /api/v1/customers/:id/live`: costs the store nothing, to be asked for often. */
export const CustomerNow = Type.Object({
  customerId: Type.String(),
  /** The server's clock when the rows were read. */
  at: instant,
  limits: CustomerLimits,
  live: CustomerLive,
});
export type CustomerNow = Static<typeof CustomerNow>;

export const CustomerAnswer = Type.Object({ ...CustomerNow.properties, history: CustomerHistory });
export type CustomerAnswer = Static<typeof CustomerAnswer>;
