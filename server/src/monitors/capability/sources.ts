/** Which systems the facts of each kind come from: what an alert stands on. State: at most {@link MOST} names per kind. */
import type { EventKind } from '@warroom/protocol/events';
import { kindsOfRule } from '@warroom/protocol/feeds';

/** More sources than this for one kind is not a landscape of systems but a fault; the alphabetically last are left out. */
const MOST = 32;

export class SourceBook {
  readonly #byKind = new Map<EventKind, Set<string>>();

  see(kind: EventKind, source: string): void {
    let sources = this.#byKind.get(kind);
    if (!sources) {
      sources = new Set();
      this.#byKind.set(kind, sources);
    }
    if (sources.has(source)) return;
    sources.add(source);
    if (sources.size > MOST) sources.delete([...sources].sort().at(-1) as string);
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
