/** The opportunities: which is open under which customer, and what follows from that. */
import type { Fact } from '@warroom/protocol/events';
import type { RowSink } from '../monitor.ts';
import { Snapshot } from '../snapshot.ts';
import type { Opportunity, OpportunityStatus } from './customer.ts';
import type { Customers } from './customers.ts';
import type { InfluenceCollector } from './influenceCollector.ts';
import type { LostDeals } from './lostDeals.ts';
import { forgetTold, newOpportunity, oldestToldMs, takeMove } from './opportunity.ts';
import type { Recalled } from './recalled.ts';
import { silentRow } from './rows.ts';
import type { SilentOpportunityRule } from './rules/silentOpportunity.ts';
import type { TouchpointsSettings } from './settings.ts';
import { added, removed } from './sparseSet.ts';
import { canonical } from './vocabulary.ts';

const DAY_MS = 86_400_000;

export interface OpportunityParts {
  customers: Customers;
  silence: SilentOpportunityRule;
  influence: InfluenceCollector;
  lostDeals: LostDeals;
  recalled: Recalled;
  /** Plans a call of {@link Opportunities.wake}. */
  plan: (atMs: number, opportunity: Opportunity) => void;
}

export class Opportunities {
  /** Told before anything that is saved of an opportunity changes. */
  readonly changes = new Snapshot<Opportunity>();
  readonly #settings: TouchpointsSettings;
  readonly #parts: OpportunityParts;
  readonly #byName = new Map<string, Opportunity>();
  readonly #dirty = new Set<Opportunity>();
  readonly #won: ReadonlySet<string>;
  readonly #lost: ReadonlySet<string>;

  constructor(settings: TouchpointsSettings, parts: OpportunityParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#won = new Set(settings.silence.wonStages.map(canonical));
    this.#lost = new Set(settings.silence.lostStages.map(canonical));
  }

  get size(): number {
    return this.#byName.size;
  }

  find(name: string): Opportunity | undefined {
    return this.#byName.get(name);
  }

  all(): IterableIterator<Opportunity> {
    return this.#byName.values();
  }

  take(fact: Fact<'opportunity.moved'>, nowMs: number): void {
    let opportunity = this.#byName.get(fact.key);
    if (!opportunity) {
      opportunity = newOpportunity(fact.key, { value: fact.data.stage, atMs: fact.atMs, id: fact.id });
      opportunity.firstAtMs = Math.min(opportunity.firstAtMs, this.#parts.recalled.firstAtMs.get(fact.key) ?? Infinity);
      this.#byName.set(fact.key, opportunity);
      this.changes.added(opportunity);
    }
    this.changes.before(opportunity);
    takeMove(opportunity, fact);
    this.place(opportunity, nowMs);
    this.review(opportunity, nowMs);
  }

  /** Puts the opportunity where its facts say it belongs. */
  place(opportunity: Opportunity, nowMs: number): void {
    const { customers, influence, lostDeals } = this.#parts;
    const before = opportunity.customer;
    const name = opportunity.customerName?.value;
    opportunity.status = this.#statusOf(opportunity.stage.value);
    // A deal that was won, or whose audit is over, does not keep its customer's record alive.
    const needed = opportunity.status === 'open' || lostDeals.isShown(opportunity, nowMs);
    const customer = name === undefined ? null : needed ? customers.ensure(name) : (customers.find(name) ?? null);
    if (before && before !== customer) before.open = removed(before.open, opportunity);
    opportunity.customer = customer;
    if (customer) {
      if (opportunity.status === 'open') customer.open = added(customer.open, opportunity);
      else customer.open = removed(customer.open, opportunity);
      influence.mark(customer);
    }
    if (before && before !== customer) influence.mark(before);
    lostDeals.review(opportunity, nowMs);
  }

  /** Call whenever something the opportunity's silence hangs on changed. */
  review(opportunity: Opportunity, nowMs: number): void {
    this.changes.before(opportunity);
    const leavesAtMs = this.#leavesAtMs(opportunity);
    if (nowMs >= leavesAtMs) {
      this.#remove(opportunity, nowMs);
      return;
    }
    if (forgetTold(opportunity, nowMs - this.#settings.silence.expireDays * DAY_MS)) this.place(opportunity, nowMs);
    this.#parts.silence.review(opportunity, nowMs);
    if (!this.#parts.lostDeals.isShown(opportunity, nowMs)) this.#parts.lostDeals.remove(opportunity);
    this.#dirty.add(opportunity);
    this.arm(opportunity, nowMs);
  }

  /** A planned instant has come; one that was replaced since is passed over. */
  wake(opportunity: Opportunity, atMs: number): void {
    if (opportunity.armedMs !== atMs) return;
    opportunity.armedMs = Infinity;
    this.review(opportunity, atMs);
  }

  arm(opportunity: Opportunity, nowMs: number): void {
    const silentAtMs = this.#parts.silence.silentAtMs(opportunity);
    const auditEndsMs = opportunity.deal ? this.#parts.lostDeals.endsAtMs(opportunity) : Infinity;
    const forgetsAtMs = oldestToldMs(opportunity) + this.#settings.silence.expireDays * DAY_MS;
    const recalledMs = this.#parts.recalled.silenceOf(opportunity.name)?.sinceMs ?? -Infinity;
    const nextMs = Math.min(
      recalledMs > nowMs ? recalledMs : Infinity,
      silentAtMs > nowMs ? silentAtMs : Infinity,
      auditEndsMs,
      this.#leavesAtMs(opportunity),
      forgetsAtMs,
    );
    // A later instant is planned when the earlier one has come: touchpoints put it off all the time.
    if (nextMs >= opportunity.armedMs) return;
    opportunity.armedMs = nextMs;
    this.#parts.plan(nextMs, opportunity);
  }

  /** Takes a saved opportunity back; {@link place} and {@link arm} follow. */
  restore(opportunity: Opportunity): void {
    this.#byName.set(opportunity.name, opportunity);
    this.#dirty.add(opportunity);
  }

  collect(sink: RowSink, nowMs: number): void {
    const { silence } = this.#parts;
    for (const opportunity of this.#dirty) {
      const { name } = opportunity;
      const known = this.#byName.get(name);
      // Forgotten, and opened anew under the same name since: the new one is here as well.
      if (known && known !== opportunity) continue;
      const silentAtMs = silence.silentAtMs(opportunity);
      if (known && nowMs >= silentAtMs)
        sink.set('touchpoints.silent', name, silentRow(opportunity, silence.isLastStage(opportunity), silentAtMs));
      else sink.delete('touchpoints.silent', name);
    }
    this.#dirty.clear();
  }

  #statusOf(stage: string): OpportunityStatus {
    const word = canonical(stage);
    return this.#won.has(word) ? 'won' : this.#lost.has(word) ? 'lost' : 'open';
  }

  /** An ended one is kept as long as an open one: it may be opened again, and then it is the same opportunity. */
  #leavesAtMs({ stage }: Opportunity): number {
    return stage.atMs + this.#settings.silence.expireDays * DAY_MS;
  }

  #remove(opportunity: Opportunity, nowMs: number): void {
    this.#parts.silence.expire(opportunity, nowMs);
    this.#parts.lostDeals.remove(opportunity);
    opportunity.armedMs = Infinity;
    this.#byName.delete(opportunity.name);
    this.#dirty.add(opportunity);
    const { customer } = opportunity;
    if (!customer) return;
    customer.open = removed(customer.open, opportunity);
    this.#parts.influence.mark(customer);
  }
}
