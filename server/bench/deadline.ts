/**
 * How late a violation fires with 100,000 open leads, the board collecting and flushing as it does live. Beside it, in the same
 * process and at the same instants, bare timers: what the machine itself is late.
 */
import type { Fact } from '@warroom/protocol/events';
import { Board } from '../src/board/board.ts';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config/config.ts';
import { createRandom } from '../src/demo/world/random.ts';
import { Live } from '../src/live/live.ts';
import { StreamHub } from '../src/stream/hub.ts';

const SEED = 1;
const OPEN_LEADS = 100_000;
/** Leads whose time is up while we watch; the others wait beside them. */
const FIRING = 5_000;
const WATCH_MS = 20_000;
const PROBES = 1_000;
const SLA_MS = 90_000;

export async function run(): Promise<void> {
  const config = loadConfig();
  const random = createRandom(`deadline-${SEED}`);
  const board = new Board({ epoch: 'bench' });
  const hub: StreamHub = new StreamHub({ board, clock: systemClock, config: config.stream, authorize: () => true });
  const lateMs: number[] = [];
  const live = new Live({
    config,
    clock: systemClock,
    board,
    server: 'bench',
    version: '0',
    appendLog: (rows) => {
      const nowMs = performance.timeOrigin + performance.now();
      for (const row of rows) if (row.state === 'firing' && row.rule === 'lead-violation') lateMs.push(nowMs - row.atMs);
    },
    readSought: async function* () {},
    flush: (topics) => topics && hub.flushNow(topics),
    mode: () => 'live',
    connections: () => 0,
  });
  live.restore(null);
  const setUpMs = systemClock.now();
  // Room for the set-up itself, which takes seconds: what fires before the watch begins does not count.
  const beginMs = setUpMs + 15_000;
  const facts: Fact[] = [];
  for (let n = 0; n < OPEN_LEADS; n += 1) {
    const deadlineMs =
      n < FIRING ? beginMs + Math.floor(random.unit() * WATCH_MS) : beginMs + WATCH_MS + 30_000 + Math.floor(random.unit() * 20_000);
    const atMs = deadlineMs - SLA_MS;
    facts.push({
      id: `f${n}`,
      kind: 'lead.created',
      atMs,
      ingestedAtMs: Math.min(atMs, setUpMs),
      source: 'crm',
      key: `L${n}`,
      region: `region-${n % 8}`,
      channel: `channel-${n % 6}`,
      team: null,
      repId: null,
      productLine: null,
      customerId: null,
      data: { tier: 'A', value: 1_000 },
    });
  }
  facts.sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
  for (let start = 0; start < facts.length; start += 2_000) live.apply(facts.slice(start, start + 2_000));
  live.start(() => 0);
  hub.start();
  live.caughtUp();
  const marginMs = beginMs - systemClock.now();
  if (marginMs < 0) throw new Error(`the set-up took ${-marginMs} ms too long for this machine`);

  const bareMs: number[] = [];
  for (let n = 0; n < PROBES; n += 1) {
    const dueMs = beginMs + Math.floor(random.unit() * WATCH_MS);
    systemClock.at(dueMs, () => bareMs.push(performance.timeOrigin + performance.now() - dueMs));
  }
  await new Promise((resolve) => setTimeout(resolve, beginMs + WATCH_MS + 1_000 - systemClock.now()));
  live.stop();
  hub.stop();
  const [product, bare] = [quantiles(lateMs), quantiles(bareMs)];
  console.log(`seed ${SEED}; ${OPEN_LEADS} open leads, ${lateMs.length} of ${FIRING} deadlines in ${WATCH_MS / 1_000} s`);
  console.log(
    `firing error p50 ${product.p50.toFixed(1)} ms, p99 ${product.p99.toFixed(1)} ms, worst ${product.worst.toFixed(1)} ms (goal p99 < 100 ms)`,
  );
  console.log(
    `bare timers in the same process: p50 ${bare.p50.toFixed(1)} ms, p99 ${bare.p99.toFixed(1)} ms; ratio of p99 ${(product.p99 / bare.p99).toFixed(2)}`,
  );
}

function quantiles(values: number[]): { p50: number; p99: number; worst: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), worst: at(1) };
}
