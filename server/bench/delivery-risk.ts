/** Calibration of p(late), and what the delivery-risk monitor costs. `npm run bench -- delivery-risk` */
import os from 'node:os';
import type { DeliveryOrderRow } from '@warroom/protocol/concerns/delivery-risk';
import type { Fact } from '@warroom/protocol/events';
import { loadConfig } from '../src/config/config.ts';
import { createDeliveryRiskMonitor } from '../src/monitors/delivery-risk/monitor.ts';
import type { RowSink } from '../src/monitors/monitor.ts';
import { type Factory, type SimulatedOrder, seeded, simulate } from './delivery-risk/simulation.ts';

const COLLECT_FACTS = 20_000;
const SEED = 20_261_122;
/** Shares of the promised time at which each order that is still open is asked for its p(late). */
const LOOKS = [0.2, 0.4, 0.6, 0.8, 0.95];

/** Looks fall on full quarters of a day: rows are worked out when the board is collected. */
const LOOK_GRID_MS = 6 * 3_600_000;
const onGrid = (atMs: number): number => Math.ceil(atMs / LOOK_GRID_MS) * LOOK_GRID_MS;

interface Forecast {
  pLate: number;
  /** What plan against clock would say: late when the step under way is past its planned end, or the plan ends after the promise. */
  byPlan: number;
  late: number;
}

function forecasts(facts: readonly Fact[], orders: readonly SimulatedOrder[]): { forecasts: Forecast[]; seconds: number; signals: number } {
  let signals = 0;
  const monitor = createDeliveryRiskMonitor(loadConfig()['delivery-risk'], () => {
    signals += 1;
  });
  const board = new Map<string, DeliveryOrderRow>();
  let handed = 0;
  const sink: RowSink = {
    set: (topic, key, row) => {
      handed += 1;
      if (topic === 'delivery-risk.orders') board.set(key, row as DeliveryOrderRow);
    },
    delete: (topic, key) => void (topic === 'delivery-risk.orders' && board.delete(key)),
  };
  const looks = orders
    .flatMap((order) => LOOKS.map((share) => ({ order, atMs: onGrid(order.placedMs + share * (order.promisedMs - order.placedMs)) })))
    .filter(({ order, atMs }) => atMs < Math.min(order.deliveredMs, order.promisedMs))
    .sort((a, b) => a.atMs - b.atMs);
  const found: Forecast[] = [];
  const started = performance.now();
  let next = 0;
  const wake = (untilMs: number) => {
    for (let dueMs = monitor.nextWakeMs(); dueMs <= untilMs; dueMs = monitor.nextWakeMs()) monitor.advance(dueMs);
  };
  for (const fact of [...facts, null]) {
    for (let look = looks[next]; look && (!fact || look.atMs < fact.atMs); look = looks[++next]) {
      wake(look.atMs);
      // A live collect hands over so many rows at once: the board is looked at when it has them all.
      do {
        handed = 0;
        monitor.collect(sink, look.atMs, false);
      } while (handed > 0);
      const row = board.get(look.order.name);
      if (!row) continue;
      const { order, atMs } = look;
      const current = order.steps.find((step) => step.endMs > atMs);
      const plannedLate =
        (order.steps.at(-1)?.plannedEndMs ?? 0) > order.promisedMs || (current !== undefined && current.plannedEndMs < atMs);
      found.push({ pLate: row.pLate, byPlan: plannedLate ? 1 : 0, late: order.deliveredMs > order.promisedMs ? 1 : 0 });
    }
    if (!fact) break;
    wake(fact.atMs - 1);
    monitor.apply(fact, fact.atMs);
    wake(fact.atMs);
  }
  return { forecasts: found, seconds: (performance.now() - started) / 1_000, signals };
}

const brier = (all: readonly Forecast[], p: (f: Forecast) => number) => all.reduce((sum, f) => sum + (p(f) - f.late) ** 2, 0) / all.length;

function report(title: string, factory: Factory): void {
  const { facts, orders } = simulate(factory);
  const { forecasts: all, seconds, signals } = forecasts(facts, orders);
  const base = all.reduce((sum, f) => sum + f.late, 0) / all.length;
  const own = brier(all, (f) => f.pLate);
  const byBase = base * (1 - base);
  const byPlan = brier(all, (f) => f.byPlan);
  console.log(
    `\n${title}: ${orders.length} orders, ${facts.length} facts, ${all.length} forecasts, ${signals} signals, ${seconds.toFixed(1)} s`,
  );
  console.log(
    `  Brier score       p(late) ${own.toFixed(4)}   always the base rate (${base.toFixed(3)}) ${byBase.toFixed(4)}   planned end against now ${byPlan.toFixed(4)}`,
  );
  console.log(`  skill             ${(1 - own / byBase).toFixed(3)} over the base rate, ${(1 - own / byPlan).toFixed(3)} over the plan`);
  console.log('  reliability       bin        forecasts   said   came');
  let calibration = 0;
  for (let bin = 0; bin < 10; bin += 1) {
    const inBin = all.filter((f) => Math.min(9, Math.floor(f.pLate * 10)) === bin);
    if (inBin.length === 0) continue;
    const said = inBin.reduce((sum, f) => sum + f.pLate, 0) / inBin.length;
    const came = inBin.reduce((sum, f) => sum + f.late, 0) / inBin.length;
    calibration += (inBin.length / all.length) * Math.abs(said - came);
    console.log(
      `                    ${(bin / 10).toFixed(1)}–${((bin + 1) / 10).toFixed(1)} ${String(inBin.length).padStart(12)}   ${said.toFixed(3)}  ${came.toFixed(3)}`,
    );
  }
  console.log(`  expected calibration error ${calibration.toFixed(4)}`);
}

/** One pass over facts of all the monitor's kinds, as many of stock as a warehouse counts, a live collect every 20,000 facts. */
function throughput(): void {
  const { facts, orders } = simulate({ orders: 20_000, seed: SEED, everyMs: 30_000, unruly: false });
  const lastPlacedMs = orders.at(-1)?.placedMs ?? 0;
  const random = seeded(SEED);
  const mixed: Fact[] = [];
  for (const [i, fact] of facts.entries()) {
    mixed.push(fact);
    if (i % 4 !== 0) continue;
    const sku = `P-${Math.floor(random() * 2_000)}`;
    const extra =
      i % 8 === 0
        ? { kind: 'stock.counted', key: `${sku}@W1`, data: { on_hand: 100 * random(), locked: 30 * random(), in_transfer: 20 } }
        : { kind: 'supplier.quoted', key: sku, data: { supplier: `S-${i % 5}`, lead_time_days: 5, unit_cost: 3, currency: 'CNY' } };
    mixed.push({ ...fact, ...extra, id: `${fact.id}-s` } as unknown as Fact);
  }
  const monitor = createDeliveryRiskMonitor(loadConfig()['delivery-risk'], () => {});
  let rows = 0;
  let most = 0;
  const sink: RowSink = { set: () => void rows++, delete: () => void rows++ };
  let collectMs = 0;
  let untilCollect = COLLECT_FACTS;
  let stateBytes = 0;
  let savingMs = 0;
  let callMs = 0;
  let longestMs = 0;
  const started = performance.now();
  for (const fact of mixed) {
    for (let dueMs = monitor.nextWakeMs(); dueMs < fact.atMs; dueMs = monitor.nextWakeMs()) monitor.advance(dueMs);
    monitor.apply(fact, fact.atMs);
    if (stateBytes === 0 && fact.atMs >= lastPlacedMs) {
      const before = performance.now();
      const records = monitor.save()[Symbol.iterator]();
      callMs = performance.now() - before;
      for (let from = performance.now(), next = records.next(); !next.done; next = records.next()) {
        longestMs = Math.max(longestMs, performance.now() - from);
        stateBytes += JSON.stringify(next.value).length;
        from = performance.now();
      }
      savingMs = performance.now() - before;
    }
    untilCollect -= 1;
    if (untilCollect > 0) continue;
    untilCollect = COLLECT_FACTS;
    const before = performance.now();
    rows = 0;
    monitor.collect(sink, fact.atMs, false);
    most = Math.max(most, rows);
    collectMs += performance.now() - before;
  }
  const seconds = (performance.now() - started - savingMs) / 1_000;
  const open = orders.filter((order) => order.deliveredMs > lastPlacedMs).length;
  const days = ((mixed.at(-1)?.atMs ?? 0) - (mixed[0]?.atMs ?? 0)) / 86_400_000;
  console.log(`\nthroughput: ${mixed.length} facts of its own kinds over ${days.toFixed(0)} days in ${seconds.toFixed(2)} s`);
  console.log(
    `  ${Math.round(mixed.length / seconds)} facts/s on one core, of which ${(collectMs / 1_000).toFixed(2)} s collecting; most rows in one collect ${most}`,
  );
  console.log(
    `  state at the fullest, ${open} orders open: ${(stateBytes / 1e6).toFixed(1)} MB as JSON, saved in ${savingMs.toFixed(0)} ms: the call ${callMs.toFixed(2)} ms, the longest record ${longestMs.toFixed(1)} ms`,
  );
}

export function run(): void {
  console.log(`delivery-risk: ${os.cpus()[0]?.model ?? 'unknown'} × ${os.cpus().length}, Node ${process.version}, seed ${SEED}`);
  const orders = 20_000;
  report('log-normal factory', { orders, seed: SEED, everyMs: 600_000, unruly: false });
  report('unruly factory (heavy tails, drift, skipped steps, missing and misdated facts)', {
    orders,
    seed: SEED + 1,
    everyMs: 600_000,
    unruly: true,
  });
  throughput();
}
