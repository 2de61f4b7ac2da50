/** How far back facts can still matter (DELIVERY-38). */
import type { EventKind } from '@warroom/protocol/events';
import type { Need } from '../monitor.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';
import { WINDOW_DAYS } from './learning/durationHistograms.ts';
import type { DeliverySettings } from './settings.ts';

export const ORDER_KINDS = [
  'order.placed',
  'order.step',
  'order.delivered',
  'order.cancelled',
  'stock.promised',
] as const satisfies EventKind[];
export const STOCK_KINDS = ['stock.counted', 'supplier.quoted'] as const satisfies EventKind[];

/** Figures and stock are brought up to a day at its beginning. */
const WHOLE_DAYS = 2;

export function needsOf({
  longestDays,
  quoteMaxAgeDays,
  lateHours,
}: Pick<DeliverySettings, 'longestDays' | 'quoteMaxAgeDays' | 'lateHours'>): Need[] {
  // An order of now began at most one life ago. What was known of durations then came from orders that ended in the learning window before,
  // each of which began at most a life before its end; and an order of which only the end falls inside what is read takes a life to pass.
  const lives = 3 * longestDays + WINDOW_DAYS + WHOLE_DAYS;
  const kept = 2 * lateHours * HOUR_MS;
  return [
    { kinds: ORDER_KINDS, backMs: lives * DAY_MS + kept, of: 'whole' },
    { kinds: ['stock.counted'], backMs: (longestDays + quoteMaxAgeDays + WHOLE_DAYS) * DAY_MS, of: 'whole' },
    { kinds: ['supplier.quoted'], backMs: (quoteMaxAgeDays + WHOLE_DAYS) * DAY_MS, of: 'whole' },
  ];
}

/** Beside a life: an order given up within the last day is still told of, and figures are of a day's beginning. */
const MARGIN_DAYS = 3;

/**
 * Until when a start from nothing need evaluate no order: all that is open at the present, or ended within the last day, began later.
 *
 * @returns a midnight UTC
 */
export const quietUntil = ({ longestDays }: Pick<DeliverySettings, 'longestDays'>, presentMs: number): number =>
  Math.floor((presentMs - (longestDays + MARGIN_DAYS) * DAY_MS) / DAY_MS) * DAY_MS;
