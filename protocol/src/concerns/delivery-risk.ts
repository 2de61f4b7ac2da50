/** Delivery risk: which orders will miss their promise, where they wait, and what is at stake. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import {
  amount,
  place as eventPlace,
  share as eventShare,
  Instant,
  MAX_NAME_LENGTH,
  name,
  none,
  optionalName,
  word,
} from '../eventFields.ts';
import { count, instant, nullable, rate, seconds, text } from '../fields.ts';
import { oneOf } from '../oneOf.ts';
import { deliveryRiskAlerts } from './delivery-risk.alerts.ts';
import { deliveryRiskEn } from './delivery-risk.words.en.ts';
import { deliveryRiskZh } from './delivery-risk.words.zh-CN.ts';

const share = Type.Number({ minimum: 0, maximum: 1 });
const money = Type.Number({ minimum: 0 });
const place = Type.Object({ name: Type.String(), lat: Type.Number(), lng: Type.Number() });

export const STEP_STATES = ['todo', 'running', 'blocked', 'done', 'overtaken'] as const;
export type StepState = (typeof STEP_STATES)[number];
/** available: on hand and not locked; phantom: only with what is locked or in transfer; short: not even then; unknown: never counted. */
export const PART_STATES = ['available', 'phantom', 'short', 'unknown'] as const;
export type PartState = (typeof PART_STATES)[number];
export const HEAT_DIMENSIONS = ['region', 'site', 'customer'] as const;
export type HeatDimension = (typeof HEAT_DIMENSIONS)[number];

export const DeliveryStep = Type.Object({
  step: Type.String(),
  /** 1 for the first time the route passes this step, 2 for the second, … */
  visit: Type.Number(),
  state: oneOf(STEP_STATES),
  site: text,
  startedAt: nullable(instant),
  completedAt: nullable(instant),
  plannedEnd: nullable(instant),
  /** As reported last, 0–1. */
  progress: rate,
  blockedSince: nullable(instant),
  /** Probability that the promise is already missed when this step ends; null for a step that takes no more time. */
  pLate: rate,
  /** What the order's expected lateness would lose if this step took no more time; null likewise. */
  addsSeconds: seconds,
});
export type DeliveryStep = Static<typeof DeliveryStep>;

export const DeliveryPart = Type.Object({
  sku: Type.String(),
  warehouse: Type.String(),
  quantity: Type.Number(),
  /** on_hand − locked by the newest count, null where there is none. */
  available: nullable(Type.Number()),
  state: oneOf(PART_STATES),
});
export type DeliveryPart = Static<typeof DeliveryPart>;

export const SupplierAlternative = Type.Object({
  sku: Type.String(),
  supplier: Type.String(),
  leadTimeDays: Type.Number(),
  unitCost: Type.Number(),
  currency: Type.String(),
  /** p(late) of the order if the bottleneck waited for this supplier from now on. */
  pLate: share,
});
export type SupplierAlternative = Static<typeof SupplierAlternative>;

/** Key: order. One row per open order with a promise. */
export const DeliveryOrderRow = Type.Object({
  orderId: Type.String(),
  customerId: text,
  region: text,
  productLine: text,
  placedAt: nullable(instant),
  promisedAt: instant,
  amount: nullable(Type.Number()),
  expedite: Type.Boolean(),
  pLate: share,
  /** The step that adds most to the expected lateness; null when no step is left. */
  bottleneck: text,
  /** Which visit to that step it is, where the route passes it more than once; null with it. */
  bottleneckVisit: nullable(Type.Number()),
  /** The step in which the order stands, and where. */
  standsAt: text,
  site: text,
  /** Median of the delivery. */
  expectedAt: instant,
  expectedLatenessSeconds: seconds,
  steps: Type.Array(DeliveryStep),
  parts: Type.Array(DeliveryPart),
  /** Other suppliers of the part that the bottleneck waits for: shortest lead time first, then cheapest. */
  alternatives: Type.Array(SupplierAlternative),
});
export type DeliveryOrderRow = Static<typeof DeliveryOrderRow>;

const risk = {
  /** p(late) weighted by amount; plain mean where no order has an amount. */
  pLate: share,
  orders: count,
  /** Σ amount × p(late). */
  amountAtRisk: money,
  amount: money,
  /** Orders from the warning threshold on. */
  late: count,
};

/** Key `step|dimension|value`: the open orders that stand in this step. */
export const DeliveryHeatRow = Type.Object({
  step: Type.String(),
  dimension: oneOf(HEAT_DIMENSIONS),
  value: Type.String(),
  /** Place of the step in the process, from 0, as the routes of the open orders have it. */
  order: count,
  ...risk,
  /** Orders that are blocked in this step. */
  blocked: count,
  /** Orders from the warning threshold on whose bottleneck is the very step they stand in. */
  bottlenecks: count,
});
export type DeliveryHeatRow = Static<typeof DeliveryHeatRow>;

/** Key `arc|from|to` or `destination|to`, places as name@lat,lng. `from` is null for a destination column. */
export const DeliveryMapRow = Type.Object({ kind: oneOf(['arc', 'destination']), from: nullable(place), to: place, ...risk });
export type DeliveryMapRow = Static<typeof DeliveryMapRow>;

const ORDERS = ['order.placed', 'order.step', 'order.delivered', 'order.cancelled'] as const;
const STOCK = ['stock.counted', 'stock.promised'] as const;

const ORDER_RULE = {
  subject: ['order'],
  episodes: 'one-open',
  takesOver: false,
  aboutPeople: false,
  ofTeam: false,
} as const;

export const deliveryRisk = defineConcern({
  id: 'delivery-risk',
  events: {
    'order.placed': Type.Object({
      promised_at: Instant,
      expedite: Type.Optional(Type.Boolean()),
      amount: Type.Optional(amount),
      route: Type.Array(name, { maxItems: 200 }),
      from: Type.Optional(eventPlace),
      to: Type.Optional(eventPlace),
    }),
    'order.step': Type.Object({
      step: name,
      state: oneOf(['planned', 'started', 'progressed', 'blocked', 'completed']),
      planned_end: Type.Optional(Instant),
      progress: Type.Optional(eventShare),
      site: optionalName,
      priority: Type.Optional(Type.Union([word(MAX_NAME_LENGTH), Type.Number()])),
    }),
    'order.delivered': none,
    'order.cancelled': none,
    'stock.counted': Type.Object({ on_hand: Type.Number(), locked: Type.Number(), in_transfer: Type.Number() }),
    'stock.promised': Type.Object({ sku: name, warehouse: name, quantity: amount }),
    'supplier.quoted': Type.Object({
      supplier: name,
      lead_time_days: amount,
      unit_cost: amount,
      currency: word(8, 1),
    }),
  },
  goesOn: {
    'order.step': { begins: 'order.placed' },
    'order.delivered': { begins: 'order.placed' },
    'order.cancelled': { begins: 'order.placed' },
    'stock.promised': { begins: 'order.placed' },
  },
  topics: {
    'delivery-risk.orders': { row: DeliveryOrderRow, audience: 'public', standsOn: [...ORDERS, ...STOCK, 'supplier.quoted'] },
    // p(late) is made of the steps alone; stock and suppliers stand in the orders' rows.
    'delivery-risk.heat': { row: DeliveryHeatRow, audience: 'public', standsOn: ORDERS },
    'delivery-risk.map': { row: DeliveryMapRow, audience: 'public', standsOn: ORDERS },
  },
  rules: {
    'delivery-late': { ...ORDER_RULE, standsOn: ORDERS },
    'expedite-lost': { ...ORDER_RULE, standsOn: ['order.placed', 'order.step'] },
    'phantom-stock': { ...ORDER_RULE, standsOn: STOCK },
    'step-blocked': { ...ORDER_RULE, standsOn: ['order.placed', 'order.step'] },
  },
  alerts: { ...deliveryRiskAlerts, words: { 'zh-CN': deliveryRiskZh, en: deliveryRiskEn } },
  sources: {
    erp: ['order.placed', 'order.delivered', 'order.cancelled'],
    mes: ['order.step'],
    wms: STOCK,
    scm: ['supplier.quoted'],
  },
  scene: {
    panels: { heat: ['delivery-risk.heat'], map: ['delivery-risk.map'] },
    overview: ['delivery-risk.heat'],
  },
});
