/** How many events a second the lead-response monitor takes on one core, what a lead costs in memory, and what a collect, a save and a restore cost. */
import type { Fact } from '@warroom/protocol/events';
import { loadConfig } from '../src/config/config.ts';
import { createRandom } from '../src/demo/world/random.ts';
import { Engine } from '../src/monitors/engine.ts';
import { createLeadResponseMonitor } from '../src/monitors/lead-response/monitor.ts';
import { type PartRecord, RecordReader } from '../src/monitors/records.ts';
import { TimerQueue } from '../src/monitors/timers.ts';
import { cpuTime } from './load/cpuTime.ts';

const SEED = 1;
const EVENTS = 1_000_000;
const T0 = Date.parse('2026-03-02T00:00:00Z');
const noAlerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };
const noRows = { set() {}, delete() {} };
const REGIONS = Array.from({ length: 8 }, (_, i) => `region-${i}`);
const CHANNELS = Array.from({ length: 6 }, (_, i) => `channel-${i}`);
const TEAMS = Array.from({ length: 60 }, (_, i) => `team-${i}`);
const REPS = Array.from({ length: 600 }, (_, i) => `rep-${i}`);
const dimensions = { productLine: null, customerId: null };

/** Leads at `perSecond`, each created, assigned, answered and closed: four events. 60 teams, 600 reps, 8 regions, 6 channels. In order of time. */
function* history(events: number, perSecond: number): Generator<Fact> {
  const random = createRandom(`bench-${SEED}`);
  const later = new TimerQueue<{ name: string; fact: Fact }>();
  const make = (kind: Fact['kind'], n: number, atMs: number, data: object, team: number | null): Fact =>
    ({
      id: `${kind}-${n}`,
      kind,
      atMs,
      ingestedAtMs: atMs,
      source: 'crm',
      key: `L${n}`,
      data,
      region: REGIONS[n % REGIONS.length],
      channel: CHANNELS[n % CHANNELS.length],
      team: team === null ? null : TEAMS[team],
      repId: team === null ? null : REPS[team * 10 + (n % 10)],
      ...dimensions,
    }) as unknown as Fact;
  for (let n = 0, made = 0; made < events; n += 1) {
    const atMs = T0 + Math.floor((n * 1_000) / perSecond);
    for (let due = later.popDue(atMs); due; due = later.popDue(atMs)) {
      yield due.item.fact;
      made += 1;
    }
    const team = n % TEAMS.length;
    const answerMs = atMs + 5_000 + Math.floor(random.unit() * 100_000);
    yield make('lead.created', n, atMs, { tier: 'A', value: 1_000 }, null);
    made += 1;
    for (const fact of [
      make('lead.assigned', n, atMs + 3_000, {}, team),
      make('lead.responded', n, answerMs, { automated: false }, team),
      make('lead.closed', n, answerMs + 60_000, { reason: 'converted' }, team),
    ]) {
      later.push(fact.atMs, { name: fact.id, fact });
    }
  }
}

export function run(): void {
  console.log(`seed ${SEED}`);
  for (const perSecond of [3, 30]) {
    const events = perSecond === 3 ? EVENTS / 2 : EVENTS;
    const monitor = createLeadResponseMonitor(loadConfig()['lead-response'], () => {});
    const engine = new Engine({ monitors: [monitor], alerts: noAlerts });
    const counts = new Map<string, number>();
    let tookMs = 0;
    let bareMs = 0;
    // In batches, as the tail brings them: a million facts held at once would be the collector's work, not the monitor's.
    for (const facts of batches(history(events, perSecond), 20_000)) {
      tookMs += cpuTime(() => {
        for (const fact of facts) engine.arrive(fact);
      });
      engine.collect(noRows, false);
      // The least that any monitor does: one look-up by key for each event.
      bareMs += cpuTime(() => {
        for (const fact of facts) counts.set(fact.key, (counts.get(fact.key) ?? 0) + 1);
      });
    }
    const collectMs = cpuTime(() => engine.collect(noRows, true));
    engine.advanceTo(engine.nowMs + 100);
    const liveMs = cpuTime(() => engine.collect(noRows, false));
    console.log(
      `${perSecond} leads/s, ${events} events: ${Math.round((events / tookMs) * 1_000)} events per CPU second (goal ≥ 300,000); ` +
        `ratio to a bare Map of keys ${(bareMs / tookMs).toFixed(2)}; exact collect ${collectMs.toFixed(0)} ms, live collect ${liveMs.toFixed(1)} ms`,
    );
  }
  memory();
}

function* batches(facts: Iterable<Fact>, size: number): Generator<Fact[]> {
  let batch: Fact[] = [];
  for (const fact of facts) {
    batch.push(fact);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function memory(): void {
  const open = 100_000;
  global.gc?.();
  const beforeBytes = process.memoryUsage().heapUsed;
  const monitor = createLeadResponseMonitor(loadConfig()['lead-response'], () => {});
  const engine = new Engine({ monitors: [monitor], alerts: noAlerts });
  for (let n = 0; n < open; n += 1) {
    const atMs = T0 + n;
    engine.arrive({
      id: `c${n}`,
      kind: 'lead.created',
      atMs,
      ingestedAtMs: atMs,
      source: 'crm',
      key: `L${n}`,
      region: `r${n % 8}`,
      team: null,
      channel: `c${n % 6}`,
      repId: null,
      data: { tier: 'A' },
      ...dimensions,
    });
  }
  global.gc?.();
  const bytes = (process.memoryUsage().heapUsed - beforeBytes) / open;
  console.log(
    `memory: ${Math.round(bytes)} bytes per open lead${global.gc ? '' : ' (garbage included: run with --expose-gc)'}; 100,000 open leads in ${engine.appliedEvents} events`,
  );
  checkpoint(engine);
}

/** What it costs to write a state of many open leads as text, and to go on from it. */
function checkpoint(engine: Engine): void {
  const lines: string[] = [];
  const saveMs = cpuTime(() => {
    for (const record of engine.save()) lines.push(JSON.stringify(record));
  });
  const records: PartRecord[] = [];
  const parseMs = cpuTime(() => {
    for (const line of lines) records.push(JSON.parse(line) as PartRecord);
  });
  const again = new Engine({ monitors: [createLeadResponseMonitor(loadConfig()['lead-response'], () => {})], alerts: noAlerts });
  const restoreMs = cpuTime(() => {
    again.restore(new RecordReader(records));
    again.advanceTo(engine.nowMs);
  });
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  console.log(
    `checkpoint: ${lines.length} records, ${(bytes / 1e6).toFixed(1)} MB, saved in ${saveMs.toFixed(0)} CPU ms, ` +
      `read in ${parseMs.toFixed(0)}, restored in ${restoreMs.toFixed(0)} (goal: well under 2,000 for both)`,
  );
}
