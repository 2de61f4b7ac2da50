/**
 * Capability flow: whether strategies reach the people who sell, and where the flow breaks. A row of a public topic never speaks of fewer
 * people than a team of five.
 */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import { MAX_TEXT_LENGTH, name, share } from '../eventFields.ts';
import { count, instant, nullable, rate, text } from '../fields.ts';
import { oneOf } from '../oneOf.ts';
import { capabilityAlerts } from './capability.alerts.ts';
import { capabilityEn } from './capability.words.en.ts';
import { capabilityZh } from './capability.words.zh-CN.ts';

/** A unit that a wall may speak of: a team, the small teams of a region together, or the small rests of all regions together. */
export const WALL_UNITS = ['team', 'region', 'all'] as const;
export type WallUnit = (typeof WALL_UNITS)[number];

/**
 * How many of the audience had come so far within `hours[i]` hours of publication; cumulative people, at most 22 points, only those that
 * lie in the past. The series of one strategy and unit ends after a week.
 */
export const StrategySeries = Type.Object({
  hours: Type.Array(Type.Number()),
  understood: Type.Array(count),
  used: Type.Array(count),
  accepted: Type.Array(count),
});
export type StrategySeries = Static<typeof StrategySeries>;

/**
 * Key: `strategy|team`; for teams of fewer than five, pooled: `strategy|region:<region>`, and where the small teams of a region are
 * fewer than five people together, `strategy|all:`. All figures but `efficiency` are people.
 */
export const StrategyRow = Type.Object({
  audience: count,
  understood: count,
  used: count,
  accepted: count,
  usedWithin48h: count,
  /** The headline: usedWithin48h ÷ audience. Provisional before `headlineAt`. */
  efficiency: rate,
  strategy: Type.String(),
  title: text,
  unit: oneOf(WALL_UNITS),
  /** Name of the team or region; empty for `all`. */
  unitId: Type.String(),
  /** How many small teams are pooled into this row; 0 for a team's own row. */
  pooledTeams: count,
  publishedAt: instant,
  headlineAt: instant,
  series: StrategySeries,
});
export type StrategyRow = Static<typeof StrategyRow>;

export const BREAKER_RULES = ['usage-lag', 'usage-drop', 'transmission-low', 'decay-high', 'objection-slow'] as const;
export type BreakerRule = (typeof BREAKER_RULES)[number];
/** The rule of the alert that a breaker raises when it opens. */
export const alertRuleOf = <R extends BreakerRule>(rule: R) => `breaker-${rule}` as const;
export const BREAKER_SCOPES = ['rep', 'team', 'region'] as const;
export type BreakerScope = (typeof BREAKER_SCOPES)[number];
export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Key: `rule|scope|id`. Private: rows of scope `rep` name a person. */
export const BreakerRow = Type.Object({
  state: oneOf(BREAKER_STATES),
  /** When it came into this state: the end of the window that decided. */
  since: instant,
  /** The rule's figure in the last window that could be judged; null before there was one. */
  value: nullable(Type.Number()),
  threshold: Type.Number(),
  /** How many windows in a row have broken the rule. */
  windows: count,
  rule: oneOf(BREAKER_RULES),
  scope: oneOf(BREAKER_SCOPES),
  id: Type.String(),
  team: text,
  region: text,
  /** Windows in a row that open it. */
  windowsToOpen: count,
  /** Good windows since it was last open. */
  goodWindows: count,
  /** When the present episode opened; null while closed. */
  openedAt: nullable(instant),
  /** End of the last window that could be judged. */
  judgedAt: nullable(instant),
  samples: nullable(count),
  /** What the figure is held against: the team's mean, the usual uses, the first days' rate, the usual seconds. */
  baseline: nullable(Type.Number()),
  strategy: text,
  talkTrack: text,
});
export type BreakerRow = Static<typeof BreakerRow>;

/**
 * Key: `rule|unit|id`. Public: breakers by team and region. `state` to `windows` are the unit's own breaker, null where the rule has none at
 * this unit; `reps…` count the breakers of its people.
 */
export const BreakerBoardRow = Type.Object({
  rule: oneOf(BREAKER_RULES),
  unit: oneOf(WALL_UNITS),
  unitId: Type.String(),
  state: nullable(oneOf(BREAKER_STATES)),
  since: nullable(instant),
  value: nullable(Type.Number()),
  threshold: Type.Number(),
  windows: nullable(count),
  repsWatched: count,
  repsOpen: count,
  repsHalfOpen: count,
});
export type BreakerBoardRow = Static<typeof BreakerBoardRow>;

const answer = {
  rule: oneOf(BREAKER_RULES),
  scope: oneOf(BREAKER_SCOPES),
  id: Type.String(),
  repId: text,
  team: text,
  region: text,
  state: oneOf(BREAKER_STATES),
  issuedAt: instant,
  value: nullable(Type.Number()),
  threshold: Type.Number(),
  baseline: nullable(Type.Number()),
  strategy: text,
  talkTrack: text,
};

/** Key: `rule|scope|id`. Private: the learning card, to the rep (scope `rep`) or to everybody in the unit. Stands while the breaker is not closed. */
export const LearningCardRow = Type.Object({ ...answer });
export type LearningCardRow = Static<typeof LearningCardRow>;

/** Key: `rule|scope|id`. Private: the coaching hint to the supervisor, who answers by `dueAt`. */
export const CoachingHintRow = Type.Object({
  ...answer,
  /** Null where the settings name no supervisor for the team or region. */
  supervisor: text,
  dueAt: instant,
});
export type CoachingHintRow = Static<typeof CoachingHintRow>;

/** Key: `rule|unit|id|openedAt`. Public: what opened in a unit at one hour, without names: `reps` people's breakers, and its own if `own`. */
export const TeamBoardRow = Type.Object({
  rule: oneOf(BREAKER_RULES),
  unit: oneOf(WALL_UNITS),
  unitId: Type.String(),
  openedAt: instant,
  own: Type.Boolean(),
  reps: count,
  halfOpen: count,
  strategy: text,
  talkTrack: text,
});
export type TeamBoardRow = Static<typeof TeamBoardRow>;

const TALK_TRACKS = ['strategy.published', 'talktrack.used'] as const;
const OBJECTIONS = ['objection.raised', 'objection.resolved'] as const;
const KINDS = [...TALK_TRACKS, 'strategy.understood', ...OBJECTIONS] as const;
const BREAKER = { subject: ['rep', 'team', 'region'], episodes: 'one-open', takesOver: false, aboutPeople: true, ofTeam: true } as const;

export const capability = defineConcern({
  id: 'capability',
  events: {
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
  },
  goesOn: {
    'strategy.understood': { begins: 'strategy.published' },
    'objection.resolved': { begins: 'objection.raised' },
    'suggestion.decided': { begins: 'suggestion.made' },
    'talktrack.used': { begins: 'strategy.published', by: 'strategy' },
  },
  topics: {
    'capability.strategies': { row: StrategyRow, audience: 'public', standsOn: [...TALK_TRACKS, 'strategy.understood'] },
    'capability.breakers': { row: BreakerRow, audience: 'operate', standsOn: KINDS },
    'capability.breaker-board': { row: BreakerBoardRow, audience: 'public', standsOn: KINDS },
    'capability.cards': { row: LearningCardRow, audience: 'operate', standsOn: KINDS },
    'capability.hints': { row: CoachingHintRow, audience: 'operate', standsOn: KINDS },
    'capability.team-board': { row: TeamBoardRow, audience: 'public', standsOn: KINDS },
  },
  rules: {
    'breaker-usage-lag': { ...BREAKER, standsOn: TALK_TRACKS },
    'breaker-usage-drop': { ...BREAKER, standsOn: TALK_TRACKS },
    'breaker-transmission-low': { ...BREAKER, standsOn: TALK_TRACKS },
    'breaker-decay-high': { ...BREAKER, standsOn: TALK_TRACKS },
    'breaker-objection-slow': { ...BREAKER, standsOn: OBJECTIONS },
  },
  alerts: { ...capabilityAlerts, words: { 'zh-CN': capabilityZh, en: capabilityEn } },
  sources: { crm: OBJECTIONS, call: ['talktrack.used'] },
  scene: {
    panels: {
      pipe: ['capability.strategies'],
      breakers: ['capability.breaker-board', 'capability.team-board'],
    },
    overview: ['capability.strategies', 'capability.breaker-board'],
  },
});
