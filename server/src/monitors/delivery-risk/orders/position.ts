/** Where an order stands: which steps it is in, which are to come, which were left behind (DELIVERY-6). */
import type { OrderStep, OrderView, Position } from './orderView.ts';
import { stepEndsOf } from './stepEnds.ts';

export function positionOf(order: OrderView): Position {
  order.memo.position ??= findPosition(order);
  return order.memo.position;
}

function findPosition(order: OrderView): Position {
  const active: OrderStep[] = [];
  const overtaken: OrderStep[] = [];
  const ahead: OrderStep[] = [];
  let frontier = -1;
  for (let i = 0; i < order.steps.length; i += 1) if (order.steps[i]?.view.status !== 'todo') frontier = i;
  let laterFactMs = -Infinity;
  for (let i = order.steps.length - 1; i >= 0; i -= 1) {
    const step = order.steps[i] as OrderStep;
    const { view } = step;
    if (view.status === 'todo') (i > frontier ? ahead : overtaken).push(step);
    else if (view.status !== 'done') (laterFactMs > view.lastAtMs ? overtaken : active).push(step);
    if (view.status !== 'todo') laterFactMs = Math.max(laterFactMs, view.firstAtMs);
  }
  const last = stepEndsOf(order).at(-1);
  ahead.reverse();
  const waited = active.length === 0 ? (ahead[0] ?? null) : null;
  return {
    active: active.reverse(),
    overtaken: overtaken.reverse(),
    ahead,
    waited,
    later: waited ? ahead.slice(1) : ahead,
    readyMs: last ? Math.max(last.atMs, order.placedAtMs ?? last.atMs) : order.placedAtMs,
    lastEnded: last?.name ?? null,
  };
}
