/**
 * What stands on what: which kinds of events a topic and an alert rule are made of, and which kinds a source usually brings. A contract
 * (feed) that is broken takes with it every topic and alert that shares a kind with it.
 */
import type { EventKind } from './events.ts';

const LEAD: readonly EventKind[] = ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'];
const ORDERS: readonly EventKind[] = ['order.placed', 'order.step', 'order.delivered', 'order.cancelled'];
const STOCK: readonly EventKind[] = ['stock.counted', 'stock.promised'];
const DELIVERY: readonly EventKind[] = [...ORDERS, ...STOCK, 'supplier.quoted'];
const TOUCHPOINTS: readonly EventKind[] = ['touchpoint.seen', 'opportunity.moved', 'signal.seen'];
const TALK_TRACKS: readonly EventKind[] = ['strategy.published', 'talktrack.used'];
const CAPABILITY: readonly EventKind[] = [...TALK_TRACKS, 'strategy.understood', 'objection.raised', 'objection.resolved'];

/** By topic, or by concern (what stands before the dot) for all topics of it that are not named. `contracts`, `alerts` and `system` stand on none. */
export const TOPIC_KINDS: Readonly<Record<string, readonly EventKind[]>> = {
  'lead-response': LEAD,
  'delivery-risk': DELIVERY,
  // p(late) is made of the steps alone; stock and suppliers stand in the orders' rows.
  'delivery-risk.heat': ORDERS,
  'delivery-risk.map': ORDERS,
  touchpoints: TOUCHPOINTS,
  capability: CAPABILITY,
  'capability.strategies': [...TALK_TRACKS, 'strategy.understood'],
};

/** By alert rule, or by its first word. */
export const RULE_KINDS: Readonly<Record<string, readonly EventKind[]>> = {
  lead: LEAD,
  delivery: ORDERS,
  expedite: ['order.placed', 'order.step'],
  phantom: STOCK,
  step: ['order.placed', 'order.step'],
  dark: TOUCHPOINTS,
  silent: TOUCHPOINTS,
  resonance: TOUCHPOINTS,
  breaker: CAPABILITY,
  'breaker-usage-lag': TALK_TRACKS,
  'breaker-usage-drop': TALK_TRACKS,
  'breaker-decay-high': TALK_TRACKS,
  'breaker-transmission-low': TALK_TRACKS,
  'breaker-objection-slow': ['objection.raised', 'objection.resolved'],
};

/** What the usual systems of SPEC §1 bring, for contracts that do not say their kinds. */
export const SOURCE_KINDS: Readonly<Record<string, readonly EventKind[]>> = {
  crm: [...LEAD, 'opportunity.moved', 'objection.raised', 'objection.resolved'],
  erp: ['order.placed', 'order.delivered', 'order.cancelled'],
  mes: ['order.step'],
  wms: ['stock.counted', 'stock.promised'],
  scm: ['supplier.quoted'],
  im: ['touchpoint.seen'],
  mail: ['touchpoint.seen'],
  call: ['touchpoint.seen', 'talktrack.used'],
  form: ['lead.created'],
  listening: ['touchpoint.seen', 'signal.seen'],
};

export function kindsOfTopic(topic: string): readonly EventKind[] {
  return TOPIC_KINDS[topic] ?? TOPIC_KINDS[topic.split('.', 1)[0] as string] ?? [];
}

export function kindsOfRule(rule: string): readonly EventKind[] {
  return RULE_KINDS[rule] ?? RULE_KINDS[rule.split('-', 1)[0] as string] ?? [];
}
