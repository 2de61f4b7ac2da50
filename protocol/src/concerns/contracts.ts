/** Data contracts: what each feed has promised, and whether it keeps the promise. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import { Instant } from '../eventFields.ts';
import { instant, nullable, text } from '../fields.ts';
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

export const contracts = defineConcern({
  id: 'contracts',
  events: {
    'feed.synced': Type.Object({ rows: Type.Optional(Type.Integer({ minimum: 0 })), newest_at: Type.Optional(Instant) }),
  },
  topics: { contracts: { row: ContractRow, audience: 'public', standsOn: [] } },
  rules: {
    'contract-broken': {
      standsOn: [],
      subject: ['feed'],
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
