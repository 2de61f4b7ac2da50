/** The orders that the monitor holds, and the names of those it has forgotten (DELIVERY-3). */
import { type Saveable, Snapshot } from '../snapshot.ts';
import { phaseOf } from './assessment/evaluationGrid.ts';
import type { Contribution } from './cells/heatAndMap.ts';
import { DAY_MS } from './instants.ts';
import type { OrderSample } from './learning/learning.ts';
import { newOrder, type OrderRecord } from './orders/order.ts';
import type { OrderView } from './orders/orderView.ts';
import type { HeldAlerts } from './rules/orderAlerts.ts';
import type { StockPromise } from './stock.ts';

/** Names of forgotten orders are kept this long, so that a very late fact does not bring one back. */
const REMEMBER_MS = 7 * DAY_MS;
/** Open orders whose unfinished durations are counted; of more, every n-th with weight n. */
const MAX_SAMPLED = 1_000;

export interface TrackedOrder extends Saveable {
  readonly name: string;
  readonly order: OrderRecord;
  readonly promises: Map<string, StockPromise>;
  readonly held: HeldAlerts;
  /** Its place within the minute (see `phaseOf`). */
  readonly phaseMs: number;
  /** When it has to be evaluated next, and the earliest entry for it in the queue. */
  dueMs: number;
  queuedMs: number;
  /** p(late) was below a half when it was evaluated last; false before the first time. */
  calm: boolean;
  /** When its row has to be worked out again. */
  rowDueMs: number;
  /** Over or given up: shows nothing any more. */
  closed: boolean;
  /** What it said when its alerts were brought up to it last. */
  followed: (Pick<OrderView, 'customerId' | 'region'> & { view: OrderView }) | null;
  /** What it has put into heat and map; null while it is not on the board. */
  contribution: Contribution | null;
}

interface Forgotten extends Saveable {
  readonly name: string;
  /** By when even the name is forgotten. */
  untilMs: number;
}

export class TrackedOrders {
  readonly #orders = new Map<string, TrackedOrder>();
  /** Earliest first. */
  readonly #forgotten = new Map<string, Forgotten>();
  readonly #saved = new Snapshot<TrackedOrder>();
  readonly #savedNames = new Snapshot<Forgotten>();

  get(name: string): TrackedOrder | undefined {
    return this.#orders.get(name);
  }

  values(): IterableIterator<TrackedOrder> {
    return this.#orders.values();
  }

  /** The order of that name, new where it was not known; undefined where it is over and forgotten. */
  getOrAdd(name: string): TrackedOrder | undefined {
    const known = this.#orders.get(name);
    if (known || this.#forgotten.has(name)) return known;
    const tracked = this.add(newOrder(name));
    this.#saved.added(tracked);
    return tracked;
  }

  /** Call before anything of it is changed that is saved. */
  beforeChange(tracked: TrackedOrder): void {
    this.#saved.before(tracked);
  }

  add(order: OrderRecord, saved: Partial<Pick<TrackedOrder, 'promises' | 'held' | 'calm' | 'closed'>> = {}): TrackedOrder {
    const { name } = order;
    const tracked: TrackedOrder = {
      name,
      savedIn: 0,
      order,
      promises: saved.promises ?? new Map(),
      held: saved.held ?? new Map(),
      phaseMs: phaseOf(name),
      dueMs: Infinity,
      queuedMs: Infinity,
      calm: saved.calm ?? false,
      rowDueMs: Infinity,
      closed: saved.closed ?? false,
      followed: null,
      contribution: null,
    };
    this.#orders.set(name, tracked);
    return tracked;
  }

  /** Open orders, or of very many a systematic sample by phase. */
  openSample(): OrderSample {
    let open = 0;
    for (const { closed } of this.#orders.values()) if (!closed) open += 1;
    const weight = Math.max(1, Math.ceil(open / MAX_SAMPLED));
    const orders: OrderRecord[] = [];
    for (const { closed, order, phaseMs } of this.#orders.values()) if (!closed && phaseMs % weight === 0) orders.push(order);
    return { orders, weight };
  }

  forget(name: string, nowMs: number): void {
    this.#orders.delete(name);
    const forgotten = { name, untilMs: nowMs + REMEMBER_MS, savedIn: 0 };
    this.#forgotten.set(name, forgotten);
    this.#savedNames.added(forgotten);
    for (const other of this.#forgotten.values()) {
      if (other.untilMs > nowMs) break;
      this.#savedNames.before(other);
      this.#forgotten.delete(other.name);
    }
  }

  /** As of this call, see {@link Snapshot}. */
  save(record: (tracked: TrackedOrder) => unknown): Iterable<unknown> {
    return this.#saved.begin(this.#orders.values(), record);
  }

  /** As of this call. */
  saveForgotten(): Iterable<readonly [name: string, untilMs: number]> {
    return this.#savedNames.begin(this.#forgotten.values(), ({ name, untilMs }) => [name, untilMs]) as Iterable<[string, number]>;
  }

  clear(forgotten: readonly (readonly [name: string, untilMs: number])[]): void {
    this.#orders.clear();
    this.#forgotten.clear();
    for (const [name, untilMs] of forgotten.toSorted(([, a], [, b]) => a - b)) this.#forgotten.set(name, { name, untilMs, savedIn: 0 });
  }
}
