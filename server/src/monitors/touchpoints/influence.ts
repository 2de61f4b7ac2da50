/**
 * Influence of a customer's touchpoints on its open opportunities, rows of `touchpoints.influence`:
 * timeliness × authority × match × interference, each 0–1, summed by channel (SPEC §2).
 *
 * The opportunity does not enter the product, so a customer with two open opportunities has each touchpoint counted once.
 */
import type { TouchpointInfluenceRow } from '@warroom/protocol/topics/touchpoints';
import type { RowSink } from '../monitor.ts';
import { type Customer, firstAfter } from './customers.ts';
import type { TouchpointsSettings } from './settings.ts';
import type { Touch, Vocabulary } from './touch.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Touchpoints looked at in one live `collect`: a few milliseconds. What is left over comes with the next. */
const BUDGET_TOUCHES = 20_000;

/** 2^(−age ÷ half-life); 1 for what is newer than the instant of evaluation. */
export function timeliness(ageMs: number, halfLifeHours: number): number {
  return ageMs <= 0 ? 1 : 2 ** (-ageMs / (halfLifeHours * HOUR_MS));
}

/** 1 ÷ (1 + competitor touchpoints and visits). */
export const interference = (competitorTouchpoints: number): number => 1 / (1 + competitorTouchpoints);

export class Influence {
  readonly #settings: TouchpointsSettings;
  readonly #words: Vocabulary;
  readonly #dirty = new Set<Customer>();

  constructor(settings: TouchpointsSettings, words: Vocabulary) {
    this.#settings = settings;
    this.#words = words;
  }

  mark(customer: Customer): void {
    if (customer.open.size > 0 || customer.shownChannels.size > 0) this.#dirty.add(customer);
  }

  /**
   * The instant as of which a customer's fading is worked out at `nowMs`: the newest one of the customer's own minute of the step. So a
   * row changes at most once a step for fading alone, and the customers take turns.
   */
  asOfMs(customer: Customer, nowMs: number): number {
    const stepMs = this.#settings.influence.stepMinutes * MINUTE_MS;
    const offsetMs = customer.slot * MINUTE_MS;
    return Math.floor((nowMs - offsetMs) / stepMs) * stepMs + offsetMs;
  }

  /** With `exact` the figures of all `customers` as of `nowMs`; else those of changed ones on their steps, within a budget per call. */
  collect(sink: RowSink, nowMs: number, exact: boolean, customers: Iterable<Customer>): void {
    if (exact) {
      for (const customer of customers) this.#show(sink, customer, nowMs);
      this.#dirty.clear();
      return;
    }
    let budget = BUDGET_TOUCHES;
    for (const customer of this.#dirty) {
      if (budget <= 0) return;
      this.#dirty.delete(customer);
      budget -= 1 + customer.touches.length;
      this.#show(sink, customer, this.asOfMs(customer, nowMs));
    }
  }

  #show(sink: RowSink, customer: Customer, asOfMs: number): void {
    const rows = this.rows(customer, asOfMs);
    for (const channel of customer.shownChannels) {
      if (rows.has(channel)) continue;
      customer.shownChannels.delete(channel);
      sink.delete('touchpoints.influence', `${customer.name}|${channel}`);
    }
    for (const [channel, row] of rows) {
      customer.shownChannels.add(channel);
      sink.set('touchpoints.influence', `${customer.name}|${channel}`, row);
    }
  }

  /** Rows by channel; none without an open opportunity. Summed in the order of the ledger, so that the last bit is the same everywhere. */
  rows(customer: Customer, asOfMs: number): Map<string, TouchpointInfluenceRow> {
    const rows = new Map<string, TouchpointInfluenceRow>();
    if (customer.open.size === 0) return rows;
    const { halfLifeHours, defaultMatch, competitorDays } = this.#settings.influence;
    const windowStartMs = asOfMs - this.#settings.windowDays * DAY_MS;
    const { competitorMs } = customer;
    const competitors = competitorMs.length - firstAfter(competitorMs, asOfMs - competitorDays * DAY_MS);
    const factor = interference(competitors);
    const lastMs = new Map<string, number>();
    for (const touch of customer.touches) {
      if (touch.atMs <= windowStartMs || touch.competitor || !standsForItself(touch)) continue;
      const { atMs, channel } = touch;
      const value = timeliness(asOfMs - atMs, halfLifeHours) * this.#words.authority(channel) * (touch.match ?? defaultMatch) * factor;
      lastMs.set(channel, atMs);
      const row = rows.get(channel);
      if (row) {
        row.influence += value;
        row.touchpoints += 1;
        continue;
      }
      rows.set(channel, {
        customerId: customer.name,
        channel,
        influence: value,
        touchpoints: 1,
        lastAt: '',
        competitorTouchpoints: competitors,
      });
    }
    for (const [channel, row] of rows) row.lastAt = new Date(lastMs.get(channel) as number).toISOString();
    return rows;
  }
}

/** False for a report of a touchpoint that another report stands for. */
const standsForItself = (touch: Touch): boolean => touch.signature !== null;
