/** The shop floor's frequent reports of work under way: nothing hangs on any single one of them, so only those of the last hour are told as past. */
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, RECENT_MS, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { LONGEST_LIFE_MS, ORDER_SLOT_MS, shareReported } from './orderLife.ts';
import type { OrderBook } from './orders.ts';
import { PURCHASING, SHIPPING } from './process.ts';

const SLOT_MS = 60_000;
/** Reports a minute of one step under way. */
const REPORTS_PER_MINUTE = 0.55;
/** What is bought or on the road is not reported by a machine. */
const SILENT_STEPS = [PURCHASING, SHIPPING];

export function createProgressSource(telling: Telling, book: OrderBook): DemoSource {
  const { seedText, startMs, bornSinceMs, briskness } = telling;
  return createCalendarSource(telling, {
    slotMs: SLOT_MS,
    reachMs: SLOT_MS,
    notBeforeMs: startMs - RECENT_MS,
    rowsOf(slot, slotStartMs) {
      const rows: Arrival[] = [];
      const firstBornMs = Math.max(bornSinceMs, slotStartMs - LONGEST_LIFE_MS);
      for (let n = Math.ceil(firstBornMs / ORDER_SLOT_MS); n * ORDER_SLOT_MS < slotStartMs; n += 1) {
        const order = book.order(n);
        if (order.deliveredMs < slotStartMs || (order.cancelledMs ?? Infinity) < slotStartMs + SLOT_MS) continue;
        const random = createRandom(`${seedText}|progress|${slot}|${n}`);
        if (!random.chance(REPORTS_PER_MINUTE * Math.min(1.8, briskness))) continue;
        const atMs = Math.round(slotStartMs + random.unit() * SLOT_MS);
        const step = order.steps.find(({ startMs: from, endMs }) => from < atMs && atMs < endMs);
        if (!step || SILENT_STEPS.includes(step.name)) continue;
        if (step.pauses.some(({ fromMs, untilMs }) => fromMs <= atMs && atMs <= untilMs)) continue;
        rows.push(
          deliver(
            {
              kind: 'order.step',
              system: 'mes',
              atMs,
              key: order.id,
              region: order.account.region,
              productLine: order.line.name,
              customerId: order.account.id,
              data: { step: step.name, state: 'progressed', progress: shareReported(step, atMs), site: order.plant.name },
            },
            random,
          ),
        );
      }
      return rows;
    },
  });
}
