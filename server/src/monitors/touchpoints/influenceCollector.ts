/** Which rows of `touchpoints.influence` are worked out anew, and as of when: every touchpoint fades all the time, so customers are spread over a step. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { RowSink } from '../monitor.ts';
import type { Customer } from './customer.ts';
import type { Customers } from './customers.ts';
import { influenceByChannel } from './influence.ts';
import { influenceRow } from './rows.ts';
import type { TouchpointsSettings } from './settings.ts';
import { added, removed } from './sparseSet.ts';
import type { Vocabulary } from './vocabulary.ts';

const MINUTE_MS = 60_000;
/** Reports looked at in one live `collect`: a few milliseconds, some hundred rows. The rest comes with the next one, the longest waiting first. */
const BUDGET_REPORTS = 4_000;

export class InfluenceCollector {
  readonly #settings: TouchpointsSettings;
  readonly #words: Vocabulary;
  readonly #customers: Customers;
  readonly #dirty = new Set<Customer>();
  /** The minute up to which the customers whose fading was due have been marked. */
  #markedMinute = -Infinity;

  constructor(settings: TouchpointsSettings, words: Vocabulary, customers: Customers) {
    this.#settings = settings;
    this.#words = words;
    this.#customers = customers;
  }

  mark(customer: Customer): void {
    if (customer.open.size > 0 || customer.shownChannels.size > 0) this.#dirty.add(customer);
  }

  /** With `exact` the figures of all customers as of `nowMs`; else those of changed ones on their steps, within a budget per call. */
  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    if (exact) {
      for (const customer of this.#customers.all()) this.#show(sink, customer, nowMs);
      this.#dirty.clear();
      return;
    }
    this.#markFaded(nowMs);
    let budget = BUDGET_REPORTS;
    for (const customer of this.#dirty) {
      if (budget <= 0) return;
      this.#dirty.delete(customer);
      budget -= 1 + customer.reports.length;
      this.#show(sink, customer, this.#asOfMs(customer, nowMs));
    }
  }

  /** The newest instant of the customer's own minute of the step: so a row changes at most once a step by fading alone. */
  #asOfMs(customer: Customer, nowMs: number): number {
    const stepMs = this.#settings.influence.stepMinutes * MINUTE_MS;
    const offsetMs = (customer.slot % this.#settings.influence.stepMinutes) * MINUTE_MS;
    return Math.floor((nowMs - offsetMs) / stepMs) * stepMs + offsetMs;
  }

  /** Marks the customers whose minute of the step has come since the last call. */
  #markFaded(nowMs: number): void {
    const nowMinute = Math.floor(nowMs / MINUTE_MS);
    const { stepMinutes } = this.#settings.influence;
    const { slots } = this.#customers;
    for (let minute = Math.max(this.#markedMinute + 1, nowMinute - stepMinutes + 1); minute <= nowMinute; minute++)
      for (let slot = minute % stepMinutes; slot < slots; slot += stepMinutes)
        for (const customer of this.#customers.inSlot(slot)) this.mark(customer);
    this.#markedMinute = Math.max(this.#markedMinute, nowMinute);
  }

  #show(sink: RowSink, customer: Customer, asOfMs: number): void {
    const channels = influenceByChannel(customer, asOfMs, this.#settings, this.#words);
    for (const channel of customer.shownChannels) {
      if (channels.has(channel)) continue;
      customer.shownChannels = removed(customer.shownChannels, channel);
      sink.delete('touchpoints.influence', joinKey([customer.name, channel]));
    }
    for (const [channel, influence] of channels) {
      customer.shownChannels = added(customer.shownChannels, channel);
      sink.set('touchpoints.influence', joinKey([customer.name, channel]), influenceRow(customer.name, channel, influence));
    }
  }
}
