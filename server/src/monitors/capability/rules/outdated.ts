/** Units whose judged windows from some hour on have to be judged again, by rule. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import type { Rule } from './rule.ts';

export interface OutdatedUnit {
  rule: Rule;
  scope: BreakerScope;
  id: string;
  fromHour: number;
}

export class OutdatedWindows {
  readonly #byRule: ReadonlyMap<Rule, Map<string, OutdatedUnit>>;

  constructor(rules: readonly Rule[]) {
    this.#byRule = new Map(rules.map((rule) => [rule, new Map()]));
  }

  get isEmpty(): boolean {
    for (const units of this.#byRule.values()) if (units.size > 0) return false;
    return true;
  }

  add(rule: Rule, scope: BreakerScope, id: string, fromHour: number): void {
    const units = this.#byRule.get(rule);
    const key = joinKey([scope, id]);
    const known = units?.get(key);
    if (!known) units?.set(key, { rule, scope, id, fromHour });
    else if (fromHour < known.fromHour) known.fromHour = fromHour;
  }

  *all(): Generator<OutdatedUnit> {
    for (const units of this.#byRule.values()) yield* units.values();
  }

  clear(): void {
    for (const units of this.#byRule.values()) units.clear();
  }
}
