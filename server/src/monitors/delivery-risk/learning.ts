/**
 * When what orders teach comes into the figures. While live, lessons wait and go in together at a quarter of an hour, once they
 * are half as many orders as are known, and once a day in any case: figures lag by at most that, and tables are not rebuilt for every step.
 * {@link Learning.exactly} shows the figures as of an instant and leaves the live ones as they were.
 */
import { type Chain, DAY_MS, DurationBook, type Sample, sameSample } from './durationBook.ts';
import { DurationModel } from './durationModel.ts';
import { Kinship, type KinshipState } from './kinship.ts';
import { Chains } from './names.ts';
import { type OrderRecord, viewOrder } from './order.ts';
import type { DeliverySettings } from './settings.ts';
import { lessonsOf, openOf } from './teaching.ts';

const REFRESH_MS = 900_000;
const LONGEST_WAIT_MS = DAY_MS;
const WORTH_SHARE = 0.5;
const MAX_WAITING = 10_000;

type OpenCounts = ReadonlyMap<string, ReadonlyMap<number, number>>;

export interface LearningState {
  open: [string, [number, number][]][];
  book: [string, number[]][];
  kinship: KinshipState;
  day: number;
  known: number;
  waiting: string[];
  boundaryMs: number | null;
}

export class Learning {
  readonly book = new DurationBook();
  readonly kinship = new Kinship();
  readonly model: DurationModel;
  readonly #chains = new Chains();
  readonly #waiting = new Set<OrderRecord>();
  /** Orders that have been taken in: how much is known, roughly. */
  #known = 0;
  #boundaryMs = Infinity;

  readonly #orders: () => { orders: readonly OrderRecord[]; weight: number };
  #open: OpenCounts = new Map();

  /** @param orders open orders: what is still under way in them counts too, each as often as its weight says */
  constructor(settings: DeliverySettings, orders: () => { orders: readonly OrderRecord[]; weight: number }) {
    this.#orders = orders;
    this.model = new DurationModel(this.book, this.kinship, settings);
  }

  nextMs(): number {
    return this.#boundaryMs;
  }

  /** The order has something new to teach. */
  expect(order: OrderRecord, nowMs: number): void {
    this.#waiting.add(order);
    if (this.#boundaryMs === Infinity) this.#boundaryMs = nextBoundary(nowMs);
  }

  advance(nowMs: number): void {
    if (nowMs < this.#boundaryMs) return;
    const enough = Math.max(1, Math.min(MAX_WAITING, this.#known * WORTH_SHARE));
    if (this.#waiting.size < enough && nowMs % LONGEST_WAIT_MS >= REFRESH_MS) {
      this.#boundaryMs = nextBoundary(nowMs);
      return;
    }
    this.#boundaryMs = Infinity;
    this.book.startDay(Math.floor(nowMs / DAY_MS));
    this.kinship.startDay(Math.floor(nowMs / DAY_MS));
    for (const order of this.#waiting) this.#teach(order);
    this.#waiting.clear();
    this.#open = this.#lookAtOpen(nowMs);
    this.book.setOpen(this.#open);
    this.model.forget();
  }

  /** The order is about to be forgotten: what it still has to teach goes in now. */
  finish(order: OrderRecord): void {
    if (!this.#waiting.delete(order)) return;
    this.#teach(order);
    if (this.#waiting.size === 0) this.#boundaryMs = Infinity;
  }

  /** Runs `look` with every lesson taken in and the weights of `nowMs`, then puts the live figures back. */
  exactly(nowMs: number, look: () => void): void {
    const before = [...this.#waiting].map((order) => ({ order, taught: order.taught }));
    for (const { order } of before) this.#replace(order, this.#lessons(order));
    this.book.weighAsOf(Math.floor(nowMs / DAY_MS), () => {
      this.book.setOpen(this.#lookAtOpen(nowMs));
      this.model.forget();
      look();
    });
    this.book.setOpen(this.#open);
    for (const { order, taught } of before) this.#replace(order, taught);
    this.model.forget();
  }

  #lookAtOpen(nowMs: number): OpenCounts {
    // By chain first: thousands of durations share a few hundred chains of names.
    const byChain = new Map<Chain, Map<number, number>>();
    const { orders, weight } = this.#orders();
    for (const order of orders)
      for (const { chain, bin } of openOf(viewOrder(order), order.newestAtMs, nowMs, this.#chains)) count(byChain, chain, bin, weight);
    const open = new Map<string, Map<number, number>>();
    for (const [chain, bins] of byChain) for (const name of chain) for (const [bin, known] of bins) count(open, name, bin, known);
    return open;
  }

  #teach(order: OrderRecord): void {
    if (order.taught.length === 0) this.#known += 1;
    this.#replace(order, this.#lessons(order));
  }

  #lessons(order: OrderRecord): Sample[] {
    return lessonsOf(viewOrder(order), this.#chains);
  }

  #replace(order: OrderRecord, samples: Sample[]): void {
    const { taught } = order;
    let start = 0;
    while (start < taught.length && start < samples.length && sameSample(taught[start] as Sample, samples[start] as Sample)) start += 1;
    let endOld = taught.length;
    let endNew = samples.length;
    while (endOld > start && endNew > start && sameSample(taught[endOld - 1] as Sample, samples[endNew - 1] as Sample)) {
      endOld -= 1;
      endNew -= 1;
    }
    for (let i = start; i < endOld; i += 1) this.#count(taught[i] as Sample, -1);
    for (let i = start; i < endNew; i += 1) this.#count(samples[i] as Sample, 1);
    order.taught = samples;
  }

  #count(sample: Sample, change: 1 | -1): void {
    if (sample.next === undefined) this.book.add(sample, change);
    else this.kinship.add({ ...sample, next: sample.next }, change);
  }

  save(): LearningState {
    return {
      book: this.book.save(),
      kinship: this.kinship.save(),
      day: this.book.today,
      known: this.#known,
      waiting: [...this.#waiting].map((order) => order.name).sort(),
      open: [...this.#open]
        .map(([name, bins]): [string, [number, number][]] => [name, [...bins].sort(([a], [b]) => a - b)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
      boundaryMs: Number.isFinite(this.#boundaryMs) ? this.#boundaryMs : null,
    };
  }

  restore({ book, kinship, day, known, waiting, open, boundaryMs }: LearningState, orders: ReadonlyMap<string, OrderRecord>): void {
    this.book.restore(book, day);
    this.kinship.restore(kinship);
    this.#open = new Map(open.map(([name, bins]) => [name, new Map(bins)]));
    this.book.setOpen(this.#open);
    this.model.forget();
    this.#known = known;
    this.#boundaryMs = boundaryMs ?? Infinity;
    this.#waiting.clear();
    for (const name of waiting) {
      const order = orders.get(name);
      if (order) this.#waiting.add(order);
    }
  }
}

function count<K>(counts: Map<K, Map<number, number>>, key: K, bin: number, by: number): void {
  let bins = counts.get(key);
  if (!bins) {
    bins = new Map();
    counts.set(key, bins);
  }
  bins.set(bin, (bins.get(bin) ?? 0) + by);
}

/** Gives each chain of names its place in a table, so that a checkpoint writes it once. */
export class ChainTable {
  readonly chains: Chain[] = [];
  readonly #places = new Map<Chain, number>();

  readonly placeOf = (chain: Chain): number => {
    let place = this.#places.get(chain);
    if (place === undefined) {
      place = this.chains.push(chain) - 1;
      this.#places.set(chain, place);
    }
    return place;
  };
}

const nextBoundary = (nowMs: number): number => (Math.floor(nowMs / REFRESH_MS) + 1) * REFRESH_MS;
