/** What does not grow with the organisation: syncs of feeds, stock counts, strategies and their uses, objections. */
import { DAY_MS, type Day, event, HOUR_MS, REGIONS, rowsOf, workingTime } from './dayOf.ts';
import { REPS_PER_TEAM, TEAMS_PER_REGION } from './shape.ts';

const FEEDS = ['crm', 'erp', 'mes', 'wms', 'scm', 'im', 'mail', 'call', 'listening'];
/** Reps of the first two regions. */
const REPS = 2 * TEAMS_PER_REGION * REPS_PER_TEAM;
const STRATEGY_DAYS = 7;

/** Each feed once an hour. */
export function syncsOf(day: Day): string {
  return rowsOf(day, {
    entity: 'sync',
    count: 24 * FEEDS.length,
    fields: ({ unit }) => ({
      source: `[${FEEDS.map((feed) => `'${feed}'`).join(', ')}][1 + number % ${FEEDS.length}]`,
      key: 'source',
      synced: `toInt64(${day.startMs} + ${HOUR_MS} * (intDiv(number, ${FEEDS.length}) + 0.2 * ${unit('minute')}))`,
    }),
    events: () =>
      `[${event({ step: 0, kind: 'feed.synced', atMs: 'synced', data: `concat('{"rows":40,"newest_at":', toString(synced - 2000), '}')` })}]`,
  });
}

export function stockOf(day: Day): string {
  return rowsOf(day, {
    entity: 'stock',
    count: 60,
    fields: (chance) => ({
      counted: workingTime(day, chance),
      source: "'wms'",
      key: "concat('SKU-', toString(number % 20), '@W', toString(number % 3))",
    }),
    events: ({ unit }) =>
      `[${event({ step: 0, kind: 'stock.counted', atMs: 'counted', data: `concat('{"on_hand":', toString(round(100 * ${unit('stock')})), ',"locked":10,"in_transfer":5}')` })}]`,
  });
}

/** One strategy a week, with two talk-tracks. */
export function strategiesOf(day: Day): string {
  const audience = REGIONS.map((name) => `"${name}"`).join(',');
  return rowsOf(day, {
    entity: 'strategy',
    count: day.index % STRATEGY_DAYS === 0 ? 1 : 0,
    fields: () => ({ source: "'desk'", key: `'W-${day.index}'` }),
    events: () =>
      `[${event({ step: 0, kind: 'strategy.published', atMs: String(day.startMs + 2 * HOUR_MS), data: `'{"audience":[${audience}],"title":"W ${day.index}","talk_tracks":["T-${day.index}-a","T-${day.index}-b"]}'` })}]`,
  });
}

/** Uses of the newest strategy's talk-tracks, two a rep and day; who has understood it; what customers object. */
export function usesOf(day: Day): string {
  const strategy = day.index - (day.index % STRATEGY_DAYS);
  return rowsOf(day, {
    entity: 'use',
    count: REPS,
    fields: (chance) => ({
      used: workingTime(day, chance),
      source: "'call'",
      key: `concat('T-${strategy}-', if(number % 2 = 0, 'a', 'b'))`,
      team_number: `intDiv(number, ${REPS_PER_TEAM})`,
      region: `[${REGIONS.map((name) => `'${name}'`).join(', ')}][1 + intDiv(team_number, ${TEAMS_PER_REGION}) % ${REGIONS.length}]`,
      team: "concat(region, '-', toString(team_number))",
      rep_id: "concat('r-', toString(number))",
    }),
    events: ({ unit }) => {
      const use = (n: number) =>
        `concat('{"strategy":"W-${strategy}","accepted":', if(${unit('accepted', String(n))} < 0.4, 'true', 'false'), '}')`;
      return `[${[
        event({ step: 0, kind: 'talktrack.used', atMs: 'used', data: use(0), named: true }),
        event({ step: 1, kind: 'talktrack.used', atMs: `used + ${HOUR_MS}`, data: use(1), named: true }),
      ].join(', ')}]`;
    },
  });
}

export function understandingOf(day: Day): string {
  const strategy = day.index - (day.index % STRATEGY_DAYS);
  return rowsOf(day, {
    entity: 'understanding',
    count: 20,
    fields: (chance) => ({
      read: workingTime(day, chance),
      source: "'desk'",
      key: `'W-${strategy}'`,
      rep: `toUInt32(floor(${REPS} * ${chance.unit('rep')}))`,
      team_number: `intDiv(rep, ${REPS_PER_TEAM})`,
      region: `[${REGIONS.map((name) => `'${name}'`).join(', ')}][1 + intDiv(team_number, ${TEAMS_PER_REGION}) % ${REGIONS.length}]`,
      team: "concat(region, '-', toString(team_number))",
      rep_id: "concat('r-', toString(rep))",
    }),
    events: ({ unit }) =>
      `[${event({ step: 0, kind: 'strategy.understood', atMs: 'read', data: `concat('{"score":', toString(round(${unit('score')}, 3)), '}')`, named: true })}]`,
  });
}

export function objectionsOf(day: Day): string {
  return rowsOf(day, {
    entity: 'objection',
    count: 60,
    fields: (chance) => ({
      raised: workingTime(day, chance),
      source: "'crm'",
      key: `concat('B-', toString(${day.index}), '-', toString(number))`,
      rep: `toUInt32(floor(${REPS} * ${chance.unit('rep')}))`,
      team_number: `intDiv(rep, ${REPS_PER_TEAM})`,
      region: `[${REGIONS.map((name) => `'${name}'`).join(', ')}][1 + intDiv(team_number, ${TEAMS_PER_REGION}) % ${REGIONS.length}]`,
      team: "concat(region, '-', toString(team_number))",
      rep_id: "concat('r-', toString(rep))",
      resolved: `raised + toInt64(${DAY_MS} * ${chance.logNormal('resolving', 0.3, 0.8)})`,
    }),
    events: () =>
      `[${[
        event({ step: 0, kind: 'objection.raised', atMs: 'raised', data: `'{"type":"price"}'`, named: true }),
        event({ step: 1, kind: 'objection.resolved', atMs: 'resolved', data: "'{}'", named: true }),
      ].join(', ')}]`,
  });
}
