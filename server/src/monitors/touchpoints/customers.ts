/** What is known of each customer, in one record: every concern of the monitor finds its own there by one look-up. */
import type { LostDeal } from './lostDeals.ts';
import type { Opportunity } from './opportunity.ts';
import type { CustomerResonance } from './resonances.ts';
import type { Touch } from './touch.ts';

export interface Customer {
  readonly name: string;
  /** The minute of {@link SLOTS} at which this customer's housekeeping is done; its remainder is its minute of the influence step. */
  readonly slot: number;
  /** Sorted by compareTouches; reaches back over the window and the lateness that is still taken into account. */
  touches: Touch[];
  /** Reports at or before this instant are no longer held. */
  prunedToMs: number;
  /** Not before the newest report held: what is newer still goes to the end without a look at the others. */
  newestMs: number;
  /** How many of the counted reports come from another road alone; without any there is nothing to link. */
  foundOnly: number;
  /** Times of competitor touchpoints and visits, sorted. */
  competitorMs: number[];
  /** Newest captured touchpoint ever heard of, -Infinity when none. */
  lastCapturedMs: number;
  resonance: CustomerResonance | null;
  open: ReadonlySet<Opportunity>;
  lost: ReadonlySet<LostDeal>;
  /** Channels with a row in `touchpoints.influence`. */
  shownChannels: ReadonlySet<string>;
}

/** 32-bit FNV-1a over UTF-16 code units: spreads customers over the slots alike on every server. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** What most customers have of most things: one empty set for all of them, near at hand. */
const NONE: ReadonlySet<never> = new Set<never>();

/** The set with the item, its own one from the first item on. */
export function added<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  return set === NONE ? new Set([item]) : (set as Set<T>).add(item);
}

export function removed<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  if (set === NONE || !(set as Set<T>).delete(item)) return set;
  return set.size === 0 ? NONE : set;
}

/** One slot for each minute of four days: how long what is no longer needed may still be held. */
const SLOTS = 4 * 1_440;

export class Customers {
  readonly slots = SLOTS;
  readonly #byName = new Map<string, Customer>();
  readonly #slots: readonly Set<Customer>[] = Array.from({ length: SLOTS }, () => new Set<Customer>());

  get size(): number {
    return this.#byName.size;
  }

  find(name: string): Customer | undefined {
    return this.#byName.get(name);
  }

  ensure(name: string): Customer {
    const known = this.#byName.get(name);
    if (known) return known;
    const customer: Customer = {
      name,
      slot: hash(name) % SLOTS,
      touches: [],
      prunedToMs: -Infinity,
      newestMs: -Infinity,
      foundOnly: 0,
      competitorMs: [],
      lastCapturedMs: -Infinity,
      resonance: null,
      open: NONE,
      lost: NONE,
      shownChannels: NONE,
    };
    this.#byName.set(name, customer);
    this.#slots[customer.slot]?.add(customer);
    return customer;
  }

  all(): IterableIterator<Customer> {
    return this.#byName.values();
  }

  inSlot(slot: number): Iterable<Customer> {
    return this.#slots[slot] ?? [];
  }

  /** Forgets a customer of whom nothing is held any more. */
  dropIfEmpty(customer: Customer): void {
    const held =
      customer.touches.length + customer.competitorMs.length + customer.open.size + customer.lost.size + customer.shownChannels.size;
    if (held > 0 || customer.resonance) return;
    this.#byName.delete(customer.name);
    this.#slots[customer.slot]?.delete(customer);
  }
}

/** Inserts `atMs` into a sorted list of times; nearly always at the end. */
export function insertSorted(times: number[], atMs: number): void {
  let i = times.length;
  while (i > 0 && (times[i - 1] as number) > atMs) i -= 1;
  if (i === times.length) times.push(atMs);
  else times.splice(i, 0, atMs);
}

/** Position of the first time after `atMs` in a sorted list. */
export function firstAfter(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((times[mid] as number) <= atMs) low = mid + 1;
    else high = mid;
  }
  return low;
}
