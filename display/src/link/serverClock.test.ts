import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { ServerClock } from './serverClock.ts';

test('no frame, no offset', () => {
  expect(new ServerClock().offsetMs()).toBeNull();
});

test('the fastest frame decides, however slow the others', () => {
  const clock = new ServerClock();
  const delays = [300, 40, 900, 15, 2_500];
  for (const [i, delayMs] of delays.entries()) clock.sample(10_000 + i * 1_000 - delayMs, i * 1_000);
  expect(clock.offsetMs()).toBe(10_000 - 15);
});

test('a clock that drifts is followed: an old best ages out within two minutes', () => {
  const clock = new ServerClock();
  for (let t = 0; t < 300_000; t += 1_000) clock.sample(t + 5_000 - t / 1_000 - 20, t);
  // By now the server has fallen back by 300 ms; the best of two minutes ago would still be 120 ms off.
  expect(clock.offsetMs()).toBeGreaterThanOrEqual(5_000 - 300 - 20);
  expect(clock.offsetMs()).toBeLessThanOrEqual(5_000 - 300 - 20 + 121);
});

test('after a long silence nothing old is believed', () => {
  const clock = new ServerClock();
  clock.sample(9_000, 0);
  clock.sample(600_000 + 100, 600_000);
  expect(clock.offsetMs()).toBe(100);
});

test('reset forgets', () => {
  const clock = new ServerClock();
  clock.sample(9_000, 0);
  clock.reset();
  expect(clock.offsetMs()).toBeNull();
});

test('back-off: from half a second to fifteen, with full jitter', () => {
  const least = Array.from({ length: 12 }, (_, i) => backoffMs(i, () => 0));
  const most = Array.from({ length: 12 }, (_, i) => backoffMs(i, () => 0.999999));
  expect(new Set(least)).toEqual(new Set([500]));
  expect(most.slice(0, 5).map(Math.round)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
  expect(Math.max(...most)).toBeLessThanOrEqual(15_000);
});
