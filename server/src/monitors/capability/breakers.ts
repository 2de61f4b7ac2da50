/**
 * All breakers with the windows that late rows may still change. A breaker is the fold of its judged windows, so a late row is dealt with by judging
 * the windows it touches afresh and folding again; windows older than {@link LATE_HOURS} are folded into `base` and final. State: one breaker
 * per unit and rule that could be judged within `expireHours`, with at most 32 windows each.
 */
import type { BreakerRule, BreakerScope } from '@warroom/protocol/concerns/capability';
import { type Fold, type Judgement, stepBreaker, UNTRIED } from './breaker.ts';
import { LATE_HOURS, type WorkingHours } from './hours.ts';
import type { Rule, Rules } from './rules.ts';

interface Window {
  hour: number;
  judgement: Judgement | null;
  /** As the breaker stands after it. */
  after: Fold;
}

export interface Breaker {
  readonly rule: Rule;
  readonly scope: BreakerScope;
  readonly id: string;
  /** As it stood before the first of `windows`: final. */
  base: Fold;
  windows: Window[];
  now: Fold;
  /** Episode of the alert that is up. */
  raised: { episode: string; openedMs: number } | null;
}

type Key = `${BreakerScope}|${string}`;
type ByScope = Record<BreakerScope, Map<string, Breaker>>;

const SCOPES = ['rep', 'team', 'region'] as const;
/** Windows that have become final are let go in batches. */
const MOST_WINDOWS = LATE_HOURS + 6;

interface SavedBreaker {
  rule: BreakerRule;
  scope: BreakerScope;
  id: string;
  base: Fold;
  windows: [hour: number, judgement: Judgement | null][];
  raised: Breaker['raised'];
}
type SavedDirt = [rule: BreakerRule, scope: BreakerScope, id: string, fromHour: number];

interface Touched {
  scope: BreakerScope;
  id: string;
  fromHour: number;
}

export class BreakerBook {
  readonly #rules: Rules;
  readonly #working: WorkingHours;
  readonly #byRule: Map<BreakerRule, ByScope>;
  /** Units whose windows from the hour on have to be judged afresh. */
  readonly #dirty = new Map<BreakerRule, { rule: Rule; units: Map<Key, Touched> }>();
  /** Breakers that have changed since the last {@link takeChanged}; gone ones as well. */
  readonly changed = new Set<Breaker>();
  /** Breakers that alerts have not been brought in line with. */
  readonly unsaid = new Set<Breaker>();
  /** Last hour that was judged; null before the clock is known. */
  throughHour: number | null = null;

  constructor(rules: Rules, working: WorkingHours) {
    this.#rules = rules;
    this.#working = working;
    this.#byRule = new Map(rules.all.map((rule) => [rule.name, { rep: new Map(), team: new Map(), region: new Map() }]));
    for (const rule of rules.all) this.#dirty.set(rule.name, { rule, units: new Map() });
  }

  get hasDirt(): boolean {
    for (const { units } of this.#dirty.values()) if (units.size > 0) return true;
    return false;
  }

  *all(): Generator<Breaker> {
    for (const byScope of this.#byRule.values()) for (const scope of SCOPES) yield* byScope[scope].values();
  }

  /** The breaker that stands now for the same rule and unit: another one where it was forgotten and came anew. */
  find({ rule, scope, id }: Breaker): Breaker | undefined {
    return this.#of(rule.name)[scope].get(id);
  }

  has(breaker: Breaker): boolean {
    return this.find(breaker) === breaker;
  }

  /** A fact of `hour` came that the rule may read: if the hour was judged already, it is judged again in the next {@link revise}. @returns whether so */
  touch(ruleName: BreakerRule, scope: BreakerScope, id: string, hour: number): boolean {
    const through = this.throughHour;
    if (through === null || hour > through) return false;
    const { units } = this.#ofRule(ruleName);
    const fromHour = Math.max(hour, through - LATE_HOURS + 1);
    const known = units.get(`${scope}|${id}`);
    if (!known) units.set(`${scope}|${id}`, { scope, id, fromHour });
    else if (fromHour < known.fromHour) known.fromHour = fromHour;
    return true;
  }

  /** The same for every unit of a rule: a strategy came to be known late. */
  touchAll(ruleName: BreakerRule, hour: number): boolean {
    const through = this.throughHour;
    if (through === null || hour > through) return false;
    const { rule } = this.#ofRule(ruleName);
    this.#rules.forget();
    for (let h = Math.max(hour, through - LATE_HOURS + 1); h <= through; h += 1)
      rule.eachUnit(h, (scope, id) => this.touch(ruleName, scope, id, hour));
    for (const scope of SCOPES) for (const id of this.#of(ruleName)[scope].keys()) this.touch(ruleName, scope, id, hour);
    return true;
  }

  /** Judges the touched windows afresh. */
  revise(): void {
    if (!this.hasDirt) return;
    this.#rules.forget();
    const through = this.throughHour as number;
    for (const { rule, units } of this.#dirty.values()) {
      for (const { scope, id, fromHour } of units.values())
        this.#rejudge(rule, scope, id, Math.max(fromHour, through - LATE_HOURS + 1), through);
      units.clear();
    }
  }

  /** Judges the window of `hour`, which is over, for every unit. Nothing may be left to revise. */
  judge(hour: number): void {
    this.throughHour = hour;
    this.#rules.forget();
    const worked = this.#working.worked(hour);
    for (const rule of this.#rules.all) {
      const byScope = this.#of(rule.name);
      if (worked) {
        for (const scope of SCOPES)
          for (const breaker of byScope[scope].values()) this.#append(breaker, hour, rule.judge(scope, breaker.id, hour));
        rule.eachUnit(hour, (scope, id) => {
          if (byScope[scope].has(id)) return;
          const judgement = rule.judge(scope, id, hour);
          if (!judgement) return;
          const breaker = newBreaker(rule, scope, id);
          byScope[scope].set(id, breaker);
          this.#append(breaker, hour, judgement);
        });
      }
      for (const scope of SCOPES) for (const breaker of byScope[scope].values()) this.#settle(breaker, byScope[scope], hour);
    }
  }

  save(): { throughHour: number | null; breakers: SavedBreaker[]; dirty: SavedDirt[]; unsaid: [BreakerRule, BreakerScope, string][] } {
    return {
      throughHour: this.throughHour,
      breakers: [...this.all()].map(({ rule, scope, id, base, windows, raised }) => ({
        rule: rule.name,
        scope,
        id,
        base,
        windows: windows.map((w): SavedBreaker['windows'][number] => [w.hour, w.judgement]),
        raised,
      })),
      dirty: [...this.#dirty.values()].flatMap(({ rule, units }) =>
        [...units.values()].map(({ scope, id, fromHour }): SavedDirt => [rule.name, scope, id, fromHour]),
      ),
      unsaid: [...this.unsaid].filter((b) => this.has(b)).map((b): [BreakerRule, BreakerScope, string] => [b.rule.name, b.scope, b.id]),
    };
  }

  restore(saved: ReturnType<BreakerBook['save']>): void {
    this.throughHour = saved.throughHour;
    for (const { rule: name, scope, id, base, windows, raised } of saved.breakers) {
      const { rule } = this.#ofRule(name);
      const breaker: Breaker = { rule, scope, id, base, windows: [], now: base, raised };
      for (const [hour, judgement] of windows) step(breaker, hour, judgement);
      this.#of(name)[scope].set(id, breaker);
    }
    this.unsaid.clear();
    for (const [name, scope, id] of saved.unsaid) {
      const breaker = this.#of(name)[scope].get(id);
      if (breaker) this.unsaid.add(breaker);
    }
    for (const [name, scope, id, fromHour] of saved.dirty) this.touch(name, scope, id, fromHour);
  }

  #ofRule(name: BreakerRule): { rule: Rule; units: Map<Key, Touched> } {
    return this.#dirty.get(name) as { rule: Rule; units: Map<Key, Touched> };
  }

  #of(name: BreakerRule): ByScope {
    return this.#byRule.get(name) as ByScope;
  }

  #append(breaker: Breaker, hour: number, judgement: Judgement | null): void {
    const before = breaker.now;
    step(breaker, hour, judgement);
    if (breaker.now !== before) this.#note(breaker);
  }

  /** Lets go of windows that no late row can change any more, and of a breaker that has long had nothing to say. */
  #settle(breaker: Breaker, breakers: Map<string, Breaker>, throughHour: number): void {
    const { windows } = breaker;
    if (windows.length >= MOST_WINDOWS) {
      let final = 0;
      while (final < windows.length && (windows[final] as Window).hour <= throughHour - LATE_HOURS) final += 1;
      breaker.base = windows[final - 1]?.after ?? breaker.base;
      windows.splice(0, final);
    }
    const { judgedHour, state } = breaker.now;
    if (state !== 'closed' || throughHour - (judgedHour ?? -Infinity) < breaker.rule.limits.expireHours + LATE_HOURS) return;
    breakers.delete(breaker.id);
    this.#note(breaker);
  }

  #rejudge(rule: Rule, scope: BreakerScope, id: string, fromHour: number, through: number): void {
    const breakers = this.#of(rule.name)[scope];
    const known = breakers.get(id);
    const judged: [hour: number, judgement: Judgement | null][] = [];
    for (let hour = fromHour; hour <= through; hour += 1) if (this.#working.worked(hour)) judged.push([hour, rule.judge(scope, id, hour)]);
    if (!known && judged.every(([, judgement]) => judgement === null)) return;
    const breaker = known ?? newBreaker(rule, scope, id);
    if (!known) breakers.set(id, breaker);
    while ((breaker.windows.at(-1)?.hour ?? -Infinity) >= fromHour) breaker.windows.pop();
    breaker.now = breaker.windows.at(-1)?.after ?? breaker.base;
    for (const [hour, judgement] of judged) step(breaker, hour, judgement);
    // A late row may take away all that a breaker was ever judged by.
    if (breaker.now.judgedHour === null) breakers.delete(id);
    this.#note(breaker);
  }

  #note(breaker: Breaker): void {
    this.changed.add(breaker);
    this.unsaid.add(breaker);
  }
}

function newBreaker(rule: Rule, scope: BreakerScope, id: string): Breaker {
  return { rule, scope, id, base: UNTRIED, windows: [], now: UNTRIED, raised: null };
}

function step(breaker: Breaker, hour: number, judgement: Judgement | null): void {
  breaker.now = stepBreaker(breaker.now, hour, judgement, breaker.rule.limits);
  breaker.windows.push({ hour, judgement, after: breaker.now });
}
