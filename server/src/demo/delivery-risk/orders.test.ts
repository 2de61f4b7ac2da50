import { describe, expect, test } from 'vitest';
import { PLANTS } from '../world/geography.ts';
import { createRandom } from '../world/random.ts';
import { LONGEST_LIFE_MS, ORDER_SLOT_MS, type OrderLife, shareDone, shareReported } from './orderLife.ts';
import { orderRows } from './orderRows.ts';
import { createOrderBook } from './orders.ts';
import { ASSEMBLY, MACHINING, PRODUCT_LINES } from './process.ts';
import { createTroubles } from './troubles.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_SLOT = Math.floor(Date.parse('2026-09-01T00:00:00Z') / ORDER_SLOT_MS);
const book = createOrderBook('7');
const orders: OrderLife[] = Array.from({ length: 1_000 }, (_, i) => book.order(FIRST_SLOT + i));

describe('orders', () => {
  test('have names of their own and a promise they mostly keep', () => {
    expect(new Set(orders.map(({ id }) => id)).size).toBe(orders.length);
    const kept = orders.filter(({ deliveredMs, promisedMs }) => deliveredMs <= promisedMs).length / orders.length;
    expect(kept).toBeGreaterThan(0.85);
    expect(kept).toBeLessThan(0.98);
  });

  test('between a hundred and two hundred of them are open at any time, in every step of the process', () => {
    for (let atMs = FIRST_SLOT * ORDER_SLOT_MS + 45 * DAY_MS; atMs < FIRST_SLOT * ORDER_SLOT_MS + 80 * DAY_MS; atMs += DAY_MS) {
      const open = orders.filter(({ placedMs, deliveredMs }) => placedMs <= atMs && atMs < deliveredMs);
      expect(open.length).toBeGreaterThan(100);
      expect(open.length).toBeLessThan(200);
      const steps = new Set(
        open.flatMap(({ steps: all }) => all.filter((s) => s.startMs <= atMs && atMs < s.endMs).map(({ name }) => name)),
      );
      expect(steps.size).toBeGreaterThanOrEqual(7);
    }
  });

  test('take their steps one after another, pauses included, and end in time', () => {
    for (const { line, placedMs, steps, deliveredMs } of orders) {
      expect(steps.map(({ name }) => name)).toEqual(line.route.map(({ name }) => name));
      let reachedMs = placedMs;
      for (const { startMs, endMs, workMs, pauses } of steps) {
        expect(startMs).toBeGreaterThanOrEqual(reachedMs);
        const paused = pauses.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
        expect(endMs - startMs).toBe(workMs + paused);
        reachedMs = endMs;
      }
      expect(deliveredMs - placedMs).toBeLessThan(LONGEST_LIFE_MS);
    }
  });

  test('report progress that never falls and stands still while blocked', () => {
    const step = orders.flatMap(({ steps }) => steps).find(({ pauses }) => pauses.length > 0);
    if (!step) throw new Error('no step was ever blocked');
    let last = 0;
    for (let atMs = step.startMs; atMs < step.endMs; atMs += HOUR_MS / 4) {
      const share = shareReported(step, atMs);
      expect(share).toBeGreaterThanOrEqual(last);
      last = share;
    }
    expect(shareDone(step, step.endMs)).toBe(1);
    const [pause] = step.pauses;
    expect(shareDone(step, pause?.fromMs as number)).toBe(shareDone(step, pause?.untilMs as number));
  });

  test('always one of them is expedited and forgotten, and one promised stock that nobody can take', () => {
    for (let atMs = FIRST_SLOT * ORDER_SLOT_MS + 4 * DAY_MS; atMs < FIRST_SLOT * ORDER_SLOT_MS + 80 * DAY_MS; atMs += HOUR_MS) {
      const open = orders.filter(({ placedMs, deliveredMs }) => placedMs <= atMs && atMs < deliveredMs);
      const forgotten = open.filter(
        ({ placedMs, priorityMs }) => priorityMs !== null && placedMs + HOUR_MS / 4 <= atMs && atMs < priorityMs,
      );
      expect(forgotten.length).toBeGreaterThan(0);
    }
    const phantoms = orders.filter(({ phantom }) => phantom !== null);
    const spans = phantoms.map((order) => {
      const rows = orderRows(order, createRandom('rows')).filter(({ event }) => event.kind.startsWith('stock.'));
      expect(rows.map(({ event }) => event.kind)).toEqual(['stock.counted', 'stock.promised', 'stock.counted']);
      return { fromMs: rows[1]?.event.at as number, untilMs: rows[2]?.event.at as number };
    });
    for (const [i, { fromMs }] of spans.entries()) if (i > 0) expect(fromMs).toBeLessThan((spans[i - 1]?.untilMs as number) - 45 * 60_000);
  });
});

test('at any instant a work centre has been blocked for more than two hours', () => {
  const troubles = createTroubles('7');
  const sinceMs = FIRST_SLOT * ORDER_SLOT_MS;
  for (let atMs = sinceMs; atMs < sinceMs + 20 * DAY_MS; atMs += HOUR_MS / 4) {
    const blocked = PLANTS.flatMap((plant) => [MACHINING, ASSEMBLY].flatMap((step) => troubles.blocks(plant, step, atMs, atMs + 1)));
    expect(blocked.some(({ fromMs }) => atMs - fromMs >= 2 * HOUR_MS)).toBe(true);
  }
});

test('every line has six parts and at least seven steps', () => {
  for (const { route, skus } of PRODUCT_LINES) {
    expect(route.length).toBeGreaterThanOrEqual(7);
    expect(new Set(skus).size).toBe(6);
  }
});
