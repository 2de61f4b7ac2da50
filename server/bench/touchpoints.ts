/**
 * Touchpoint monitor: does the 95 % interval of Chapman's estimate hold the truth in 93–97 % of runs, against the textbook intervals;
 * and how many events a second does the monitor take on one core, with how much state and how many changed rows.
 */
import type { Fact } from '@warroom/protocol/events';
import { Value } from 'typebox/value';
import { chapman } from '../src/monitors/touchpoints/chapman.ts';
import { boardInterval, coverageOf, type IntervalOf, seeded } from '../src/monitors/touchpoints/intervalTrial.fixture.ts';
import { createTouchpointsMonitor } from '../src/monitors/touchpoints/monitor.ts';
import { TouchpointsSection, type TouchpointsSettings } from '../src/monitors/touchpoints/settings.ts';

const SEED = 20_261_122;
const RUNS = 2_000;
const Z95 = 1.959963984540054;

const variance = (n1: number, n2: number, m: number) => ((n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m)) / ((m + 1) ** 2 * (m + 2));

/** Estimate ± 1.96 standard errors (Seber 1970). */
const normalInterval: IntervalOf = (n1, n2, m) => {
  if (m === 0) return null;
  const estimated = chapman(n1, n2, m);
  const reach = Z95 * Math.sqrt(variance(n1, n2, m));
  return { estimated, low: estimated - reach, high: estimated + reach };
};

/** Log-normal interval of the unseen (Chao 1987). */
const chaoInterval: IntervalOf = (n1, n2, m, known) => {
  if (m === 0) return null;
  const estimated = chapman(n1, n2, m);
  const unseen = estimated - known;
  if (unseen <= 0) return { estimated, low: known, high: known };
  const spread = Math.exp(Z95 * Math.sqrt(Math.log(1 + variance(n1, n2, m) / unseen ** 2)));
  return { estimated, low: known + unseen / spread, high: known + unseen * spread };
};

/** Under these the counts are too few for any interval to be exact: shown, not judged. */
const JUDGED_OVERLAP = 7;
const JUDGED_MISSING = 5;

function coverage(): void {
  const percent = (share: number) => (100 * share).toFixed(1).padStart(6);
  console.log(`Chapman's interval: share of ${RUNS} runs that hold the truth, in %`);
  console.log('     N  systems  other road   m exp.   board   normal     Chao   width÷Chao   judged');
  let judged = 0;
  let inside = 0;
  let least = 1;
  let most = 0;
  for (const size of [40, 100, 250, 600, 1_500, 5_000])
    for (const systems of [0.3, 0.5, 0.7, 0.9])
      for (const audit of [0.05, 0.1, 0.2, 0.4]) {
        const trial = { size, systems, audit, runs: RUNS, seed: SEED };
        const board = coverageOf(trial, boardInterval);
        const normal = coverageOf(trial, normalInterval);
        const chao = coverageOf(trial, chaoInterval);
        const overlap = size * systems * audit;
        const counts = overlap >= JUDGED_OVERLAP && size * (1 - systems) * audit >= JUDGED_MISSING;
        if (counts) {
          judged += 1;
          if (board.covered >= 0.93 && board.covered <= 0.97) inside += 1;
          least = Math.min(least, board.covered);
          most = Math.max(most, board.covered);
        }
        const figures = [percent(board.covered), percent(normal.covered), percent(chao.covered)].join('   ');
        const width = (board.meanWidth / chao.meanWidth).toFixed(2).padStart(10);
        console.log(
          `${String(size).padStart(6)}${systems.toFixed(2).padStart(9)}${audit.toFixed(2).padStart(12)}${overlap.toFixed(1).padStart(9)}  ${figures}   ${width}   ${counts ? 'yes' : '-'}`,
        );
      }
  console.log(
    `${inside} of ${judged} judged cases within 93–97 % (${percent(least)} … ${percent(most)}); judged where at least ${JUDGED_OVERLAP} are expected in both and ${JUDGED_MISSING} by the other road alone`,
  );
}

const EVENTS = 1_000_000;
/** As the tail brings them: a million facts held at once would be the collector's work, not the monitor's. */
const BATCH = 5_000;
const CUSTOMERS = 20_000;
const DAYS = 30;
const HISTORY_STEP_MS = (DAYS * 86_400_000) / EVENTS;
/** Then live, with all that state, at 15,000 events a second and a flush every 100 ms. */
const LIVE_EVENTS = 300_000;
const LIVE_STEP_MS = 1 / 15;
const FLUSH_MS = 100;
/** Four days, in which every customer has its housekeeping once. */
const MINUTES = 4 * 1_440;
const START_MS = Date.UTC(2026, 2, 2);
const CHANNELS = ['visit', 'call', 'wecom', 'wechat', 'mail', 'chat', 'webinar', 'form', 'newsletter', 'partner'];
const REGIONS = ['east', 'south', 'north', 'west', 'central', 'northeast'];
const TOPICS = ['price', 'delivery', 'contract', 'complaint', 'order', 'invoice', 'visit', 'training', 'service', 'product'];
const STAGES = ['discovery', 'proposal', 'negotiation', 'won', 'lost'];

function mixedFacts(random: () => number, from: number, startMs: number, stepMs: number): Fact[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: BATCH }, (_, i) => {
    const number = from + i;
    const arrivalMs = startMs + i * stepMs;
    const sort = random();
    // Some customers are met far more often than others.
    const customer = `C-${Math.floor(CUSTOMERS * random() ** 2)}`;
    const late = random() < 0.06 ? random() * 86_400_000 : 0;
    const common = {
      id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      atMs: Math.floor(arrivalMs - late),
      ingestedAtMs: Math.floor(arrivalMs),
      source: pick(['crm', 'im', 'mail', 'call']),
      region: pick(REGIONS),
      team: null,
      channel: pick(CHANNELS),
      productLine: null,
      customerId: customer,
      repId: null,
    };
    if (sort < 0.05) return { ...common, kind: 'signal.seen', key: customer, data: { type: pick(['competitor_visit', 'tender_match']) } };
    if (sort < 0.12) {
      const opportunity = Math.floor(random() * CUSTOMERS);
      const data = { stage: pick(STAGES), amount: random() * 2e6 };
      return { ...common, kind: 'opportunity.moved', key: `O-${opportunity}`, customerId: `C-${opportunity}`, data };
    }
    const road = random();
    const roads =
      road < 0.15
        ? { found_later: true, found_by: 'audit' }
        : road < 0.2
          ? { captured_by: 'crm', found_by: 'audit' }
          : { captured_by: 'crm' };
    const data = {
      ...roads,
      direction: random() < 0.5 ? 'inbound' : 'outbound',
      // One in 25 asks something technical, one in 40 takes in expert content, one in ten is unhappy.
      topic: random() < 0.04 ? 'technical question' : random() < 0.025 ? 'expert content' : pick(TOPICS),
      sentiment: random() < 0.1 ? -0.6 : 0.3,
      match: random(),
    };
    return { ...common, kind: 'touchpoint.seen', key: customer, data };
  }) as Fact[];
}

const quantile = (sorted: readonly number[], q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;

/** Processor time, since the machine may be shared; the collector's own threads count too. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function throughput(): void {
  const settings = Value.Default(TouchpointsSection, {}) as TouchpointsSettings;
  let signals = 0;
  const monitor = createTouchpointsMonitor(settings, () => {
    signals += 1;
  });
  let rows = 0;
  const sink = { set: () => void rows++, delete: () => void rows++ };
  const random = seeded(SEED);
  const take = (fact: Fact) => {
    monitor.advance(fact.ingestedAtMs - 1);
    monitor.apply(fact, fact.ingestedAtMs);
  };
  const say = (what: string, events: number, spentMs: number) => {
    const perSecond = Math.round((events / spentMs) * 1_000);
    console.log(`${what}: ${perSecond} events/s of processor time (goal 150,000: ×${(perSecond / 150_000).toFixed(2)})`);
  };

  console.log(
    `\nThroughput: ${CUSTOMERS} customers, ${CHANNELS.length} channels, ${REGIONS.length} regions; touchpoints 88 %, moves 7 %, signals 5 %; 6 % up to a day late`,
  );
  let spentMs = 0;
  let bareMs = 0;
  const counts = new Map<string, number>();
  for (let from = 0; from < EVENTS; from += BATCH) {
    const facts = mixedFacts(random, from, START_MS + from * HISTORY_STEP_MS, HISTORY_STEP_MS);
    const startMs = cpuMs();
    for (const fact of facts) take(fact);
    spentMs += cpuMs() - startMs;
    // The least that any monitor does: one look-up by key for each event.
    const bareStartMs = cpuMs();
    for (const fact of facts) counts.set(fact.key, (counts.get(fact.key) ?? 0) + 1);
    bareMs += cpuMs() - bareStartMs;
  }
  say(`history, ${EVENTS} events of ${DAYS} days`, EVENTS, spentMs);
  console.log(`ratio to a bare Map of keys ${(bareMs / spentMs).toFixed(2)}; ${signals} signals`);

  const liveMs = START_MS + EVENTS * HISTORY_STEP_MS;
  for (let i = 0; i < 200; i++) monitor.collect(sink, liveMs, false);
  const flushMs: number[] = [];
  const flushRows: number[] = [];
  let nextFlushMs = liveMs + FLUSH_MS;
  spentMs = 0;
  for (let from = 0; from < LIVE_EVENTS; from += BATCH) {
    const facts = mixedFacts(random, EVENTS + from, liveMs + from * LIVE_STEP_MS, LIVE_STEP_MS);
    const startMs = cpuMs();
    for (const fact of facts) {
      take(fact);
      if (fact.ingestedAtMs < nextFlushMs) continue;
      nextFlushMs += FLUSH_MS;
      rows = 0;
      const beganMs = performance.now();
      monitor.collect(sink, fact.ingestedAtMs, false);
      flushMs.push(performance.now() - beganMs);
      flushRows.push(rows);
    }
    spentMs += cpuMs() - startMs;
  }
  say(`live, ${LIVE_EVENTS} events at 15,000 a second, flushes included`, LIVE_EVENTS, spentMs);
  flushMs.sort((a, b) => a - b);
  flushRows.sort((a, b) => a - b);
  console.log(
    `flush every ${FLUSH_MS} ms: p50 ${quantile(flushMs, 0.5).toFixed(2)} ms, p99 ${quantile(flushMs, 0.99).toFixed(2)} ms; rows p50 ${quantile(flushRows, 0.5)}, max ${flushRows.at(-1)}`,
  );
  state(monitor, settings, liveMs + LIVE_EVENTS * LIVE_STEP_MS);
}

/** The state, drawn a record at a time as a checkpoint does; and what a minute's housekeeping takes, over every slot of the customers. */
function state(monitor: ReturnType<typeof createTouchpointsMonitor>, settings: TouchpointsSettings, nowMs: number): void {
  const { reports, customers, opportunities } = monitor.size();
  globalThis.gc?.();
  const heapMb = process.memoryUsage().heapUsed / 2 ** 20;
  const longest = { callMs: 0, recordMs: 0, minuteMs: 0 };
  const since = (beganMs: number) => cpuMs() - beganMs;
  const saveMs = cpuMs();
  let beganMs = cpuMs();
  const records = monitor.save()[Symbol.iterator]();
  longest.callMs = since(beganMs);
  const texts: string[] = [];
  for (;;) {
    beganMs = cpuMs();
    const next = records.next();
    if (next.done) break;
    texts.push(JSON.stringify(next.value));
    longest.recordMs = Math.max(longest.recordMs, since(beganMs));
  }
  const savedMs = cpuMs() - saveMs;
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  const restoreMs = cpuMs();
  createTouchpointsMonitor(settings, () => {}).restore(texts.map((text) => JSON.parse(text)));
  const restoredMs = cpuMs() - restoreMs;
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    beganMs = cpuMs();
    monitor.advance(nowMs + minute * 60_000);
    longest.minuteMs = Math.max(longest.minuteMs, since(beganMs));
  }
  console.log(
    `state: ${reports} reports, ${customers} customers, ${opportunities} opportunities; heap ${heapMb.toFixed(0)} MiB in all${globalThis.gc ? '' : ' (not collected first: no --expose-gc)'}; ` +
      `checkpoint ${(bytes / 2 ** 20).toFixed(1)} MiB in ${texts.length} records, ${Math.round(bytes / reports)} bytes a report, made in ${savedMs.toFixed(0)} ms, read back in ${restoredMs.toFixed(0)} ms; ` +
      `longest: call ${longest.callMs.toFixed(2)} ms, record ${longest.recordMs.toFixed(2)} ms, minute of the clock ${longest.minuteMs.toFixed(2)} ms`,
  );
}

export function run(): void {
  console.log(`seed ${SEED}`);
  coverage();
  throughput();
}
