/**
 * When samples come into the figures (DELIVERY-13). While live they wait and go in together at a quarter of an hour, once they are of
 * a third of the orders that are known, and once a day in any case, so that tables are not rebuilt for every step.
 */

import { inBatches } from '../batches.ts';
import { DAY_MS, MINUTE_MS } from '../instants.ts';
import { type OrderRecord, viewOrder } from '../orders/order.ts';
import type { DeliverySettings } from '../settings.ts';
import { censoredSamplesOf } from './censoredSamples.ts';
import { ClassModels } from './classModel.ts';
import { type CensoredCounts, DurationHistograms, type HistogramRecord, WINDOW_DAYS } from './durationHistograms.ts';
import { DurationModel } from './durationModel.ts';
import { durationSamplesOf } from './durationSamples.ts';
import { type Hierarchy, HierarchyCache } from './hierarchy.ts';
import { differenceOf, NO_NEXT, type Samples, WIDTH } from './samples.ts';
import { type PairRecord, StepCorrelation } from './stepCorrelation.ts';

const REFRESH_MS = 15 * MINUTE_MS;
const LONGEST_WAIT_MS = DAY_MS;
/** Orders waiting, as a share of those known, themselves included, from which they are worth a refresh; and how many are in any case. */
const WORTH_SHARE = 1 / 3;
const MAX_WAITING = 10_000;
/** Histograms in one record: some hold thousands of cells. */
const HISTOGRAMS_AT_ONCE = 8;

export type LearningRecord =
  | ['head', { day: number; known: [day: number, orders: number][]; refreshMs: number | null }]
  | ['histograms', HistogramRecord[]]
  | ['pairs', PairRecord[]]
  | ['censored', [name: string, bins: [number, number][]][]];

/** Open orders, each of which counts as often as `weight` says. */
export interface OrderSample {
  orders: readonly OrderRecord[];
  weight: number;
}

export class Learning {
  readonly models: ClassModels;
  readonly #histograms = new DurationHistograms();
  readonly #correlation = new StepCorrelation();
  readonly #model: DurationModel;
  readonly #openOrders: () => OrderSample;
  readonly #hierarchies = new HierarchyCache();
  readonly #waiting = new Set<OrderRecord>();
  #censored: CensoredCounts = new Map();
  /** While a state is being saved: samples, as counted at its call, of orders that have been counted anew since. */
  #countedThen: Map<OrderRecord, Samples> | null = null;
  /** By day, on how many orders something first came up that can be learnt from, within the window: how much is known, roughly. */
  readonly #known = new Map<number, number>();
  #refreshMs = Infinity;
  #quietUntilMs = -Infinity;

  constructor(settings: DeliverySettings, openOrders: () => OrderSample) {
    this.#openOrders = openOrders;
    this.#model = new DurationModel(this.#histograms, this.#correlation, settings);
    this.models = new ClassModels(this.#model);
  }

  nextMs(): number {
    return this.#refreshMs;
  }

  /** No figures are asked for before: samples come in at the end of each order, and of the others then. @param atMs a midnight UTC */
  quietUntil(atMs: number): void {
    this.#quietUntilMs = atMs;
    const day = Math.floor(atMs / DAY_MS);
    this.#histograms.startDay(day);
    this.#correlation.startDay(day);
  }

  /** The samples of the order may have changed. */
  enqueue(order: OrderRecord, nowMs: number): void {
    this.#waiting.add(order);
    this.#refreshMs = Math.min(this.#refreshMs, Math.max(this.#quietUntilMs, nextRefresh(nowMs)));
    if (order.isKnown) return;
    order.isKnown = true;
    const today = Math.floor(nowMs / DAY_MS);
    this.#known.set(today, (this.#known.get(today) ?? 0) + 1);
  }

  advance(nowMs: number): void {
    if (nowMs < this.#refreshMs) return;
    const today = Math.floor(nowMs / DAY_MS);
    const midnightMs = (today + 1) * DAY_MS;
    const enough = Math.max(1, Math.min(MAX_WAITING, this.#knownOn(today) * WORTH_SHARE));
    if (this.#waiting.size < enough && nowMs % LONGEST_WAIT_MS >= REFRESH_MS) {
      this.#refreshMs = this.#waiting.size > 0 ? nextRefresh(nowMs) : midnightMs;
      return;
    }
    this.#histograms.startDay(today);
    this.#correlation.startDay(today);
    for (const order of this.#waiting) {
      if (this.#countedThen && !this.#countedThen.has(order)) this.#countedThen.set(order, order.samples);
      this.#replace(order, this.samplesOf(order));
    }
    this.#waiting.clear();
    this.#censored = this.#countCensored(nowMs);
    this.#histograms.setCensored(this.#censored);
    this.#model.invalidate();
    // What is learnt fades by the day, also while nothing is heard.
    this.#refreshMs = this.#histograms.isEmpty && this.#known.size === 0 ? Infinity : midnightMs;
  }

  #knownOn(today: number): number {
    let known = 0;
    for (const [day, orders] of this.#known) {
      if (today - day >= WINDOW_DAYS) this.#known.delete(day);
      else known += orders;
    }
    return known;
  }

  /** The order is about to be forgotten: its samples go in now. */
  finish(order: OrderRecord): void {
    const isPast = order.newestAtMs < this.#quietUntilMs - (WINDOW_DAYS + 1) * DAY_MS;
    if (this.#waiting.delete(order) && !isPast) this.#replace(order, this.samplesOf(order));
  }

  /** Runs `read` with every sample taken in and the weights of `nowMs`, then puts the live figures back. */
  exactly(nowMs: number, read: () => void): void {
    const before = [...this.#waiting].map((order) => ({ order, samples: order.samples }));
    for (const { order } of before) this.#replace(order, this.samplesOf(order));
    this.#histograms.weightedAsOf(Math.floor(nowMs / DAY_MS), () => {
      this.#histograms.setCensored(this.#countCensored(nowMs));
      this.#model.invalidate();
      read();
    });
    this.#histograms.setCensored(this.#censored);
    for (const { order, samples } of before) this.#replace(order, samples);
    this.#model.invalidate();
  }

  #countCensored(nowMs: number): CensoredCounts {
    // By hierarchy first: thousands of durations share a few hundred.
    const byHierarchy = new Map<Hierarchy, Map<number, number>>();
    const { orders, weight } = this.#openOrders();
    for (const order of orders)
      for (const { hierarchy, bin } of censoredSamplesOf(viewOrder(order), order.newestAtMs, nowMs, this.#hierarchies))
        count(byHierarchy, hierarchy, bin, weight);
    const censored = new Map<string, Map<number, number>>();
    byHierarchy.forEach((bins, hierarchy) => {
      for (const name of hierarchy) addAll(censored, name, bins);
    });
    return censored;
  }

  /** What its facts give. */
  samplesOf(order: OrderRecord): Samples {
    return durationSamplesOf(viewOrder(order), this.#hierarchies);
  }

  /** Counts only what differs: most corrections leave the samples before and after as they were. */
  #replace(order: OrderRecord, samples: Samples): void {
    const old = order.samples;
    const { start, endOld, endNew } = differenceOf(old, samples);
    for (let i = start; i < endOld; i += WIDTH) this.#count(old, i, -1);
    for (let i = start; i < endNew; i += WIDTH) this.#count(samples, i, 1);
    order.samples = samples;
  }

  #count(samples: Samples, place: number, change: 1 | -1): void {
    const hierarchy = samples[place] as Hierarchy;
    const day = samples[place + 1] as number;
    const bin = samples[place + 2] as number;
    const next = samples[place + 3] as number;
    if (next === NO_NEXT) this.#histograms.add(hierarchy, day, bin, change);
    else this.#correlation.add(hierarchy[0] ?? '', day, bin, next, change);
  }

  /** Samples of an order as counted, where it waits to be counted anew; as of the save under way, until that is ended. */
  waitingSamples(order: OrderRecord): Samples | null {
    return this.#countedThen?.get(order) ?? (this.#waiting.has(order) ? order.samples : null);
  }

  /** As of this call, but for what orders keep. */
  save(): Iterable<LearningRecord> {
    this.#countedThen = new Map();
    const head = {
      day: this.#histograms.today,
      known: [...this.#known],
      refreshMs: Number.isFinite(this.#refreshMs) ? this.#refreshMs : null,
    };
    const histograms = this.#histograms.save();
    const pairs = this.#correlation.save();
    // Never changed, only replaced.
    const censored = this.#censored;
    return (function* (): Generator<LearningRecord> {
      yield ['head', head];
      for (const batch of inBatches(histograms, HISTOGRAMS_AT_ONCE)) yield ['histograms', batch];
      for (const batch of inBatches(pairs, HISTOGRAMS_AT_ONCE)) yield ['pairs', batch];
      for (const batch of inBatches(savedCensored(censored))) yield ['censored', batch];
    })();
  }

  /** The state has been drawn to its end. */
  saved(): void {
    this.#countedThen = null;
  }

  /** @param waiting orders that wait to be counted anew */
  restore(records: readonly LearningRecord[], waiting: Iterable<OrderRecord>): void {
    const censored = new Map<string, Map<number, number>>();
    const histograms: HistogramRecord[] = [];
    const pairs: PairRecord[] = [];
    let today = 0;
    for (const record of records) {
      switch (record[0]) {
        case 'head':
          today = record[1].day;
          this.#known.clear();
          for (const [day, orders] of record[1].known) this.#known.set(day, orders);
          this.#refreshMs = record[1].refreshMs ?? Infinity;
          break;
        case 'histograms':
          for (const one of record[1]) histograms.push(one);
          break;
        case 'pairs':
          for (const one of record[1]) pairs.push(one);
          break;
        case 'censored':
          for (const [name, bins] of record[1]) censored.set(name, new Map(bins));
          break;
        default:
          record satisfies never;
      }
    }
    this.#histograms.restore(histograms, today);
    this.#correlation.restore(pairs);
    this.#censored = censored;
    this.#histograms.setCensored(censored);
    this.#model.invalidate();
    this.#countedThen = null;
    this.#waiting.clear();
    for (const order of waiting) this.#waiting.add(order);
  }
}

function* savedCensored(censored: CensoredCounts): Generator<[string, [number, number][]]> {
  for (const [name, bins] of censored) yield [name, [...bins]];
}

function count<K>(counts: Map<K, Map<number, number>>, key: K, bin: number, by: number): void {
  let bins = counts.get(key);
  if (!bins) {
    bins = new Map();
    counts.set(key, bins);
  }
  bins.set(bin, (bins.get(bin) ?? 0) + by);
}

function addAll(counts: Map<string, Map<number, number>>, name: string, by: ReadonlyMap<number, number>): void {
  const bins = counts.get(name);
  if (!bins) counts.set(name, new Map(by));
  else
    by.forEach((known, bin) => {
      bins.set(bin, (bins.get(bin) ?? 0) + known);
    });
}

const nextRefresh = (nowMs: number): number => (Math.floor(nowMs / REFRESH_MS) + 1) * REFRESH_MS;
