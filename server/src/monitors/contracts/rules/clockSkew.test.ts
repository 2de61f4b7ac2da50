import { tell } from '@warroom/protocol/words/tell';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Signal } from '../../monitor.ts';
import { ClockSkew } from './clockSkew.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');

/** Looks once a second. */
const signalsOf = (readings: readonly (number | null)[]): { watch: ClockSkew; signals: Signal[] } => {
  const watch = new ClockSkew('a:8080');
  const signals = readings.flatMap((seconds, i) => watch.look(seconds, T0 + i * 1_000) ?? []);
  return { watch, signals };
};

test('CLOCK-4: begins above a second, either way, and ends below half of one', () => {
  const { signals, watch } = signalsOf([null, 0.2, 1, 1.01, 0.7, 0.99, 2, 0.5, 0.49, 0.9, -1.5]);
  expect(signals.map(({ type, atMs }) => [type, (atMs - T0) / 1_000])).toEqual([
    ['raise', 3],
    ['clear', 8],
    ['raise', 10],
  ]);
  expect(new Set(signals.map(({ subject }) => subject))).toEqual(new Set(['server:a:8080']));
  expect(signals.map(({ episode }) => episode)).toEqual([
    '2026-03-02T02:00:03.000Z',
    '2026-03-02T02:00:03.000Z',
    '2026-03-02T02:00:10.000Z',
  ]);
  expect(watch.open).toMatchObject({ facts: { skewSeconds: 1.5, ahead: false } });
  expect(watch.shownSeconds).toBe(-1.5);
});

test('CLOCK-4: a clock on the edge of either bound does not flap, and what is shown stays while it moves little', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 0.5),
      fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 2, maxLength: 200 }),
      (bound, noise) => {
        const { signals, watch } = signalsOf([3, ...noise.map((x) => bound + x)]);
        expect(signals.length).toBeLessThanOrEqual(2);
        expect(Math.abs((watch.shownSeconds as number) - bound)).toBeLessThanOrEqual(0.4);
      },
    ),
  );
});

test('says on which side the server is, in both languages', () => {
  const figures = { count: String, figure: String, rate: String, money: String, instant: String, seconds: (n: number) => `${n}s` };
  const told = (locale: 'zh-CN' | 'en', ahead: boolean) => {
    const said = tell(
      { rule: 'clock-skew', subject: 'server:a:8080', facts: { server: 'a:8080', skewSeconds: 3, ahead }, ending: null },
      { locale, medium: 'summary', figures },
    );
    return said?.sentence(said.what.join(''), '');
  };
  expect(told('zh-CN', true)).toBe('服务器 a:8080 时钟比数据库快 3s');
  expect(told('zh-CN', false)).toBe('服务器 a:8080 时钟比数据库慢 3s');
  expect(told('en', true)).toBe('Server a:8080: Clock is 3s ahead of the store');
  expect(told('en', false)).toBe('Server a:8080: Clock is 3s behind the store');
});
