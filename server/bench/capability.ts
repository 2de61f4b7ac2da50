/**
 * How many mixed events a second the monitors `capability` and `contracts` take per second of processor time, what an hour's end and a collect cost, how
 * many rows change per tick and how large the state is. As a ratio: to one look-up by key for each event, the least that any monitor does.
 */
import type { EventKind, Fact } from '@warroom/protocol/events';
import { loadConfig } from '../src/config/config.ts';
import { createRandom, type Random } from '../src/demo/world/random.ts';
import { createCapabilityMonitor } from '../src/monitors/capability/monitor.ts';
import { USUAL_CONTRACTS } from '../src/monitors/contracts/contracts.fixture.ts';
import { createContractsMonitor } from '../src/monitors/contracts/monitor.ts';
import { Engine } from '../src/monitors/engine.ts';
import type { Monitor } from '../src/monitors/monitor.ts';
import { makeFact, RecordedRows } from '../src/monitors/monitorRun.fixture.ts';

const SEED = 1;
const EVENTS = 1_000_000;
const T0 = Date.parse('2026-03-02T00:00:00Z');
const HOUR_MS = 3_600_000;
const TEAMS = 60;
const REPS_PER_TEAM = 10;
const REGIONS = 8;
const GOAL_PER_SECOND = 150_000;

const REP_NAMES = Array.from({ length: TEAMS * REPS_PER_TEAM }, (_, i) => `rep-${i}`);
const TEAM_NAMES = Array.from({ length: TEAMS }, (_, i) => `team-${i}`);
const REGION_NAMES = Array.from({ length: REGIONS }, (_, i) => `region-${i}`);
const STRATEGY_NAMES = Array.from({ length: 6 }, (_, i) => `S${i}`);
const TRACK_NAMES = STRATEGY_NAMES.map((name) => [`${name}-opening`, `${name}-price`, `${name}-closing`]);

const noAlerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };

/** By concern: leads 25, orders and stock 25, touchpoints 20, capability 30 of a hundred. */
const MIX: readonly (readonly [kind: EventKind, weight: number, source: string])[] = [
  ['talktrack.used', 20, 'call'],
  ['strategy.understood', 2, 'crm'],
  ['objection.raised', 4, 'crm'],
  ['objection.resolved', 4, 'crm'],
  ['lead.created', 9, 'form'],
  ['lead.assigned', 8, 'crm'],
  ['lead.responded', 8, 'crm'],
  ['touchpoint.seen', 20, 'im'],
  ['order.step', 20, 'mes'],
  ['stock.counted', 5, 'wms'],
];
const WEIGHTS = MIX.flatMap(([, weight], i) => Array.from({ length: weight }, () => i));

/**
 * `days` of 600 reps in 60 teams and 8 regions, a strategy a week; in order of arrival. Of the rows 6 % come up to 15 s late and `veryLate` of
 * them up to a day.
 */
function* history(random: Random, days: number, veryLate: number): Generator<Fact[]> {
  const spanMs = days * 24 * HOUR_MS;
  const waiting: Fact[][] = Array.from({ length: days * 24 + 26 }, () => []);
  let made = 0;
  for (let hour = 0; hour < waiting.length; hour += 1) {
    const until = Math.min(EVENTS, Math.ceil(((hour + 1) * HOUR_MS * EVENTS) / spanMs));
    if (hour < days * 24 && hour % 168 === 0)
      waiting[hour]?.push(makeFact('strategy.published', `S${hour / 168}`, T0 + hour * HOUR_MS, { audience: [], title: `S${hour / 168}` }));
    for (; made < until; made += 1) {
      const fact = make(random, made, T0 + Math.floor((made * spanMs) / EVENTS), veryLate);
      const arrivalHour = Math.min(waiting.length - 1, Math.floor((fact.ingestedAtMs - T0) / HOUR_MS));
      waiting[arrivalHour]?.push(fact);
    }
    const batch = (waiting[hour] as Fact[]).sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
    waiting[hour] = [];
    yield batch;
  }
}

function make(random: Random, n: number, atMs: number, veryLate: number): Fact {
  const [kind, , source] = MIX[WEIGHTS[Math.floor(random.unit() * WEIGHTS.length)] as number] as (typeof MIX)[number];
  const rep = Math.floor(random.unit() * TEAMS * REPS_PER_TEAM);
  const team = Math.floor(rep / REPS_PER_TEAM);
  const week = Math.floor((atMs - T0) / (168 * HOUR_MS));
  const luck = random.unit();
  const lateMs = luck < veryLate ? random.unit() * 24 * HOUR_MS : luck < veryLate + 0.06 ? random.unit() * 15_000 : 0;
  const isNobodys = kind === 'order.step' || kind === 'stock.counted' || kind === 'lead.created';
  const objection = Math.floor(n / 200) * 200 + Math.floor(random.unit() * 16);
  const key =
    kind === 'talktrack.used'
      ? (TRACK_NAMES[week]?.[n % 3] as string)
      : kind === 'strategy.understood'
        ? (STRATEGY_NAMES[week] as string)
        : kind.startsWith('objection')
          ? `O${objection}`
          : `K${n % 50_000}`;
  return makeFact(kind, key, atMs, {
    source,
    ingestedAtMs: Math.floor(atMs + lateMs),
    repId: isNobodys ? null : (REP_NAMES[rep] as string),
    team: isNobodys ? null : (TEAM_NAMES[team] as string),
    region: REGION_NAMES[team % REGIONS] as string,
    ...(kind === 'talktrack.used' ? { strategy: STRATEGY_NAMES[week] as string, accepted: random.unit() < 0.4 } : {}),
    ...(kind === 'strategy.understood' ? { score: random.unit() } : {}),
  });
}

interface Result {
  perSecond: number;
  ratio: number;
}

function measure(name: string, monitor: Monitor, days: number, veryLate = 0): Result {
  const engine = new Engine({ monitors: [monitor], alerts: noAlerts });
  const kinds = new Set(monitor.kinds);
  const board = new RecordedRows();
  const bare = new Map<string, number>();
  let events = 0;
  let taken = 0;
  let tookMs = 0;
  let bareMs = 0;
  const hourEnds: number[] = [];
  const collects: number[] = [];
  let mostRows = 0;
  for (const batch of history(createRandom(`capability-${SEED}`), days, veryLate)) {
    events += batch.length;
    for (const fact of batch) if (kinds.has(fact.kind)) taken += 1;
    tookMs += time(() => {
      for (const fact of batch) engine.arrive(fact);
    });
    bareMs += time(() => {
      for (const fact of batch) bare.set(fact.key, (bare.get(fact.key) ?? 0) + 1);
    });
    const midHourCollect = time(() => engine.collect(board, false));
    const end = (Math.floor(engine.nowMs / HOUR_MS) + 1) * HOUR_MS;
    const hourEnd = time(() => engine.advanceTo(end));
    tookMs += hourEnd;
    hourEnds.push(hourEnd);
    const before = board.writes;
    collects.push(
      Math.max(
        midHourCollect,
        time(() => engine.collect(board, false)),
      ),
    );
    mostRows = Math.max(mostRows, board.writes - before);
  }
  let stateBytes = 0;
  const records: number[] = [];
  const drawn = monitor.save()[Symbol.iterator]();
  for (let done = false; !done; ) {
    records.push(
      time(() => {
        const next = drawn.next();
        done = next.done === true;
        if (!done) stateBytes += JSON.stringify(next.value).length;
      }),
    );
  }
  const perSecond = (1_000 * events) / tookMs;
  console.log(
    [
      name.padEnd(28),
      `${Math.round(perSecond).toLocaleString('en')} events/s (${Math.round((1_000 * taken) / tookMs).toLocaleString('en')} of the kinds that it takes)`,
      `${(bareMs / tookMs).toFixed(3)} of a bare look-up`,
      `hour's end p50 ${quantile(hourEnds, 0.5)} p99 ${quantile(hourEnds, 0.99)} ms`,
      `collect p50 ${quantile(collects, 0.5)} p99 ${quantile(collects, 0.99)} ms`,
      `at most ${mostRows} rows a collect`,
      `state ${(stateBytes / 2 ** 20).toFixed(1)} MiB in ${records.length} records, p99 ${quantile(records, 0.99)} ms, longest ${quantile(records, 1)} ms`,
    ].join(' · '),
  );
  return { perSecond, ratio: bareMs / tookMs };
}

export function run(): void {
  console.log(`seed ${SEED}, ${EVENTS.toLocaleString('en')} events of all concerns, ${TEAMS * REPS_PER_TEAM} reps, 6 % up to 15 s late`);
  const settings = loadConfig();
  const capability = () => createCapabilityMonitor(settings.capability, () => {});
  const results = [
    measure('capability, over 30 days', capability(), 30),
    measure('capability, over 8 days', capability(), 8),
    measure('… 1 % up to a day late', capability(), 8, 0.01),
    measure(
      'contracts, over 30 days',
      createContractsMonitor(USUAL_CONTRACTS, () => {}),
      30,
    ),
  ];
  const slowest = Math.min(...results.map((r) => r.perSecond));
  console.log(
    `goal ≥ ${GOAL_PER_SECOND.toLocaleString('en')} events/s: ${slowest >= GOAL_PER_SECOND ? 'met' : `missed (${Math.round(slowest).toLocaleString('en')})`}`,
  );
}

/** Milliseconds of processor time, the collector's included: what a busy neighbour on the machine does not change. */
function time(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function quantile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
}
