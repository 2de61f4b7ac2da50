/**
 * All breakers, by rule and unit. A late row makes windows outdated; {@link Breakers.revise} judges those again. State: one breaker for each
 * rule and unit that could be judged within `expireHours`, with at most 32 windows.
 */
import { BREAKER_SCOPES, type BreakerRule, type BreakerScope } from '@warroom/protocol/concerns/capability';
import { Snapshot } from '../../snapshot.ts';
import { LATE_HOURS, type WorkingHours } from '../hours.ts';
import {
  appendWindow,
  type Breaker,
  type BreakerCopy,
  copyBreaker,
  dropFinalWindows,
  isForgotten,
  newBreaker,
  restoreBreaker,
  type SavedBreaker,
  saveBreaker,
  takeBackFrom,
} from './breakerWindows.ts';
import { OutdatedWindows } from './outdated.ts';
import type { Judgement, Rule } from './rule.ts';

type ByScope = Record<BreakerScope, Map<string, Breaker>>;
type SavedUnit = [rule: BreakerRule, scope: BreakerScope, id: string];

export interface SavedBreakers {
  throughHour: number | null;
  outdated: [...SavedUnit, fromHour: number][];
  unsignalled: SavedUnit[];
}

export class Breakers {
  /** Told before a breaker changes. */
  readonly changes = new Snapshot<Breaker>();
  readonly #rules: readonly Rule[];
  readonly #working: WorkingHours;
  readonly #byRule: ReadonlyMap<BreakerRule, { rule: Rule; byScope: ByScope }>;
  readonly #outdated: OutdatedWindows;
  /** Breakers whose rows have to be made again; forgotten ones as well. */
  readonly changed = new Set<Breaker>();
  /** Breakers whose alerts have to be brought up to date. */
  readonly unsignalled = new Set<Breaker>();
  /** Last hour that was judged; null before the clock is known. */
  throughHour: number | null = null;

  constructor(rules: readonly Rule[], working: WorkingHours) {
    this.#rules = rules;
    this.#working = working;
    this.#byRule = new Map(rules.map((rule) => [rule.name, { rule, byScope: { rep: new Map(), team: new Map(), region: new Map() } }]));
    this.#outdated = new OutdatedWindows(rules);
  }

  *all(): Generator<Breaker> {
    for (const { byScope } of this.#byRule.values()) for (const scope of BREAKER_SCOPES) yield* byScope[scope].values();
  }

  /** The breaker that stands now for the same rule and unit: another one where it was forgotten and came anew. */
  find({ rule, scope, id }: Breaker): Breaker | undefined {
    return this.#of(rule.name).byScope[scope].get(id);
  }

  has(breaker: Breaker): boolean {
    return this.find(breaker) === breaker;
  }

  /**
   * A fact of `hour` came that the rule may read: if the hour was judged already, it is judged again in the next {@link revise}.
   * @returns whether so
   */
  outdate(ruleName: BreakerRule, scope: BreakerScope, id: string, hour: number): boolean {
    const through = this.throughHour;
    if (through === null || hour > through) return false;
    this.#outdated.add(this.#of(ruleName).rule, scope, id, Math.max(hour, through - LATE_HOURS + 1));
    return true;
  }

  /** The same for every unit of a rule. */
  outdateAll(ruleName: BreakerRule, hour: number): boolean {
    const through = this.throughHour;
    if (through === null || hour > through) return false;
    const { rule, byScope } = this.#of(ruleName);
    this.#beginPass();
    for (let h = Math.max(hour, through - LATE_HOURS + 1); h <= through; h += 1)
      rule.eachUnit(h, (scope, id) => this.outdate(ruleName, scope, id, hour));
    for (const scope of BREAKER_SCOPES) for (const id of byScope[scope].keys()) this.outdate(ruleName, scope, id, hour);
    return true;
  }

  /** Judges outdated windows again. */
  revise(): void {
    if (this.#outdated.isEmpty) return;
    this.#beginPass();
    const through = this.throughHour as number;
    for (const { rule, scope, id, fromHour } of this.#outdated.all())
      this.#judgeAgain(rule, scope, id, Math.max(fromHour, through - LATE_HOURS + 1), through);
    this.#outdated.clear();
  }

  /** Judges the window of `hour`, which is over, for every unit. Nothing may be left to revise. */
  judge(hour: number): void {
    this.throughHour = hour;
    this.#beginPass();
    const isWorked = this.#working.isWorked(hour);
    for (const { rule, byScope } of this.#byRule.values()) {
      if (isWorked) this.#judgeRule(rule, byScope, hour);
      for (const scope of BREAKER_SCOPES) {
        for (const breaker of byScope[scope].values()) {
          this.changes.before(breaker);
          dropFinalWindows(breaker, hour);
          if (!isForgotten(breaker, hour)) continue;
          byScope[scope].delete(breaker.id);
          this.#note(breaker);
        }
      }
    }
  }

  /** As of this call; what is not of one breaker is {@link save}'s. */
  saveEach(): Iterable<SavedBreaker> {
    const copies = this.changes.begin(this.all(), copyBreaker) as Iterable<BreakerCopy>;
    return (function* () {
      for (const copy of copies) yield saveBreaker(copy);
    })();
  }

  save(): SavedBreakers {
    return {
      throughHour: this.throughHour,
      outdated: [...this.#outdated.all()].map(({ rule, scope, id, fromHour }) => [rule.name, scope, id, fromHour]),
      unsignalled: [...this.unsignalled].filter((b) => this.has(b)).map((b) => [b.rule.name, b.scope, b.id]),
    };
  }

  restore(saved: SavedBreakers, breakers: readonly SavedBreaker[]): void {
    this.throughHour = saved.throughHour;
    for (const one of breakers) {
      const { rule, byScope } = this.#of(one.rule);
      byScope[one.scope].set(one.id, restoreBreaker(rule, one));
    }
    this.unsignalled.clear();
    for (const [name, scope, id] of saved.unsignalled) {
      const breaker = this.#of(name).byScope[scope].get(id);
      if (breaker) this.unsignalled.add(breaker);
    }
    for (const [name, scope, id, fromHour] of saved.outdated) this.outdate(name, scope, id, fromHour);
  }

  #of(name: BreakerRule): { rule: Rule; byScope: ByScope } {
    return this.#byRule.get(name) as { rule: Rule; byScope: ByScope };
  }

  #beginPass(): void {
    for (const rule of this.#rules) rule.beginPass?.();
  }

  #judgeRule(rule: Rule, byScope: ByScope, hour: number): void {
    for (const scope of BREAKER_SCOPES)
      for (const breaker of byScope[scope].values()) this.#append(breaker, hour, rule.judge(scope, breaker.id, hour));
    rule.eachUnit(hour, (scope, id) => {
      if (byScope[scope].has(id)) return;
      const judgement = rule.judge(scope, id, hour);
      if (!judgement) return;
      const breaker = newBreaker(rule, scope, id);
      byScope[scope].set(id, breaker);
      this.changes.added(breaker);
      this.#append(breaker, hour, judgement);
    });
  }

  #append(breaker: Breaker, hour: number, judgement: Judgement | null): void {
    this.changes.before(breaker);
    const before = breaker.now;
    appendWindow(breaker, hour, judgement);
    if (breaker.now !== before) this.#note(breaker);
  }

  #judgeAgain(rule: Rule, scope: BreakerScope, id: string, fromHour: number, through: number): void {
    const breakers = this.#of(rule.name).byScope[scope];
    const known = breakers.get(id);
    const judged: [hour: number, judgement: Judgement | null][] = [];
    for (let hour = fromHour; hour <= through; hour += 1)
      if (this.#working.isWorked(hour)) judged.push([hour, rule.judge(scope, id, hour)]);
    if (!known && judged.every(([, judgement]) => judgement === null)) return;
    const breaker = known ?? newBreaker(rule, scope, id);
    if (known) {
      this.changes.before(known);
    } else {
      breakers.set(id, breaker);
      this.changes.added(breaker);
    }
    takeBackFrom(breaker, fromHour);
    for (const [hour, judgement] of judged) appendWindow(breaker, hour, judgement);
    // A late row may take away every judgement that a breaker had.
    if (breaker.now.judgedHour === null) breakers.delete(id);
    this.#note(breaker);
  }

  #note(breaker: Breaker): void {
    this.changed.add(breaker);
    this.unsignalled.add(breaker);
  }
}
