/** The customers of whom something is held, by name and by the minute of their housekeeping. */
import { Snapshot } from '../snapshot.ts';
import type { Customer } from './customer.ts';
import { EMPTY } from './sparseSet.ts';

/** 32-bit FNV-1a over UTF-16 code units: spreads customers over the slots alike on every server. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** One slot for each minute of four days: how long what is no longer needed may still be held. */
const SLOTS = 4 * 1_440;

export class Customers {
  readonly slots = SLOTS;
  /** Told before anything that is saved of a customer changes. */
  readonly changes = new Snapshot<Customer>();
  readonly #lastCapturedMs: ReadonlyMap<string, number>;
  readonly #byName = new Map<string, Customer>();
  readonly #slots: readonly Set<Customer>[] = Array.from({ length: SLOTS }, () => new Set<Customer>());

  /** @param lastCapturedMs what is known of customers from before the facts that are read */
  constructor(lastCapturedMs: ReadonlyMap<string, number>) {
    this.#lastCapturedMs = lastCapturedMs;
  }

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
      reports: [],
      prunedToMs: -Infinity,
      newestMs: -Infinity,
      foundOnly: 0,
      competitorMs: [],
      lastCapturedMs: this.#lastCapturedMs.get(name) ?? -Infinity,
      resonance: null,
      open: EMPTY,
      lost: EMPTY,
      shownChannels: EMPTY,
      savedIn: 0,
    };
    this.changes.added(customer);
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
      customer.reports.length + customer.competitorMs.length + customer.open.size + customer.lost.size + customer.shownChannels.size;
    if (held > 0 || customer.resonance) return;
    this.changes.before(customer);
    this.#byName.delete(customer.name);
    this.#slots[customer.slot]?.delete(customer);
  }
}
