/**
 * Influence of a customer's touchpoints on its open opportunities, rows of `touchpoints.influence`:
 * timeliness × authority × match × interference, each 0–1, summed by channel (SPEC §2).
 *
 * The opportunity does not enter the product, so a customer with two open opportunities has each touchpoint counted once.
 */
import type { TouchpointInfluenceRow } from '@warroom/protocol/concerns/touchpoints';
import type { RowSink } from '../monitor.ts';
import { added, type Customer, type Customers, firstAfter, removed } from './customers.ts';
import type { TouchpointsSettings } from './settings.ts';
import type { Touch, Vocabulary } from './touch.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Touchpoints looked at in one live `collect`: a few milliseconds, some hundred rows. What is left over comes with the next, the longest waiting first. */
const BUDGET_TOUCHES = 4_000;

/** 2^(−age ÷ half-life); 1 for what is newer than the instant of evaluation. */
export function timeliness(ageMs: number, halfLifeHours: number): number {
  return ageMs <= 0 ? 1 : 2 ** (-ageMs / (halfLifeHours * HOUR_MS));
}

/** 1 ÷ (1 + competitor touchpoints and visits). */
export const interference = (competitorTouchpoints: number): number => 1 / (1 + competitorTouchpoints);

/** What of a touchpoint's influence hangs on itself: timeliness × match. */
export function ownWeight(touch: Pick<Touch, 'atMs' | 'match'>, asOfMs: number, settings: TouchpointsSettings['influence']): number {
  return timeliness(asOfMs - touch.atMs, settings.halfLifeHours) * (touch.match ?? settings.defaultMatch);
}

export class Influence {
  readonly #settings: TouchpointsSettings;
  readonly #words: Vocabulary;
  readonly #customers: Customers;
  readonly #dirty = new Set<Customer>();
  /** The minute up to which the customers' turns have been taken. */
  #turnMinute = -Infinity;

  constructor(settings: TouchpointsSettings, words: Vocabulary, customers: Customers) {
    this.#settings = settings;
    this.#words = words;
    this.#customers = customers;
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
    const offsetMs = (customer.slot % this.#settings.influence.stepMinutes) * MINUTE_MS;
    return Math.floor((nowMs - offsetMs) / stepMs) * stepMs + offsetMs;
  }

  /** With `exact` the figures of all customers as of `nowMs`; else those of changed ones on their steps, within a budget per call. */
  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    if (exact) {
      for (const customer of this.#customers.all()) this.#show(sink, customer, nowMs);
      this.#dirty.clear();
      return;
    }
    this.#takeTurns(nowMs);
    let budget = BUDGET_TOUCHES;
    for (const customer of this.#dirty) {
      if (budget <= 0) return;
      this.#dirty.delete(customer);
      budget -= 1 + customer.touches.length;
      this.#show(sink, customer, this.asOfMs(customer, nowMs));
    }
  }

  /** Marks the customers whose minute of the step has come since the last call. */
  #takeTurns(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const { stepMinutes } = this.#settings.influence;
    const { slots } = this.#customers;
    for (let turn = Math.max(this.#turnMinute + 1, minute - stepMinutes + 1); turn <= minute; turn++)
      for (let slot = turn % stepMinutes; slot < slots; slot += stepMinutes)
        for (const customer of this.#customers.inSlot(slot)) this.mark(customer);
    this.#turnMinute = Math.max(this.#turnMinute, minute);
  }

  #show(sink: RowSink, customer: Customer, asOfMs: number): void {
    const rows = this.rows(customer, asOfMs);
    for (const channel of customer.shownChannels) {
      if (rows.has(channel)) continue;
      customer.shownChannels = removed(customer.shownChannels, channel);
      sink.delete('touchpoints.influence', `${customer.name}|${channel}`);
    }
    for (const [channel, row] of rows) {
      customer.shownChannels = added(customer.shownChannels, channel);
      sink.set('touchpoints.influence', `${customer.name}|${channel}`, row);
    }
  }

  /** Rows by channel; none without an open opportunity. Summed in the order of the ledger, so that the last bit is the same everywhere. */
  rows(customer: Customer, asOfMs: number): Map<string, TouchpointInfluenceRow> {
    const rows = new Map<string, TouchpointInfluenceRow>();
    if (customer.open.size === 0) return rows;
    const { competitorDays } = this.#settings.influence;
    const windowStartMs = asOfMs - this.#settings.windowDays * DAY_MS;
    const { competitorMs } = customer;
    const competitors = competitorMs.length - firstAfter(competitorMs, asOfMs - competitorDays * DAY_MS);
    const sums = new Map<string, Sum>();
    for (const touch of customer.touches) {
      if (touch.atMs <= windowStartMs || touch.competitor || !standsForItself(touch)) continue;
      const weight = ownWeight(touch, asOfMs, this.#settings.influence);
      const sum = sums.get(touch.channel);
      if (sum) {
        sum.weight += weight;
        sum.touchpoints += 1;
        sum.lastMs = touch.atMs;
      } else {
        sums.set(touch.channel, { weight, touchpoints: 1, lastMs: touch.atMs });
      }
    }
    for (const [channel, { weight, touchpoints, lastMs }] of sums)
      rows.set(channel, {
        customerId: customer.name,
        channel,
        // Authority and interference are the same for all of a channel's touchpoints.
        influence: weight * this.#words.authority(channel) * interference(competitors),
        touchpoints,
        lastAt: new Date(lastMs).toISOString(),
        competitorTouchpoints: competitors,
      });
    return rows;
  }
}

interface Sum {
  /** Timeliness × match, summed. */
  weight: number;
  touchpoints: number;
  lastMs: number;
}

/** False for a report of a touchpoint that another report stands for. */
const standsForItself = (touch: Touch): boolean => touch.signature !== null;
