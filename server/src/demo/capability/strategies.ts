/** Strategies by the calendar: to each audience a new one every ten days. What is decided reaches most people, except where it does not land. */
import { CHINA_OFFSET_MS } from '../world/organisation.ts';
import { createRandom } from '../world/random.ts';
import { AUDIENCE_NAMES, AUDIENCES, type AudienceName, type Crew, KEEN_TEAM } from './crews.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export const STRATEGY_EVERY_MS = 10 * DAY_MS;
/** Published at nine in the morning in China, or a little later. */
const MORNING_MS = 9 * HOUR_MS - CHINA_OFFSET_MS;

const TITLES = [
  '节能改造：先算账再报价',
  '交期承诺：用产线数据说话',
  '备件年框：从单次到全年',
  '竞品替换：三步验证法',
  '质保延长：把风险写进合同',
  '技术交流：首访带专家',
  '租赁方案：降低首付门槛',
  '老客户回访：从故障到升级',
] as const;

const LETTERS: Readonly<Record<AudienceName, string>> = { wide: 'A', north: 'B', centre: 'C' };

export interface Strategy {
  readonly id: string;
  readonly title: string;
  readonly audience: AudienceName;
  readonly publishedMs: number;
  /** Whether it reaches the people it is meant for. */
  readonly lands: boolean;
  readonly talkTracks: readonly string[];
}

/** How far each person comes with it; times in epoch ms. */
export interface Adoption {
  readonly score: number;
  readonly understoodMs: number;
  /** Null for who never uses it. */
  readonly usedMs: number | null;
  /** Customers take it from this person. */
  readonly convinces: boolean;
}

/**
 * The n-th strategy of an audience; north and centre have theirs on one day, half the time after the wide one. They take turns with one that does
 * not land, so that at any time one of them has it.
 */
export function strategyOf(audience: AudienceName, nth: number): Strategy {
  const place = AUDIENCE_NAMES.indexOf(audience);
  const day = (nth + (audience === 'wide' ? 0 : 0.5)) * (STRATEGY_EVERY_MS / DAY_MS);
  const publishedMs = day * DAY_MS + MORNING_MS + place * 20 * 60_000;
  const date = new Date(publishedMs + CHINA_OFFSET_MS).toISOString().slice(2, 10).replaceAll('-', '');
  const name = `${date}-${LETTERS[audience]}`;
  const lands = audience === 'wide' || nth % 2 === (audience === 'north' ? 1 : 0);
  return {
    id: `ST-${name}`,
    title: TITLES[(((nth + 3 * place) % TITLES.length) + TITLES.length) % TITLES.length] as string,
    audience,
    publishedMs,
    lands,
    talkTracks: ['开场', '方案', '收口'].map((part) => `TT-${name}-${part}`),
  };
}

/** The newest strategy of the audience that was out by then. */
export function strategyAt(audience: AudienceName, atMs: number): Strategy {
  let nth = Math.floor(atMs / STRATEGY_EVERY_MS) + 1;
  while (strategyOf(audience, nth).publishedMs > atMs) nth -= 1;
  return strategyOf(audience, nth);
}

/** Wherever it lands, three in five take it up in any case, and where it does not, two in three do not: no team turns out otherwise by chance. */
const isSurelyUser = (place: number) => place % 5 < 3;
const mayBeUser = (place: number) => place % 3 === 0;

export function adoptionOf(strategy: Strategy, crew: Crew, repId: string, seedText: string): Adoption {
  const random = createRandom(`${seedText}|adoption|${strategy.id}|${repId}`);
  // Teams differ, each alike for a strategy: the leak is not the same everywhere.
  const teamKnack = createRandom(`${seedText}|knack|${strategy.id}|${crew.team}`).between(-0.09, 0.09);
  const place = crew.repIds.indexOf(repId);
  const { lands } = strategy;
  const drawn = (lands ? 0.89 : 0.72) + (lands ? 0.05 : 0.11) * (random.unit() + random.unit() + random.unit() - 1.5) * 2 + 0.4 * teamKnack;
  const score = Math.max(0, Math.min(1, drawn));
  // Who has understood uses it more readily.
  const readiness = (lands ? 0.72 : 0.65) + teamKnack + (score >= 0.8 ? 0.08 : -0.25);
  const uses = random.chance(readiness) ? lands || mayBeUser(place) : lands && isSurelyUser(place);
  // The keen take the test before they take it to customers.
  const understoodMs = strategy.publishedMs + (crew.team === KEEN_TEAM ? random.between(0.05, 0.8) : random.between(1.5, 30)) * HOUR_MS;
  const soon = random.chance(0.93);
  const usedMs = strategy.publishedMs + (soon ? random.between(3, 46) : random.between(50, 62)) * HOUR_MS;
  return {
    score: Math.round(100 * score) / 100,
    understoodMs: Math.round(understoodMs),
    usedMs: uses ? Math.round(usedMs) : null,
    convinces: random.chance(lands ? 0.78 : 0.5),
  };
}

/** From here on the everyday uses of those who have taken it up count in full. */
export const settledMs = (strategy: Strategy): number => strategy.publishedMs + 64 * HOUR_MS;

export const crewsOf = (strategy: Strategy): readonly Crew[] => AUDIENCES[strategy.audience];
