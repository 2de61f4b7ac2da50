/** One day of the past as a SELECT of events: what every kind of thing that happens has in common. */
import { type Chance, chanceOf, quoted } from './chance.ts';
import type { HistoryShape } from './shape.ts';

export interface Day {
  shape: HistoryShape;
  /** From 0, the oldest. */
  index: number;
  startMs: number;
  /** The present: what would arrive from then on has not happened. */
  untilMs: number;
}

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
const CHINA_OFFSET_MS = 8 * HOUR_MS;
export const REGIONS = ['华东', '华南', '华北', '西南', '华中', '东北', '西北', '港澳'];
export const CUSTOMERS = 60_000;

export interface Told {
  /** What chance and ids are made from, as `lead`. */
  entity: string;
  /** How many of them begin on this day. */
  count: number;
  /** Columns and whatever else the events need, as SQL by name; `key`, `source`, and the dimensions that there are. */
  fields(chance: Chance): Record<string, string>;
  /** SQL of an array of {@link event}. */
  events(chance: Chance): string;
}

export interface EventSql {
  /** Tells the events of one thing apart: SQL of a number. */
  step: string | number;
  kind: string;
  /** SQL, epoch ms. */
  atMs: string;
  /** SQL of a JSON text. */
  data: string;
  /** Whether it names team and rep. */
  named?: boolean;
  source?: string;
  /** SQL: it takes place. */
  when?: string;
}

export const EVENT_COLUMNS_IN_ORDER =
  'id, kind, at, source, key, region, team, channel, product_line, customer_id, rep_id, data, ingested_at';

/** SQL of one event; one that does not take place lies beyond every present. */
export function event({ step, kind, atMs, data, named = false, source = '', when }: EventSql): string {
  const at = `toInt64(${atMs})`;
  return `tuple(toUInt32(${step}), ${quoted(kind)}, ${when === undefined ? at : `if(${when}, ${at}, toInt64(9e15))`}, ${data}, ${named}, ${quoted(source)})`;
}

/** Epoch ms within the day, most of them at office hours in China. */
export function workingTime(day: Day, chance: Chance): string {
  const within = ((day.startMs + CHINA_OFFSET_MS) % DAY_MS) / HOUR_MS;
  const [work, early, late] = [chance.unit('hour'), chance.unit('early'), chance.unit('late')];
  const hour = `if(${work} < 0.9, 8.5 + 6.5 * (${early} + ${late}), 24 * ${early})`;
  return `toInt64(${day.startMs} + ${HOUR_MS} * ((${hour} + 24 - ${within}) - 24 * floor((${hour} + 24 - ${within}) / 24)))`;
}

/** From an event to its row, in ms: seconds, one in 200 minutes, one in 2,000 hours. */
function lag(chance: Chance): string {
  const [luck, part] = [chance.unit('lag', 'e.1'), chance.unit('lag of', 'e.1')];
  return `toInt64(multiIf(${luck} < 0.0005, ${20 * HOUR_MS} * ${part}, ${luck} < 0.0055, 60000 + 1740000 * ${part}, 150 + 1800 * ${part}))`;
}

/** A SELECT of {@link EVENT_COLUMNS_IN_ORDER}. */
export function rowsOf(day: Day, { entity, count, fields, events }: Told): string {
  const chance = chanceOf(day.shape.seed, entity, day.index);
  const own = fields(chance);
  const names = Object.entries(own).map(([name, sql]) => `${sql} AS ${name}`);
  const column = (name: string) => (name in own ? name : "''");
  const columns = [
    `${chance.uuid('e.1')} AS id`,
    'e.2 AS kind',
    "fromUnixTimestamp64Milli(e.3, 'UTC') AS at",
    "if(e.6 = '', source, e.6) AS source",
    'key',
    column('region'),
    `if(e.5, ${column('team')}, '')`,
    column('channel'),
    column('product_line'),
    column('customer_id'),
    `if(e.5, ${column('rep_id')}, '')`,
    'e.4 AS data',
    `fromUnixTimestamp64Milli(e.3 + ${lag(chance)}, 'UTC') AS ingested_at`,
  ];
  return `SELECT ${columns.join(', ')}
    FROM (SELECT number, ${names.join(', ')}, ${events(chance)} AS events FROM numbers(${count}))
    ARRAY JOIN arrayFilter(e -> e.3 < ${day.untilMs}, events) AS e
    WHERE ingested_at < fromUnixTimestamp64Milli(toInt64(${day.untilMs}), 'UTC')`;
}
