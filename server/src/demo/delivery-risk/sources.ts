/** Everything that the demo tells of orders, stock and suppliers. */
import type { DemoSource } from '../world/arrivals.ts';
import type { Telling } from '../world/calendarSource.ts';
import { createOrderBook, createOrderSource } from './orders.ts';
import { createProgressSource } from './progress.ts';
import { createQuoteSources, createStockCountSources } from './stock.ts';

export function createDeliveryRiskSources(telling: Telling): DemoSource[] {
  const book = createOrderBook(telling.seedText);
  return [
    createOrderSource(telling, book),
    createProgressSource(telling, book),
    ...createStockCountSources(telling),
    ...createQuoteSources(telling),
  ];
}
