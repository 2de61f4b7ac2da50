/** A seeded factory: orders of several product lines that go through log-normal steps, with blocks, progress reports and plans. */
import type { EventKind, Fact } from '@warroom/protocol/events';

/** Mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Factory {
  orders: number;
  seed: number;
  /** Mean time between two orders. */
  everyMs: number;
  /** Everything that real histories do and textbooks do not. */
  unruly: boolean;
}

export interface SimulatedOrder {
  name: string;
  placedMs: number;
  promisedMs: number;
  deliveredMs: number;
  /** Planned end by step, as the plan stood at placing. */
  steps: { name: string; startMs: number; endMs: number; plannedEndMs: number }[];
}

const HOUR_MS = 3_600_000;
/** Steps by product line: name, median hours, spread of the log. Steps shared by name differ by line in median and spread. */
const LINES: Record<string, readonly (readonly [string, number, number])[]> = {
  pumps: [
    ['design', 10, 0.5],
    ['procure', 40, 0.7],
    ['machining', 24, 0.4],
    ['assembly', 16, 0.35],
    ['test', 8, 0.5],
    ['shipping', 30, 0.4],
  ],
  valves: [
    ['procure', 25, 0.6],
    ['machining', 14, 0.5],
    ['assembly', 9, 0.45],
    ['test', 5, 0.6],
    ['shipping', 26, 0.35],
  ],
  spares: [
    ['picking', 3, 0.7],
    ['packing', 1.5, 0.5],
    ['shipping', 22, 0.5],
  ],
  systems: [
    ['design', 60, 0.5],
    ['procure', 90, 0.8],
    ['machining', 50, 0.5],
    ['assembly', 40, 0.4],
    ['commissioning', 30, 0.6],
    ['test', 20, 0.5],
    ['shipping', 48, 0.4],
  ],
};
const REGIONS: Record<string, number> = { 华东: 1, 华南: 1.1, 华北: 0.95, 西部: 1.35 };

const DIMENSIONS = { region: null, team: null, channel: null, productLine: null, customerId: null, repId: null };

export function simulate({ orders, seed, everyMs, unruly }: Factory): { facts: Fact[]; orders: SimulatedOrder[] } {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const facts: Fact[] = [];
  const simulated: SimulatedOrder[] = [];
  let count = 0;
  const emit = <K extends EventKind>(kind: K, atMs: number, key: string, data: object, dimensions: object = {}) => {
    const at = Math.round(atMs);
    const id = `00000000-0000-4000-8000-${(count++).toString(16).padStart(12, '0')}`;
    facts.push({ id, kind, atMs: at, ingestedAtMs: at, source: 'mes', key, ...DIMENSIONS, ...dimensions, data } as unknown as Fact);
  };
  let clockMs = Date.UTC(2026, 0, 5);
  for (let n = 0; n < orders; n += 1) {
    clockMs += -Math.log(1 - random()) * everyMs;
    const name = `O-${n}`;
    const line = pick(Object.keys(LINES));
    const region = pick(Object.keys(REGIONS));
    const expedite = random() < 0.1;
    const plan = LINES[line] ?? [];
    // Half way through, machining gets slower for good, as after the loss of a machine.
    const slower = unruly && n > orders / 2 ? 1.6 : 1;
    const size = unruly ? Math.exp(0.35 * normal()) : 1;
    const factor = (expedite ? 0.75 : 1) * size;
    const totalHours = plan.reduce((sum, [, hours, sigma]) => sum + hours * Math.exp((sigma * sigma) / 2), 0);
    const promisedMs = clockMs + totalHours * HOUR_MS * (expedite ? 0.85 : 1.15) * Math.exp(0.2 * normal());
    emit(
      'order.placed',
      clockMs,
      name,
      {
        promised_at: Math.round(promisedMs),
        expedite,
        amount: Math.round(1_000 * Math.exp(2 + normal())),
        route: plan.map(([step]) => step),
      },
      { region, productLine: line, customerId: `C-${Math.floor(random() * 500)}` },
    );
    let atMs = clockMs;
    const steps: SimulatedOrder['steps'] = [];
    let planMs = clockMs;
    for (const [step, hours, sigma] of plan) {
      planMs += hours * Math.exp((sigma * sigma) / 2) * HOUR_MS * 1.05;
      const skipped = unruly && random() < 0.06;
      if (skipped) continue;
      const heavy = unruly && random() < 0.03 ? 5 : 1;
      const place = step === 'shipping' ? (REGIONS[region] ?? 1) : 1;
      const workMs = hours * HOUR_MS * Math.exp(sigma * normal()) * factor * place * heavy * (step === 'machining' ? slower : 1);
      const waitMs = unruly ? workMs * 0.2 * random() : 0;
      const startMs = atMs + waitMs;
      const blocked = random() < 0.08;
      const blockAtMs = startMs + random() * workMs;
      const blockMs = blocked ? 6 * HOUR_MS * Math.exp(0.9 * normal()) : 0;
      const endMs = startMs + workMs + blockMs;
      const dimensions = random() < 0.5 ? { region } : {};
      const data = (state: string, extra: object = {}) => ({ step, state, site: `${step}-${line === 'spares' ? 'b' : 'a'}`, ...extra });
      const planned = unruly && random() < 0.3 ? {} : { planned_end: Math.round(planMs) };
      if (!unruly || random() > 0.15) emit('order.step', startMs, name, data('started', planned), dimensions);
      for (const share of [0.25, 0.5, 0.75]) {
        if (random() > 0.5) continue;
        const reportMs = startMs + share * workMs + (blocked && startMs + share * workMs > blockAtMs ? blockMs : 0);
        const told = Math.min(0.99, Math.max(0.01, share * Math.exp(0.25 * normal())));
        emit('order.step', reportMs, name, data('progressed', { progress: told }));
      }
      if (blocked) {
        emit('order.step', blockAtMs, name, data('blocked'));
        emit('order.step', blockAtMs + blockMs, name, data('started'));
      }
      if (!unruly || random() > 0.04) emit('order.step', endMs + (unruly && random() < 0.03 ? 2 * HOUR_MS : 0), name, data('completed'));
      steps.push({ name: step, startMs, endMs, plannedEndMs: planMs });
      atMs = endMs;
    }
    const deliveredMs = atMs + (unruly ? HOUR_MS * random() * 4 : 60_000);
    emit('order.delivered', deliveredMs, name, {});
    simulated.push({ name, placedMs: clockMs, promisedMs, deliveredMs, steps });
  }
  facts.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  return { facts, orders: simulated };
}
