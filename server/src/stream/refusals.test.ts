import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { Refusals } from './refusals.ts';

test('a refused page is named once in ten minutes', () => {
  const clock = new FakeClock(0);
  const refusals = new Refusals(clock);
  expect(refusals.isNews('http://wall.corp', '127.0.0.1:8080')).toBe(true);
  clock.advance(9 * 60_000);
  expect(refusals.isNews('http://wall.corp', '127.0.0.1:8080')).toBe(false);
  expect(refusals.isNews('http://wall.corp', 'other')).toBe(true);
  clock.advance(60_000);
  expect(refusals.isNews('http://wall.corp', '127.0.0.1:8080')).toBe(true);
});

test('however many names somebody makes up, the log and the memory stay small', () => {
  const clock = new FakeClock(0);
  const refusals = new Refusals(clock);
  const said = () => Array.from({ length: 5_000 }, (_, i) => refusals.isNews(`http://${i}.evil`)).filter(Boolean).length;
  expect(said()).toBe(100);
  clock.advance(10 * 60_000);
  expect(said()).toBe(100);
});
