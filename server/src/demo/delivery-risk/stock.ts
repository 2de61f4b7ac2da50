/** Stock counts, one place after another, and the suppliers' quotes for what is bought. */
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, RECENT_MS, type Telling } from '../world/calendarSource.ts';
import { PLANTS } from '../world/geography.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { ALL_SKUS } from './process.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const PLACES = ALL_SKUS.flatMap((sku) => PLANTS.map(({ warehouse }) => ({ sku, key: `${sku}@${warehouse}` })));
/** One place is counted in every slot: often enough that the feed keeps its contract all through history. */
const COUNT_SLOT_MS = 16 * MINUTE_MS;
const COUNT_JITTER_MS = 2 * MINUTE_MS;
/** Of late, handhelds count as they go. */
const HANDHELD_SLOT_MS = 20_000;

/** What is there at an instant: plenty, rising and falling by the week; a little of it locked or on the road. */
function stockAt(place: number, atMs: number): Record<string, number> {
  const base = 260 + ((place * 137) % 640);
  const wave = 1 + 0.25 * Math.sin((2 * Math.PI * atMs) / (6.5 * DAY_MS) + place) + 0.04 * Math.sin(atMs / (7 * MINUTE_MS) + 3 * place);
  const onHand = Math.round(base * wave);
  return { on_hand: onHand, locked: Math.round(onHand * (0.05 + 0.015 * (place % 7))), in_transfer: (place * 29) % 70 };
}

export function createStockCountSources(telling: Telling): DemoSource[] {
  const { seedText, startMs, briskness } = telling;
  const counted = (name: string, slotMs: number, jitterMs: number, place: (slot: number) => number, notBeforeMs = -Infinity) =>
    createCalendarSource(telling, {
      slotMs,
      reachMs: jitterMs + MINUTE_MS,
      notBeforeMs,
      rowsOf(slot, slotStartMs) {
        const random = createRandom(`${seedText}|${name}|${slot}`);
        const nth = place(slot);
        const atMs = slotStartMs + random.unit() * jitterMs;
        const key = (PLACES[nth] as (typeof PLACES)[number]).key;
        return [deliver({ kind: 'stock.counted', system: 'wms', atMs, key, data: stockAt(nth, atMs) }, random)];
      },
    });
  const handheldMs = Math.round(HANDHELD_SLOT_MS / briskness);
  const turn = (slot: number) => ((slot % PLACES.length) + PLACES.length) % PLACES.length;
  return [
    counted('count', COUNT_SLOT_MS, COUNT_JITTER_MS, turn),
    // A step that shares no factor with the number of places visits all of them, in an order that does not look like a list.
    counted('handheld', handheldMs, handheldMs, (slot) => turn(slot * 37), startMs - RECENT_MS),
  ];
}

const SUPPLIERS: readonly { readonly name: string; readonly days: number; readonly cost: number }[] = [
  { name: '供应商甲', days: 2.5, cost: 1.22 },
  { name: '供应商乙', days: 4, cost: 1.05 },
  { name: '供应商丙', days: 6.5, cost: 0.94 },
  { name: '供应商丁', days: 9, cost: 0.86 },
];
const QUOTE_SLOT_MS = 240 * MINUTE_MS;
const SPOT_SLOT_MS = 4 * MINUTE_MS;

/** Every part is quoted by each supplier once in a few weeks, and now and then in between. */
export function createQuoteSources(telling: Telling): DemoSource[] {
  const { seedText, startMs } = telling;
  const pairs = ALL_SKUS.length * SUPPLIERS.length;
  const quoted = (name: string, slotMs: number, pair: (slot: number) => number, notBeforeMs = -Infinity) =>
    createCalendarSource(telling, {
      slotMs,
      reachMs: slotMs + MINUTE_MS,
      notBeforeMs,
      rowsOf(slot, slotStartMs) {
        const random = createRandom(`${seedText}|${name}|${slot}`);
        const nth = pair(slot);
        const part = Math.floor(nth / SUPPLIERS.length);
        const supplier = SUPPLIERS[nth % SUPPLIERS.length] as (typeof SUPPLIERS)[number];
        const unitCost = (180 + ((part * 83) % 900)) * supplier.cost * random.between(0.97, 1.04);
        return [
          deliver(
            {
              kind: 'supplier.quoted',
              system: 'scm',
              atMs: slotStartMs + random.unit() * slotMs,
              key: ALL_SKUS[part] as string,
              data: {
                supplier: supplier.name,
                lead_time_days: Math.round(10 * supplier.days * random.between(0.85, 1.2)) / 10,
                unit_cost: Math.round(unitCost * 100) / 100,
                currency: 'CNY',
              },
            },
            random,
          ),
        ];
      },
    });
  const turn = (slot: number) => ((slot % pairs) + pairs) % pairs;
  return [quoted('quote', QUOTE_SLOT_MS, turn), quoted('spot quote', SPOT_SLOT_MS, (slot) => turn(slot * 41), startMs - RECENT_MS)];
}
