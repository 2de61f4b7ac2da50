import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { Refusals } from './refusals.ts';

test('a refused page is named once in ten minutes, with what to set', () => {
  const clock = new FakeClock(0);
  const refusals = new Refusals(clock);
  const refused = { origin: 'http://wall.corp', host: '127.0.0.1:8080' };
  expect(refusals.lineFor(refused)).toMatch(/http:\/\/wall\.corp was refused.*asked as 127\.0\.0\.1:8080.*server\.allowedOrigins/);
  clock.advance(9 * 60_000);
  expect(refusals.lineFor(refused)).toBeNull();
  expect(refusals.lineFor({ ...refused, host: 'other' })).not.toBeNull();
  clock.advance(60_000);
  expect(refusals.lineFor(refused)).not.toBeNull();
});

test('however many origins somebody makes up, the log and the memory stay small', () => {
  const refusals = new Refusals(new FakeClock(0));
  const lines = Array.from({ length: 5_000 }, (_, i) => refusals.lineFor({ origin: `http://${i}.evil`.padEnd(1_000, 'x'), host: 'h' }));
  expect(lines.filter((line) => line !== null)).toHaveLength(100);
  expect(Math.max(...lines.map((line) => line?.length ?? 0))).toBeLessThan(1_000);
});
