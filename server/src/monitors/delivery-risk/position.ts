/** Where an order stands at an instant: which steps it is in, which are to come, which were left behind. */
import type { OrderStep, OrderView } from './order.ts';
import { endsOf } from './teaching.ts';

export interface Position {
  /** Steps under way or blocked that nothing later has overtaken. */
  active: OrderStep[];
  /** Steps not ended although a later one has been touched since: skipped, unreported, or truly parallel. */
  overtaken: OrderStep[];
  /** Steps of which nothing has been seen yet, in the order of the process. */
  ahead: OrderStep[];
  /** When the last step ended, else when the order was placed: since then the next one has been waited for. */
  readyMs: number | null;
  lastEnded: string | null;
}

export function positionOf(order: OrderView): Position {
  order.memo.position ??= findPosition(order);
  return order.memo.position;
}

function findPosition(order: OrderView): Position {
  const active: OrderStep[] = [];
  const overtaken: OrderStep[] = [];
  const ahead: OrderStep[] = [];
  let frontier = -1;
  for (const [i, step] of order.steps.entries()) if (step.view.status !== 'todo') frontier = i;
  let laterSignMs = -Infinity;
  for (let i = order.steps.length - 1; i >= 0; i -= 1) {
    const step = order.steps[i] as OrderStep;
    const { view } = step;
    if (view.status === 'todo') (i > frontier ? ahead : overtaken).push(step);
    else if (view.status !== 'done') (laterSignMs > view.lastAtMs ? overtaken : active).push(step);
    if (view.status !== 'todo') laterSignMs = Math.max(laterSignMs, view.firstAtMs);
  }
  const last = endsOf(order).at(-1);
  return {
    active: active.reverse(),
    overtaken: overtaken.reverse(),
    ahead: ahead.reverse(),
    readyMs: last ? Math.max(last.atMs, order.placedAtMs ?? last.atMs) : order.placedAtMs,
    lastEnded: last?.name ?? null,
  };
}
