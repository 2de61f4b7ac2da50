/** Data contracts: what each feed has promised, and whether it keeps the promise; and without a promise, how long it is usually quiet. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import { Instant } from '../eventFields.ts';
import { instant, nullable, seconds, text } from '../fields.ts';
import { oneOf } from '../oneOf.ts';
import { contractsAlerts } from './contracts.alerts.ts';
import { contractsEn } from './contracts.words.en.ts';
import { contractsZh } from './contracts.words.zh-CN.ts';

export const CONTRACT_STATES = ['fresh', 'due', 'broken'] as const;
export type ContractState = (typeof CONTRACT_STATES)[number];

/** Key: feed. */
export const ContractRow = Type.Object({
  state: oneOf(CONTRACT_STATES),
  /** How far the feed is known to have delivered; null when nothing of it was ever heard. */
  newestAt: nullable(instant),
  /** When the next delivery is due: newestAt + interval. Null while nothing at all is known. */
  dueAt: nullable(instant),
  owner: text,
  /** When it counts as broken: dueAt + grace. In the past exactly while `broken`: since when the figures are not live. */
  brokenAt: nullable(instant),
  source: Type.String(),
  field: text,
  meaning: text,
  formula: text,
  intervalSeconds: Type.Number(),
  graceSeconds: Type.Number(),
  /** Kinds of events that it brings, and so the topics that stand on it: what a screen has to hatch. */
  kinds: Type.Array(Type.String()),
  topics: Type.Array(Type.String()),
});
export type ContractRow = Static<typeof ContractRow>;

/** `contract`: a contract speaks for it, and nothing is judged by what was learnt. */
export const LEARNT_STATES = ['learning', 'fresh', 'silent', 'contract'] as const;
export type LearntState = (typeof LEARNT_STATES)[number];

/** Key `source|kind`, kind empty for the source as a whole. One row for all that ever came, with or without a contract. */
export const LearntFeedRow = Type.Object({
  source: Type.String(),
  /** Null for the source as a whole. */
  kind: text,
  state: oneOf(LEARNT_STATES),
  /** The newest fact: when it happened, or when it arrived if that was before. */
  newestAt: instant,
  /** When something newer than all before last arrived: while `silent`, since when nothing has come. */
  heardAt: instant,
  /** Usual time between two arrivals at this hour of the week; null while learning and where none are usual. */
  usualGapSeconds: seconds,
  /** From when it counts as silent if nothing comes, in the past exactly while `silent`; null while learning and under a contract. */
  silentAfter: nullable(instant),
  /** While learning: when enough days will have been seen. Null otherwise. */
  learningUntil: nullable(instant),
  /** Kinds of events that it brings, and so the topics and the concerns that stand on it. */
  kinds: Type.Array(Type.String()),
  topics: Type.Array(Type.String()),
  concerns: Type.Array(Type.String()),
});
export type LearntFeedRow = Static<typeof LearntFeedRow>;

/** From worst to best. `never`: no fact of any of its kinds has ever come. `learning`: facts come, and nobody knows yet how often they should. */
export const CONCERN_FRESHNESS = ['broken', 'silent', 'due', 'never', 'learning', 'fresh'] as const;
export type ConcernFreshness = (typeof CONCERN_FRESHNESS)[number];

/** Key: concern. How old the newest of its facts is, and whether that is usual. */
export const ConcernFreshnessRow = Type.Object({
  state: oneOf(CONCERN_FRESHNESS),
  /** The newest fact of any of its kinds: when it happened, or when it arrived if that was before. */
  newestAt: nullable(instant),
  /** Feeds under it that are broken or silent, by the names that `contracts` and `contracts.learnt` have them under. */
  feeds: Type.Array(Type.String()),
  /** Since when the first of them has been so. */
  sinceAt: nullable(instant),
  /** What its facts are held against: a contract, what was learnt, both; empty: not watched. */
  watchedBy: Type.Array(oneOf(['contract', 'learnt'])),
});
export type ConcernFreshnessRow = Static<typeof ConcernFreshnessRow>;

export const contracts = defineConcern({
  id: 'contracts',
  events: {
    'feed.synced': Type.Object({ rows: Type.Optional(Type.Integer({ minimum: 0 })), newest_at: Type.Optional(Instant) }),
  },
  goesOn: {},
  topics: {
    contracts: { row: ContractRow, audience: 'public', standsOn: [] },
    'contracts.learnt': { row: LearntFeedRow, audience: 'public', standsOn: [] },
    'contracts.concerns': { row: ConcernFreshnessRow, audience: 'public', standsOn: [] },
  },
  rules: {
    'contract-broken': {
      standsOn: [],
      subject: ['feed'],
      episodes: 'one-open',
      takesOver: false,
      aboutPeople: false,
      ofTeam: false,
    },
    'feed-silent': { standsOn: [], subject: ['feed'], episodes: 'one-open', takesOver: false, aboutPeople: false, ofTeam: false },
    // Raised by a server about itself: its own clock is not the store's.
    'clock-skew': {
      standsOn: [],
      subject: ['server'],
      episodes: 'one-open',
      takesOver: false,
      aboutPeople: false,
      ofTeam: false,
    },
  },
  alerts: { ...contractsAlerts, words: { 'zh-CN': contractsZh, en: contractsEn } },
  sources: {},
  scene: null,
});
