/** Which systems the facts of each kind come from: what an alert stands on. State: at most {@link MAX_SOURCES} names per kind. */
import type { EventKind } from '@warroom/protocol/events';
import { kindsOfRule } from '@warroom/protocol/feeds';

/** So many sources of one kind are a fault in the data; the alphabetically last are left out. */
const MAX_SOURCES = 32;

export class FactSources {
  readonly #byKind = new Map<EventKind, Set<string>>();

  see(kind: EventKind, source: string): void {
    let sources = this.#byKind.get(kind);
    if (!sources) {
      sources = new Set();
      this.#byKind.set(kind, sources);
    }
    if (sources.has(source)) return;
    sources.add(source);
    if (sources.size > MAX_SOURCES) sources.delete([...sources].sort().at(-1) as string);
  }

  /** Sources of all kinds that the rule is made of, in order of name. */
  of(rule: string): string[] {
    return [...new Set(kindsOfRule(rule).flatMap((kind) => [...(this.#byKind.get(kind) ?? [])]))].sort();
  }

  save(): [EventKind, string[]][] {
    return [...this.#byKind].map(([kind, sources]) => [kind, [...sources]]);
  }

  restore(saved: readonly [EventKind, string[]][]): void {
    for (const [kind, sources] of saved) this.#byKind.set(kind, new Set(sources));
  }
}
