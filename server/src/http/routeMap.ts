/** What exists here: which methods an address knows, and what to tell who asks for one that does not exist. */

export interface Route {
  /** As registered: `/api/v1/alerts/:id`. */
  pattern: string;
  methods: readonly string[];
}

const PLACEHOLDER = /:[^/]+/g;

export class RouteMap {
  readonly #routes = new Map<string, { matches: RegExp; methods: Set<string> }>();

  add({ pattern, methods }: Route): void {
    const known = this.#routes.get(pattern);
    if (known) for (const method of methods) known.methods.add(method);
    else this.#routes.set(pattern, { matches: matcherOf(pattern), methods: new Set(methods) });
  }

  /** Methods of every route that fits, sorted; empty for an address that does not exist. Catch-alls of static files are left out. */
  methodsOf(path: string): string[] {
    const found = new Set<string>();
    for (const [pattern, { matches, methods }] of this.#routes)
      if (!pattern.includes('*') && matches.test(path)) for (const method of methods) found.add(method);
    return [...found].sort();
  }

  /** `GET /api/v1/alerts/:id`, sorted by address; without those that only repeat a GET. */
  under(prefix: string): string[] {
    return [...this.#routes]
      .filter(([pattern]) => pattern.startsWith(prefix) && !pattern.includes('*'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([pattern, { methods }]) => [...methods].filter((method) => method !== 'HEAD').map((method) => `${method} ${pattern}`));
  }
}

function matcherOf(pattern: string): RegExp {
  const parts = pattern.split(PLACEHOLDER).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}/?$`);
}
