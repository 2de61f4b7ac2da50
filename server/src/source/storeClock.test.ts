import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { type ClockStep, StoreClock } from './storeClock.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');

/** A store whose time is the machine's elapsed time and an offset that the test sets; a poll takes as long as it says. */
function room(offsetMs = 0) {
  const machine = new FakeClock(T0);
  const clock = new StoreClock(machine);
  const steps: ClockStep[] = [];
  clock.onStep((step) => steps.push(step));
  const store = { offsetMs };
  const storeMs = () => machine.elapsed() + store.offsetMs;
  return {
    machine,
    clock,
    steps,
    store,
    storeMs,
    /** @param readAfter the share of the time after which the store reads its clock */
    poll: (tookMs = 2, readAfter = 0.5) =>
      clock.measure(async () => {
        machine.advance(tookMs * readAfter);
        const read = Math.floor(storeMs());
        machine.advance(tookMs * (1 - readAfter));
        return read;
      }),
  };
}

describe('the time', () => {
  test('CLOCK-1: is the store’s, however far the machine’s time of day is from it', async () => {
    const { clock, storeMs, poll } = room(-120_000);
    expect(clock.now()).toBe(T0);
    await poll();
    expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(2);
    expect(clock.skewSeconds).toBeCloseTo(120, 1);
  });

  test('CLOCK-1: is wrong by no more than half of the quickest poll of late, and never told backwards, however slow polls are', async () => {
    const polls = fc.array(
      fc.record({ tookMs: fc.integer({ min: 1, max: 4_000 }), readAfter: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 5,
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(polls, fc.integer({ min: -90_000, max: 90_000 }), async (list, offsetMs) => {
        const { machine, clock, steps, storeMs, poll } = room(offsetMs);
        let toldMs = Number.NEGATIVE_INFINITY;
        let quickestMs = Number.POSITIVE_INFINITY;
        for (const { tookMs, readAfter } of list) {
          await poll(tookMs, readAfter);
          quickestMs = Math.min(quickestMs, tookMs);
          expect(clock.now()).toBeGreaterThanOrEqual(toldMs);
          toldMs = clock.now();
          machine.advance(100);
        }
        // What was known wears by a thousandth of the time since.
        const wornMs = list.reduce((sum, { tookMs }) => sum + tookMs + 100, 0) / 500;
        machine.advance(5_000);
        expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(quickestMs + wornMs + 2);
        expect(steps).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('CLOCK-1: a store that drifts is followed without a step', async () => {
    const { machine, clock, steps, store, storeMs, poll } = room();
    await poll();
    for (let i = 0; i < 2_000; i++) {
      store.offsetMs += 0.05;
      machine.advance(100);
      await poll();
    }
    expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(3);
    expect(steps).toEqual([]);
  });

  test('CLOCK-1: a row that the store let through bounds it: the engine never has to run ahead', async () => {
    const { clock, storeMs, poll } = room();
    await poll(800, 0);
    expect(clock.now()).toBeLessThan(storeMs() - 300);
    clock.notBefore(storeMs());
    expect(clock.now()).toBeGreaterThanOrEqual(Math.floor(storeMs()));
  });
});

describe('a clock that is set', () => {
  test.each([-8 * 3_600_000, -3_600_000, -30_000, 30_000, 3_600_000, 8 * 3_600_000])(
    'CLOCK-2: the store’s by %i ms is followed with the next poll and told once',
    async (byMs) => {
      const { clock, steps, store, storeMs, poll } = room();
      await poll();
      store.offsetMs += byMs;
      await poll();
      await poll();
      expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(2);
      expect(steps).toEqual([{ whose: 'store', byMs: expect.closeTo(byMs, -1) }]);
    },
  );

  test('CLOCK-4: the machine’s moves nothing: it is told, and is skew', async () => {
    const { machine, clock, steps, storeMs, poll } = room();
    await poll();
    machine.step(3_600_000);
    await poll();
    expect(Math.abs(clock.now() - storeMs())).toBeLessThanOrEqual(2);
    expect(steps).toEqual([{ whose: 'server', byMs: 3_600_000 }]);
    expect(clock.skewSeconds).toBeCloseTo(3_600, 1);
    machine.step(-3_600_000);
    await poll();
    expect(clock.skewSeconds).toBeCloseTo(0, 1);
  });

  test('CLOCK-1: deadlines move with it, time-outs do not', async () => {
    const { machine, clock, store, poll } = room();
    await poll();
    const called: string[] = [];
    clock.at(clock.now() + 90_000, () => called.push('deadline'));
    clock.after(90_000, () => called.push('time-out'));
    const cancel = clock.at(clock.now() + 1_000, () => called.push('cancelled'));
    cancel();
    store.offsetMs -= 60_000;
    await poll();
    machine.advance(91_000);
    expect(called).toEqual(['time-out']);
    machine.advance(60_000);
    expect(called).toEqual(['time-out', 'deadline']);
    clock.at(clock.now() + 3_600_000, () => called.push('early'));
    store.offsetMs += 3_600_000;
    await poll();
    machine.advance(10);
    expect(called).toEqual(['time-out', 'deadline', 'early']);
  });
});
