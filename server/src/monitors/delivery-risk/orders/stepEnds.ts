/** The ended steps of an order, by when they ended. */
import type { OrderView } from './orderView.ts';

export interface StepEnd {
  name: string;
  atMs: number;
  /** Place in the route; −1 for a step outside it. */
  index: number;
}

export function stepEndsOf({ steps, route }: Pick<OrderView, 'steps' | 'route'>): StepEnd[] {
  const ends: StepEnd[] = [];
  for (const { name, view } of steps)
    if (view.status === 'done' && view.completedAtMs !== null) ends.push({ name, atMs: view.completedAtMs, index: route.indexOf(name) });
  return ends.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
}
