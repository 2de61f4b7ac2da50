/** Units whose judged windows from some hour on have to be judged again, by rule. */
import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import type { Rule } from './rule.ts';

export interface OutdatedUnit {
  rule: Rule;
  scope: BreakerScope;
  id: string;
  fromHour: number;
}

export class OutdatedWindows {
  readonly #byRule: ReadonlyMap<Rule, Map<`${BreakerScope}|${string}`, OutdatedUnit>>;

  constructor(rules: readonly Rule[]) {
    this.#byRule = new Map(rules.map((rule) => [rule, new Map()]));
  }

  get isEmpty(): boolean {
    for (const units of this.#byRule.values()) if (units.size > 0) return false;
    return true;
  }

  add(rule: Rule, scope: BreakerScope, id: string, fromHour: number): void {
    const units = this.#byRule.get(rule);
    const known = units?.get(`${scope}|${id}`);
    if (!known) units?.set(`${scope}|${id}`, { rule, scope, id, fromHour });
    else if (fromHour < known.fromHour) known.fromHour = fromHour;
  }

  *all(): Generator<OutdatedUnit> {
    for (const units of this.#byRule.values()) yield* units.values();
  }

  clear(): void {
    for (const units of this.#byRule.values()) units.clear();
  }
}
