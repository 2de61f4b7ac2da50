/**
 * Fills a store with the past of a large sales organisation by SQL inside the engine: no row passes through Node, and one day is in memory
 * at a time. The same shape and present give the same rows.
 */

import { EVENT_CHECK } from '../../src/facts/eventCheck.ts';
import type { Store } from '../../src/store/client.ts';
import { ALERT_COLUMNS_IN_ORDER, pastAlerts } from './alertRows.ts';
import { DAY_MS, type Day, EVENT_COLUMNS_IN_ORDER } from './dayOf.ts';
import { objectionsOf, stockOf, strategiesOf, syncsOf, understandingOf, usesOf } from './desk.ts';
import { leadsOf, standingLeadsOf } from './leads.ts';
import { ordersOf } from './orders.ts';
import type { HistoryShape } from './shape.ts';
import { opportunitiesOf, signalsOf, touchpointsOf } from './touches.ts';

const TELLINGS = [
  ...[leadsOf, ordersOf, touchpointsOf, opportunitiesOf, signalsOf],
  ...[syncsOf, stockOf, strategiesOf, usesOf, understandingOf, objectionsOf],
];
const ALERT_ROWS_PER_INSERT = 200_000;
/** Days over which leads that nobody has answered are spread; older ones would have expired. */
const STANDING_DAYS = 6;

/** @param untilMs the present: the newest row arrived just before it */
export async function fillEvents(
  store: Store,
  shape: HistoryShape,
  untilMs: number,
  onDay: (day: number) => void = () => {},
): Promise<void> {
  for (let index = 0; index < shape.days; index++) {
    const day: Day = { shape, index, startMs: untilMs - (shape.days - index) * DAY_MS, untilMs };
    for (const tell of TELLINGS) await insert(store, tell(day));
    const standingDays = Math.min(STANDING_DAYS, shape.days);
    if (shape.standingLeads > 0 && index >= shape.days - standingDays)
      await insert(store, standingLeadsOf(day, Math.ceil(shape.standingLeads / standingDays)));
    onDay(index);
  }
}

const insert = (store: Store, select: string) =>
  store.command(
    'state.fill',
    `INSERT INTO ${store.table('events')} (${EVENT_COLUMNS_IN_ORDER}, checked) SELECT *, '${EVENT_CHECK}' FROM (${select})`,
  );

/** @param rows even: each alert has two */
export async function fillAlertLog(store: Store, { seed, rows, untilMs }: { seed: number; rows: number; untilMs: number }): Promise<void> {
  for (let from = 0; from < rows; from += ALERT_ROWS_PER_INSERT) {
    const part = { seed, rows: Math.min(ALERT_ROWS_PER_INSERT, rows - from), from, of: rows, untilMs };
    await store.command('state.fill', `INSERT INTO ${store.table('alert_log')} (${ALERT_COLUMNS_IN_ORDER}) ${pastAlerts(part)}`);
  }
}
