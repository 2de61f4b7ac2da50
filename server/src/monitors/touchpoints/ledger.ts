/**
 * Keeps the reports: into the window when they arrive, out of it when they grow too old, and always counted as the touchpoints that
 * the reports now in the window amount to. One arrival or departure touches its own neighbours only: the reports of the same
 * customer, channel and topic that hang together by less than `sameWithinSeconds` each.
 */
import type { Coverage } from './coverage.ts';
import type { Customer } from './customers.ts';
import { isLinkable, sightingsOf, signatureOf } from './sightings.ts';
import { compareTouches, Names, type Touch } from './touch.ts';

const MINUTE_MS = 60_000;
const NO_ROADS: readonly string[] = [];

interface Bucket {
  customers: Customer[];
  touches: Touch[];
}

export class Ledger {
  readonly #coverage: Coverage;
  readonly #sameWithinMs: number;
  /** Reports in the window by minute, so that those that leave it are found without a queue. */
  readonly #buckets = new Map<number, Bucket>();
  readonly #signatures = new Names();
  #edgeMs = -Infinity;
  #size = 0;

  constructor(coverage: Coverage, sameWithinMs: number) {
    this.#coverage = coverage;
    this.#sameWithinMs = sameWithinMs;
  }

  /** The window holds what happened after this instant. */
  get edgeMs(): number {
    return this.#edgeMs;
  }

  /** Reports in the window. */
  get size(): number {
    return this.#size;
  }

  insert(customer: Customer, touch: Touch): void {
    const { touches } = customer;
    let i = touches.length;
    if (touch.atMs > customer.newestMs) {
      customer.newestMs = touch.atMs;
    } else {
      while (i > 0 && compareTouches(touches[i - 1] as Touch, touch) > 0) i -= 1;
    }
    if (i === touches.length) touches.push(touch);
    else touches.splice(i, 0, touch);
    if (touch.atMs > this.#edgeMs) this.#enter(customer, touch, i);
  }

  /** Moves the window's older edge; it never goes back. */
  moveEdge(edgeMs: number): void {
    if (edgeMs <= this.#edgeMs) return;
    const fromMinute = Math.floor(this.#edgeMs / MINUTE_MS);
    const toMinute = Math.floor(edgeMs / MINUTE_MS);
    this.#edgeMs = edgeMs;
    if (toMinute - fromMinute <= this.#buckets.size) {
      for (let minute = fromMinute; minute <= toMinute; minute++) this.#emptyBucket(minute);
    } else {
      const minutes = [...this.#buckets.keys()].filter((minute) => minute <= toMinute);
      for (const minute of minutes) this.#emptyBucket(minute);
    }
  }

  /** Lets go of a customer's reports at or before `untilMs`, all of which have left the window. */
  prune(customer: Customer, untilMs: number): void {
    const { touches } = customer;
    let gone = 0;
    while (gone < touches.length && (touches[gone] as Touch).atMs <= untilMs) gone += 1;
    if (gone > 0) touches.splice(0, gone);
    customer.prunedToMs = Math.max(customer.prunedToMs, untilMs);
  }

  #enter(customer: Customer, touch: Touch, index: number): void {
    const minute = Math.floor(touch.atMs / MINUTE_MS);
    let bucket = this.#buckets.get(minute);
    if (!bucket) {
      bucket = { customers: [], touches: [] };
      this.#buckets.set(minute, bucket);
    }
    bucket.customers.push(customer);
    bucket.touches.push(touch);
    this.#size += 1;
    if (!touch.captured) customer.foundOnly += 1;
    if (customer.foundOnly > 0 && isLinkable(touch)) this.#recount(this.#neighbours(customer, index));
    else this.#count(touch, touch.captured, touch.road === null ? NO_ROADS : [touch.road], touch.region);
  }

  #emptyBucket(minute: number): void {
    const bucket = this.#buckets.get(minute);
    if (!bucket) return;
    const kept: Bucket = { customers: [], touches: [] };
    for (let i = 0; i < bucket.touches.length; i++) {
      const customer = bucket.customers[i] as Customer;
      const touch = bucket.touches[i] as Touch;
      if (touch.atMs <= this.#edgeMs) this.#leave(customer, touch);
      else {
        kept.customers.push(customer);
        kept.touches.push(touch);
      }
    }
    if (kept.touches.length > 0) this.#buckets.set(minute, kept);
    else this.#buckets.delete(minute);
  }

  #leave(customer: Customer, touch: Touch): void {
    this.#size -= 1;
    this.#uncount(touch);
    const linked = customer.foundOnly > 0 && isLinkable(touch);
    if (!touch.captured) customer.foundOnly -= 1;
    if (!linked) return;
    const { touches } = customer;
    for (let i = touches.indexOf(touch) + 1; i < touches.length; i++) {
      const next = touches[i] as Touch;
      if (next.atMs > touch.atMs + this.#sameWithinMs) return;
      if (next.atMs > this.#edgeMs && sameGroup(next, touch)) {
        this.#recount(this.#neighbours(customer, i));
        return;
      }
    }
  }

  /** The reports in the window that hang together with the one at `index`, sorted. */
  #neighbours(customer: Customer, index: number): Touch[] {
    const { touches } = customer;
    const start = touches[index] as Touch;
    const before: Touch[] = [];
    let reachMs = start.atMs - this.#sameWithinMs;
    for (let i = index - 1; i >= 0; i--) {
      const touch = touches[i] as Touch;
      if (touch.atMs < reachMs || touch.atMs <= this.#edgeMs) break;
      if (!sameGroup(touch, start)) continue;
      before.push(touch);
      reachMs = touch.atMs - this.#sameWithinMs;
    }
    const group = [...before.reverse(), start];
    reachMs = start.atMs + this.#sameWithinMs;
    for (let i = index + 1; i < touches.length; i++) {
      const touch = touches[i] as Touch;
      if (touch.atMs > reachMs) break;
      if (!sameGroup(touch, start)) continue;
      group.push(touch);
      reachMs = touch.atMs + this.#sameWithinMs;
    }
    return group;
  }

  #recount(group: readonly Touch[]): void {
    for (const touch of group) this.#uncount(touch);
    for (const { seed, captured, roads, region } of sightingsOf(group, this.#sameWithinMs)) this.#count(seed, captured, roads, region);
  }

  #count(touch: Touch, captured: boolean, roads: readonly string[], region: string | null): void {
    const signature = this.#signatures.intern(signatureOf(captured, roads));
    touch.signature = signature;
    touch.countedRegion = region;
    this.#coverage.count(touch.channel, region, signature, 1);
  }

  #uncount(touch: Touch): void {
    if (touch.signature === null) return;
    this.#coverage.count(touch.channel, touch.countedRegion, touch.signature, -1);
    touch.signature = null;
  }
}

const sameGroup = (a: Touch, b: Touch): boolean => a.channel === b.channel && a.topic === b.topic;
