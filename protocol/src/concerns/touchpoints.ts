/** Touchpoint blind spots: what the systems saw of the customers, what came to light later, and what nobody saw. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import { amount, Instant, name, optionalName, share, word } from '../eventFields.ts';
import { count, instant, nullable, rate, text } from '../fields.ts';
import { oneOf } from '../oneOf.ts';
import { touchpointsAlerts } from './touchpoints.alerts.ts';
import { touchpointsEn } from './touchpoints.words.en.ts';
import { touchpointsZh } from './touchpoints.words.zh-CN.ts';

const figure = nullable(Type.Number({ minimum: 0 }));

/** Key `channel|region`, region empty for all regions. Touchpoints of the last 30 days. */
export const TouchpointChannelRow = Type.Object({
  channel: Type.String(),
  /** Null in the row over all regions. */
  region: text,
  /** Seen by at least one system: the waterline of the iceberg. */
  captured: count,
  /** Seen by no system, brought to light by an audit, a survey, listening or a partner. */
  foundLater: count,
  /** captured + foundLater. */
  known: count,
  /** captured ÷ known. */
  captureRate: rate,
  /** Chapman's estimate of all touchpoints there were, those that nobody saw included: never under `known`. Null where the overlap of the two roads cannot be told. */
  estimated: figure,
  /** 95 % interval of `estimated`. */
  estimatedLow: figure,
  estimatedHigh: figure,
  /** captureRate under the threshold with enough known. */
  dark: Type.Boolean(),
  /** What the estimate stands on: n₂, touchpoints reported by roads that also report what the systems had seen … */
  secondRoad: count,
  /** … and m, those of them that the systems had seen too. n₁ is `captured`. */
  both: count,
});
export type TouchpointChannelRow = Static<typeof TouchpointChannelRow>;

/** Key `customer|channel`. Customers with an open opportunity only; re-evaluated on a coarse grid since every touchpoint fades all the time. */
export const TouchpointInfluenceRow = Type.Object({
  customerId: Type.String(),
  /** Empty when the fact names none. */
  channel: Type.String(),
  /** Sum of timeliness × authority × match × interference over the customer's touchpoints on this channel. */
  influence: Type.Number({ minimum: 0 }),
  touchpoints: count,
  lastAt: instant,
  /** Competitor touchpoints and visits that weaken it. */
  competitorTouchpoints: count,
});
export type TouchpointInfluenceRow = Static<typeof TouchpointInfluenceRow>;

export const RESONANCE_STATES = ['open', 'answered', 'missed'] as const;
export type ResonanceState = (typeof RESONANCE_STATES)[number];

/** Key: customer. The customer's newest resonance, until some days after it was due. */
export const TouchpointResonanceRow = Type.Object({
  customerId: Type.String(),
  negativeChannel: Type.String(),
  inquiryChannel: Type.String(),
  openedAt: instant,
  dueAt: instant,
  state: oneOf(RESONANCE_STATES),
  answeredAt: nullable(instant),
  region: text,
});
export type TouchpointResonanceRow = Static<typeof TouchpointResonanceRow>;

/** Key: opportunity. Only those that are silent now. */
export const TouchpointSilentRow = Type.Object({
  opportunityId: Type.String(),
  customerId: Type.String(),
  region: text,
  stage: Type.String(),
  amount: nullable(Type.Number()),
  /** In the last stage before won or lost, where the shorter limit counts. */
  lastStage: Type.Boolean(),
  lastCapturedAt: nullable(instant),
  /** When the limit ran out. */
  silentSince: instant,
});
export type TouchpointSilentRow = Static<typeof TouchpointSilentRow>;

/** Key: opportunity. What was known, and what was not, of the last 30 days of a deal that was lost. */
export const TouchpointLostDealRow = Type.Object({
  opportunityId: Type.String(),
  customerId: Type.String(),
  region: text,
  amount: nullable(Type.Number()),
  lostAt: instant,
  captured: count,
  foundLater: count,
  known: count,
  captureRate: rate,
  estimated: figure,
  estimatedLow: figure,
  estimatedHigh: figure,
  channels: Type.Array(Type.Object({ channel: Type.String(), captured: count, foundLater: count })),
});
export type TouchpointLostDealRow = Static<typeof TouchpointLostDealRow>;

const KINDS = ['touchpoint.seen', 'opportunity.moved', 'signal.seen'] as const;
const RULE = { standsOn: KINDS, episodes: 'one-open', takesOver: false, aboutPeople: false, ofTeam: false } as const;

export const touchpoints = defineConcern({
  id: 'touchpoints',
  events: {
    'touchpoint.seen': Type.Object({
      direction: Type.Optional(word(32)),
      topic: optionalName,
      sentiment: Type.Optional(Type.Number({ minimum: -1, maximum: 1 })),
      match: Type.Optional(share),
      captured_by: optionalName,
      found_later: Type.Optional(Type.Boolean()),
      found_by: optionalName,
    }),
    'opportunity.moved': Type.Object({
      stage: name,
      amount: Type.Optional(amount),
      lifecycle: optionalName,
      expected_close: Type.Optional(Instant),
    }),
    'signal.seen': Type.Object({ type: name, weight: Type.Optional(Type.Number()) }),
  },
  goesOn: {},
  topics: {
    'touchpoints.channels': { row: TouchpointChannelRow, audience: 'public', standsOn: KINDS },
    'touchpoints.influence': { row: TouchpointInfluenceRow, audience: 'public', standsOn: KINDS },
    'touchpoints.resonance': { row: TouchpointResonanceRow, audience: 'public', standsOn: KINDS },
    'touchpoints.silent': { row: TouchpointSilentRow, audience: 'public', standsOn: KINDS },
    'touchpoints.lost-deals': { row: TouchpointLostDealRow, audience: 'public', standsOn: KINDS },
  },
  rules: {
    'dark-channel': { ...RULE, subject: ['channel'] },
    'silent-opportunity': { ...RULE, subject: ['opportunity'] },
    resonance: { ...RULE, subject: ['customer'] },
  },
  alerts: { ...touchpointsAlerts, words: { 'zh-CN': touchpointsZh, en: touchpointsEn } },
  sources: {
    crm: ['opportunity.moved'],
    im: ['touchpoint.seen'],
    mail: ['touchpoint.seen'],
    call: ['touchpoint.seen'],
    listening: ['touchpoint.seen', 'signal.seen'],
  },
  scene: {
    panels: {
      iceberg: ['touchpoints.channels'],
      influence: ['touchpoints.influence'],
      resonances: ['touchpoints.resonance', 'touchpoints.silent'],
    },
    overview: ['touchpoints.channels', 'touchpoints.resonance', 'touchpoints.silent'],
  },
});
