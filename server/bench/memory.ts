/** What one open lead, one open order and one touchpoint take in the memory of their monitor: heap after collection, by the number of them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { loadConfig } from '../src/config/config.ts';
import { Engine } from '../src/monitors/engine.ts';
import { createMonitors } from '../src/monitors.ts';
import { seededRandom } from './load/events.ts';

const SEED = 20_261_122;
const NOW_MS = Date.UTC(2026, 10, 22, 8);
const HOUR_MS = 3_600_000;
const noAlerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };
const STEPS = ['design', 'procure', 'machining', 'assembly', 'test', 'shipping'];

type Make = (n: number, random: () => number) => Fact[];

let count = 0;
function fact(kind: EventKind, key: string, atMs: number, dimensions: Partial<Fact>, data: object): Fact {
  const id = `00000000-0000-4000-8000-${(count++).toString(16).padStart(12, '0')}`;
  const none = { region: null, team: null, channel: null, productLine: null, customerId: null, repId: null };
  return { id, kind, atMs, ingestedAtMs: atMs, source: 'crm', key, ...none, ...dimensions, data } as Fact;
}

const lead: Make = (n, random) => {
  const atMs = NOW_MS - Math.floor(random() * 60_000);
  const about = { region: `region-${n % 8}`, channel: `channel-${n % 6}`, customerId: `C-${n}` };
  return [
    fact('lead.created', `L-${n}`, atMs, about, { tier: 'A', value: 1_000 }),
    fact('lead.assigned', `L-${n}`, atMs + 1_000, { team: `team-${n % 40}`, repId: `rep-${n % 400}` }, {}),
  ];
};

const order: Make = (n, random) => {
  const placedMs = NOW_MS - Math.floor(random() * 5 * 24 * HOUR_MS);
  const about = { region: `region-${n % 8}`, productLine: `line-${n % 4}`, customerId: `C-${n % 20_000}` };
  const placed = { promised_at: placedMs + 200 * HOUR_MS, amount: 10_000, route: STEPS };
  const facts = [fact('order.placed', `O-${n}`, placedMs, about, placed)];
  for (const [i, step] of STEPS.entries()) {
    const atMs = placedMs + i * 24 * HOUR_MS;
    if (atMs > NOW_MS) break;
    facts.push(fact('order.step', `O-${n}`, atMs, about, { step, state: 'started', site: 'S' }));
    if (atMs + 20 * HOUR_MS <= NOW_MS)
      facts.push(fact('order.step', `O-${n}`, atMs + 20 * HOUR_MS, about, { step, state: 'completed', site: 'S' }));
  }
  return facts;
};

const touchpoint: Make = (n, random) => {
  const atMs = NOW_MS - Math.floor(random() * 29 * 24 * HOUR_MS);
  const about = { region: `region-${n % 8}`, channel: `channel-${n % 8}`, customerId: `C-${Math.floor(20_000 * random() ** 2)}` };
  return [
    fact('touchpoint.seen', `T-${n}`, atMs, about, { captured_by: 'crm', direction: 'inbound', topic: `topic-${n % 9}`, sentiment: 0.3 }),
  ];
};

const CASES: [what: string, monitor: string, numbers: number[], make: Make][] = [
  ['open lead', 'lead-response', [20_000, 100_000], lead],
  ['open order', 'delivery-risk', [3_000, 13_000], order],
  ['touchpoint of 30 days', 'touchpoints', [200_000, 1_000_000], touchpoint],
];

export function run(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapBytes = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  console.log(`seed ${SEED}; bytes of heap after collection, in the monitor alone`);
  for (const [what, name, numbers, make] of CASES) {
    const held = numbers.map((number): [number, number] => [number, heldBytes(name, number, make, heapBytes)]);
    const [[fewer, less], [more, most]] = held as [[number, number], [number, number]];
    console.log(
      `  ${what.padEnd(22)} ${held.map(([number, bytes]) => `${number.toLocaleString('en')}: ${(bytes / 1e6).toFixed(1)} MB`).join(', ')}; one more: ${Math.round((most - less) / (more - fewer))} bytes`,
    );
  }
}

/** In a function of its own: what was made before is garbage by the time it is called again. */
function heldBytes(name: string, number: number, make: Make, heapBytes: () => number): number {
  const before = heapBytes();
  const monitor = createMonitors(loadConfig(), () => {}).monitors.find((made) => made.name === name);
  if (!monitor) throw new Error(`no monitor ${name}`);
  const engine = new Engine({ monitors: [monitor], alerts: noAlerts });
  const random = seededRandom(SEED);
  const facts = Array.from({ length: number }, (_, n) => make(n, random)).flat();
  facts.sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
  for (const one of facts) engine.arrive(one);
  facts.length = 0;
  engine.advanceTo(NOW_MS);
  engine.collect({ set() {}, delete() {} }, true);
  const bytes = heapBytes() - before;
  // Still in use until here.
  if (engine.nowMs < NOW_MS) throw new Error('the clock stands elsewhere');
  return bytes;
}
