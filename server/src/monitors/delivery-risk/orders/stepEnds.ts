/** The ended steps of an order, by when they ended. */
import type { OrderView, StepEnd } from './orderView.ts';

export function stepEndsOf(order: OrderView): readonly StepEnd[] {
  order.memo.ends ??= findEnds(order);
  return order.memo.ends;
}

function findEnds({ steps }: OrderView): StepEnd[] {
  const ends: StepEnd[] = [];
  for (const { name, view, place } of steps)
    if (view.status === 'done' && view.completedAtMs !== null) ends.push({ name, atMs: view.completedAtMs, index: place });
  return ends.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
}
