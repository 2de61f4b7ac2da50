/** What the systems report of one order over its life. */
import type { Arrival } from '../world/arrivals.ts';
import type { Random } from '../world/random.ts';
import { deliver, type Row } from '../world/row.ts';
import { type OrderLife, productionStep, SEEDED_STANDS_MS, type StepLife, shareReported } from './orderLife.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A step that takes longer reports on its way. */
const REPORTS_FROM_MS = 16 * HOUR_MS;
const PRIORITY = '加急';
const PHANTOM_SKUS = 20;

export function orderRows(order: OrderLife, random: Random): Arrival[] {
  const { id, account, line, plant, placedMs, cancelledMs } = order;
  const rows: Arrival[] = [];
  const untilMs = cancelledMs ?? Infinity;
  const common = { key: id, region: account.region, productLine: line.name, customerId: account.id };
  const report = (row: Omit<Row, 'key'> & { key?: string }) => {
    if (row.atMs <= untilMs) rows.push(deliver({ ...common, ...row }, random));
  };
  const ofStep = (step: StepLife, atMs: number, state: string, data: Record<string, unknown> = {}) =>
    report({ kind: 'order.step', system: 'mes', atMs, data: { step: step.name, state, site: plant.name, ...data } });

  report({
    kind: 'order.placed',
    system: 'erp',
    atMs: placedMs,
    data: {
      promised_at: order.promisedMs,
      expedite: order.expedite,
      amount: order.amountYuan,
      route: line.route.map(({ name }) => name),
      from: plant.city,
      to: order.to,
    },
  });
  const production = productionStep(order);
  if (order.priorityMs !== null)
    ofStep(production, order.priorityMs, 'planned', { planned_end: production.plannedEndMs, priority: PRIORITY });

  for (const step of order.steps) {
    const { startMs, endMs, pauses, workMs } = step;
    const prioritised = order.priorityMs !== null && order.priorityMs < startMs;
    ofStep(step, startMs, 'started', { planned_end: step.plannedEndMs, ...(prioritised ? { priority: PRIORITY } : {}) });
    for (const { fromMs, untilMs: resumedMs } of pauses) {
      ofStep(step, fromMs, 'blocked');
      ofStep(step, resumedMs, 'started');
    }
    if (workMs > REPORTS_FROM_MS)
      for (const share of [0.34, 0.67]) {
        const atMs = Math.round(startMs + share * (endMs - startMs) + random.between(-1, 1) * HOUR_MS);
        if (pauses.some((pause) => pause.fromMs <= atMs && atMs <= pause.untilMs)) continue;
        ofStep(step, atMs, 'progressed', { progress: shareReported(step, atMs) });
      }
    ofStep(step, endMs, 'completed');
  }
  stockRows(order, random, report);
  if (cancelledMs !== null) report({ kind: 'order.cancelled', system: 'erp', atMs: cancelledMs });
  else report({ kind: 'order.delivered', system: 'erp', atMs: order.deliveredMs });
  return rows;
}

/** What is promised to it from stock; for the seeded few, stock that is locked or still on the road until somebody sees to it. */
function stockRows(order: OrderLife, random: Random, report: (row: Omit<Row, 'key'> & { key?: string }) => void): void {
  const { placedMs, quantity, plant, phantom } = order;
  const { warehouse } = plant;
  const promisedMs = placedMs + Math.round(random.between(8, 40) * MINUTE_MS);
  const promise = (sku: string) => report({ kind: 'stock.promised', system: 'wms', atMs: promisedMs, data: { sku, warehouse, quantity } });
  if (phantom === null) {
    promise(order.sku);
    return;
  }
  const sku = `SKU-${1901 + (phantom % PHANTOM_SKUS)}`;
  const key = `${sku}@${warehouse}`;
  const locked = 40 + (phantom % 7);
  const count = (atMs: number, data: Record<string, number>) => report({ kind: 'stock.counted', system: 'wms', atMs, key, data });
  count(promisedMs - 5 * MINUTE_MS, { on_hand: locked + 3, locked, in_transfer: 60 });
  promise(sku);
  count(promisedMs + SEEDED_STANDS_MS, { on_hand: locked + 63, locked: 2, in_transfer: 0 });
}
