/**
 * One pass of every monitor over a million events of all kinds, mixed as in life: several simulated organisations under one roof. Says how
 * fast each monitor takes the whole stream, how large its state is, and how many rows one tick of the board brings.
 */
import type { Fact } from '@warroom/protocol/events';
import { loadConfig } from '../src/config/config.ts';
import { DEMO_CONTRACTS } from '../src/demo/contracts/contracts.ts';
import { createSimulator } from '../src/demo/simulator.ts';
import { parseEvent } from '../src/facts/parse.ts';
import { Engine } from '../src/monitors/engine.ts';
import type { Monitor } from '../src/monitors/monitor.ts';
import { createMonitors } from '../src/monitors.ts';
import { cpuTime } from './load/cpuTime.ts';

const SEED = 20_261_122;
const EVENTS = 1_000_000;
const END_MS = Date.parse('2026-11-22T08:00:00Z');
/** Leads at four times the demo's pace over half a day: as many rows as everything that lives for days. */
const LEADS = { speed: 4, backfillMs: 12 * 3_600_000 };
const COLLECT_EVERY = 20_000;
const TICK_MS = 1_000;
const TICKS = 600;
const noAlerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };

/** A whole organisation's rows, its names its own. */
function organisation(n: number): Fact[] {
  const own = (name: string | null) => (name === null ? null : `${n}/${name}`);
  const simulator = createSimulator({ seed: SEED + n, startMs: END_MS, ...LEADS, longLived: { toldUntilMs: null, shows: [END_MS] } });
  const facts: Fact[] = [];
  for (const { event, arrivesAtMs } of simulator.backfill(END_MS)) {
    const parsed = parseEvent(event, 1, arrivesAtMs, { maxFutureMs: 86_400_000 });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    const { fact } = parsed;
    const key = fact.kind === 'feed.synced' ? fact.key : `${n}/${fact.key}`;
    facts.push({
      ...fact,
      key,
      customerId: own(fact.customerId),
      repId: own(fact.repId),
      team: own(fact.team),
      data: owned(fact, n),
    } as Fact);
  }
  return facts;
}

/** What `data` names of the organisation's own things. */
function owned({ data }: Fact, n: number): object {
  const named: Record<string, unknown> = { ...data };
  if (typeof named.strategy === 'string') named.strategy = `${n}/${named.strategy}`;
  for (const list of ['talk_tracks', 'audience']) {
    if (Array.isArray(named[list])) named[list] = (named[list] as string[]).map((name) => `${n}/${name}`);
  }
  return named;
}

export function mixed(): Fact[] {
  const facts: Fact[] = [];
  for (let n = 0; facts.length < EVENTS; n += 1) for (const fact of organisation(n)) facts.push(fact);
  return facts.sort((a, b) => a.ingestedAtMs - b.ingestedAtMs).slice(-EVENTS);
}

function pass(monitor: Monitor, facts: readonly Fact[]): void {
  const engine = new Engine({ monitors: [monitor], alerts: noAlerts });
  const rows = { most: 0, now: 0 };
  const sink = { set: () => void rows.now++, delete: () => void rows.now++ };
  const lastTicksFromMs = END_MS - TICKS * TICK_MS;
  const untilTicks = facts.findIndex((fact) => fact.ingestedAtMs >= lastTicksFromMs);
  const whole = facts.slice(0, untilTicks === -1 ? facts.length : untilTicks);
  // As the tail brings them while history is read: in pages, a collect now and then.
  const tookMs = cpuTime(() => {
    for (const [i, fact] of whole.entries()) {
      engine.arrive(fact);
      if (i % COLLECT_EVERY === 0) engine.collect(sink, false);
    }
  });
  engine.collect(sink, true);
  // The last minutes as they are lived: a tick a second.
  let next = whole.length;
  const tickMs: number[] = [];
  for (let tick = 1; tick <= TICKS; tick += 1) {
    const untilMs = lastTicksFromMs + tick * TICK_MS;
    rows.now = 0;
    tickMs.push(
      cpuTime(() => {
        for (let fact = facts[next]; fact && fact.ingestedAtMs <= untilMs; fact = facts[++next]) engine.arrive(fact);
        engine.advanceTo(untilMs);
        engine.collect(sink, false);
      }),
    );
    rows.most = Math.max(rows.most, rows.now);
  }
  const own = new Set(monitor.kinds);
  const owns = whole.reduce((count, fact) => count + (own.has(fact.kind) ? 1 : 0), 0);
  const counts = new Map<string, number>();
  const bareMs = cpuTime(() => {
    for (const fact of whole) counts.set(fact.key, (counts.get(fact.key) ?? 0) + 1);
  });
  const stateBytes = JSON.stringify([...monitor.save()]).length;
  tickMs.sort((a, b) => a - b);
  console.log(
    `${monitor.name.padEnd(16)} ${perSecond(whole.length, tookMs).padStart(9)} events/s of the stream, ${perSecond(owns, tookMs).padStart(9)} of its own ` +
      `(${Math.round((100 * owns) / whole.length)} %); ratio to a bare Map ${(bareMs / tookMs).toFixed(2)}; state ${(stateBytes / 1e6).toFixed(1)} MB; ` +
      `a tick: at most ${rows.most} rows, p99 ${(tickMs[Math.floor(tickMs.length * 0.99)] ?? 0).toFixed(1)} ms`,
  );
}

const perSecond = (events: number, ms: number) => Math.round((events / ms) * 1_000).toLocaleString('en');

export function run(): void {
  const facts = mixed();
  const kinds = new Map<string, number>();
  for (const { kind } of facts) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const shares = [...kinds].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind} ${((100 * count) / facts.length).toFixed(1)} %`);
  console.log(`seed ${SEED}, ${facts.length} events of ${kinds.size} kinds: ${shares.join(', ')}`);
  const config = { ...loadConfig(), contracts: [...DEMO_CONTRACTS] };
  const { monitors } = createMonitors(config, () => {});
  for (const { name } of monitors) {
    // Each alone, and a fresh one: what the one before left to the collector is its own.
    global.gc?.();
    const monitor = createMonitors(config, () => {}).monitors.find((made) => made.name === name);
    if (monitor) pass(monitor, facts);
  }
}
