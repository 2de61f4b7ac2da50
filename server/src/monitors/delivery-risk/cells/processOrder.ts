/** The steps of all open orders in the order of the process (DELIVERY-24): a function of the set of routes, however many orders share one. */
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
      // A step that a route passes twice stands where it comes first.
      if (orders > 0) this.#routes.set(key, { route: [...new Set(route)], orders });
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

/** A topological order of the majority relation between steps; a circle is cut at the step that stands earliest in its routes on the whole. */
export function placesOf(routes: readonly (readonly string[])[]): Map<string, number> {
  const majority = new Map<string, Map<string, number>>();
  const positions = new Map<string, { sum: number; routes: number }>();
  const count = (a: string, b: string, by: number) => {
    const row = majority.get(a) ?? new Map<string, number>();
    majority.set(a, row);
    row.set(b, (row.get(b) ?? 0) + by);
  };
  for (const route of routes)
    for (const [i, a] of route.entries()) {
      const own = positions.get(a) ?? { sum: 0, routes: 0 };
      positions.set(a, { sum: own.sum + i / Math.max(1, route.length - 1), routes: own.routes + 1 });
      for (const b of route.slice(i + 1)) {
        count(a, b, 1);
        count(b, a, -1);
      }
    }
  const mean = (step: string) => {
    const { sum, routes } = positions.get(step) ?? { sum: 0, routes: 1 };
    return sum / routes;
  };
  const left = [...positions.keys()].sort((a, b) => mean(a) - mean(b) || (a < b ? -1 : 1));
  const places = new Map<string, number>();
  while (left.length > 0) {
    const free = left.findIndex((step) => left.every((other) => (majority.get(other)?.get(step) ?? 0) <= 0));
    const [step] = left.splice(Math.max(0, free), 1);
    places.set(step as string, places.size);
  }
  return places;
}
