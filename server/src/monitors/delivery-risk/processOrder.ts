/**
 * The steps of all open orders in the order of the process. Routes differ; a step comes before another when more routes have it
 * so; where routes contradict each other in a circle, the step that stands earlier in its routes on the whole is taken first.
 * A function of the set of routes held, however many orders share one.
 */
const MAX_ROUTES = 500;

export class ProcessOrder {
  readonly #routes = new Map<string, { route: readonly string[]; orders: number }>();
  #places: Map<string, number> | undefined;

  add(route: readonly string[], change: 1 | -1): void {
    if (route.length === 0) return;
    const key = JSON.stringify(route);
    const held = this.#routes.get(key);
    const orders = (held?.orders ?? 0) + change;
    if (orders > 0 && held) held.orders = orders;
    else {
      if (orders > 0) this.#routes.set(key, { route, orders });
      else this.#routes.delete(key);
      this.#places = undefined;
    }
  }

  clear(): void {
    this.#routes.clear();
    this.#places = undefined;
  }

  /** True after a route came or went, until places are asked for again. */
  get stale(): boolean {
    return this.#places === undefined;
  }

  /** Place from 0; a step outside all routes comes after them. */
  placeOf(step: string): number {
    this.#places ??= placesOf(
      [...this.#routes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, MAX_ROUTES)
        .map(([, { route }]) => route),
    );
    return this.#places.get(step) ?? this.#places.size;
  }
}

export function placesOf(routes: readonly (readonly string[])[]): Map<string, number> {
  const before = new Map<string, Map<string, number>>();
  const standing = new Map<string, { sum: number; routes: number }>();
  const count = (a: string, b: string, by: number) => {
    const row = before.get(a) ?? new Map<string, number>();
    before.set(a, row);
    row.set(b, (row.get(b) ?? 0) + by);
  };
  for (const route of routes)
    for (const [i, a] of route.entries()) {
      const own = standing.get(a) ?? { sum: 0, routes: 0 };
      standing.set(a, { sum: own.sum + i / Math.max(1, route.length - 1), routes: own.routes + 1 });
      for (const b of route.slice(i + 1)) {
        count(a, b, 1);
        count(b, a, -1);
      }
    }
  const mean = (step: string) => {
    const { sum, routes } = standing.get(step) ?? { sum: 0, routes: 1 };
    return sum / routes;
  };
  const left = [...standing.keys()].sort((a, b) => mean(a) - mean(b) || (a < b ? -1 : 1));
  const places = new Map<string, number>();
  while (left.length > 0) {
    const free = left.findIndex((step) => left.every((other) => (before.get(other)?.get(step) ?? 0) <= 0));
    const [step] = left.splice(Math.max(0, free), 1);
    places.set(step as string, places.size);
  }
  return places;
}
