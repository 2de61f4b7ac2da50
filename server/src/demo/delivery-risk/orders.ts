/** Orders as they are placed and go their way: a dozen a day, each for about two weeks. */
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { LONGEST_LIFE_MS, ORDER_SLOT_MS, type OrderLife, orderLife } from './orderLife.ts';
import { orderRows } from './orderRows.ts';
import { createTroubles } from './troubles.ts';

export interface OrderBook {
  /** The order of a slot. */
  order(slot: number): OrderLife;
}

/** Orders are worked out once and forgotten when nobody can ask for them any more. */
export function createOrderBook(seedText: string): OrderBook {
  const troubles = createTroubles(seedText);
  const known = new Map<number, OrderLife>();
  const keep = 2 * Math.ceil(LONGEST_LIFE_MS / ORDER_SLOT_MS);
  return {
    order(slot) {
      let life = known.get(slot);
      if (!life) {
        life = orderLife(slot, createRandom(`${seedText}|order|${slot}`), troubles);
        known.set(slot, life);
        // Slots are asked for from old to new.
        for (const old of known.keys()) {
          if (known.size <= keep) break;
          known.delete(old);
        }
      }
      return life;
    },
  };
}

export function createOrderSource(telling: Telling, book: OrderBook): DemoSource {
  return createCalendarSource(telling, {
    slotMs: ORDER_SLOT_MS,
    reachMs: LONGEST_LIFE_MS,
    rowsOf: (slot) => orderRows(book.order(slot), createRandom(`${telling.seedText}|order rows|${slot}`)),
  });
}
