import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binOf } from '../statistics/logBins.ts';
import { DurationHistograms } from './durationHistograms.ts';

const sample = (value: number, day = 100, name = 'a'): [hierarchy: string[], day: number, bin: number] => [[name], day, binOf(value)];

/** By name, and by cell. */
const savedBy = (histograms: DurationHistograms) =>
  [...histograms.save()]
    .map(
      ([name, flat]) =>
        [
          name,
          flat
            .flatMap((cell, i) => (i % 2 === 0 ? [[cell, flat[i + 1] as number]] : []))
            .sort((a, b) => (a[0] as number) - (b[0] as number)),
        ] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));

test('DELIVERY-9: median and spread of a log-normal, from its quantiles', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(100);
  // A standard normal by the midpoints of 2,000 equal shares, moved to median 10 and spread 0.5.
  const normal = (u: number) => {
    let low = -8;
    let high = 8;
    for (let i = 0; i < 60; i += 1) {
      const middle = (low + high) / 2;
      const t = 1 / (1 + 0.2316419 * Math.abs(middle));
      const tail =
        (Math.exp((-middle * middle) / 2) / Math.sqrt(2 * Math.PI)) *
        t *
        (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
      if ((middle > 0 ? 1 - tail : tail) < u) low = middle;
      else high = middle;
    }
    return low;
  };
  for (let i = 0; i < 2_000; i += 1) histograms.add(...sample(10 + 0.5 * normal((i + 0.5) / 2_000)));
  const summary = histograms.summary('a');
  expect(summary?.count).toBe(2_000);
  expect(summary?.median).toBeCloseTo(10, 1);
  expect(summary?.spread).toBeCloseTo(0.5, 1);
});

test('DELIVERY-10: Kish: ten samples of today weigh 16 each, ten of last month 1 each', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(100);
  for (let i = 0; i < 10; i += 1) {
    histograms.add(...sample(5, 100));
    histograms.add(...sample(9, 60));
  }
  // (10·16 + 10·1)² / (10·256 + 10·1) = 28,900 / 2,570
  expect(histograms.summary('a')?.effective).toBeCloseTo(28_900 / 2_570, 10);
  expect(histograms.summary('a')?.median).toBeLessThan(5.1);
});

test('DELIVERY-10: a sample leaves after 90 days', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(100);
  histograms.add(...sample(5));
  histograms.startDay(189);
  expect(histograms.summary('a')?.count).toBe(1);
  histograms.startDay(190);
  expect(histograms.summary('a')).toBeNull();
  expect([...histograms.save()]).toEqual([]);
  histograms.add(...sample(5));
  expect(histograms.summary('a')).toBeNull();
});

test('DELIVERY-8: histograms are a function of the set of its samples; what is taken back was never there', () => {
  const samples = fc.array(fc.record({ value: fc.double({ min: 0, max: 20, noNaN: true }), day: fc.integer({ min: 20, max: 100 }) }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(samples, samples, fc.integer(), (kept, taken, seed) => {
      const one = new DurationHistograms();
      const other = new DurationHistograms();
      one.startDay(100);
      other.startDay(100);
      for (const { value, day } of kept) one.add(...sample(value, day));
      const shuffled = [...kept].sort((a, b) => ((a.value * 7_919 + seed) % 13) - ((b.value * 7_919 + seed) % 13));
      for (const { value, day } of taken) other.add(...sample(value, day));
      for (const { value, day } of shuffled) other.add(...sample(value, day));
      for (const { value, day } of taken) other.add(...sample(value, day), -1);
      expect(savedBy(other)).toEqual(savedBy(one));
      expect(other.summary('a')).toEqual(one.summary('a'));
    }),
  );
});

test('DELIVERY-9: what has not ended counts as at risk: 2 of 6 end at 5, both of those left at 9, so the median is 9 and not 5', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(100);
  // Names of durations: the kind stands first.
  for (const value of [5, 5, 9, 9]) histograms.add(...sample(value, 100, 'span\u0001s'));
  expect(histograms.summary('span\u0001s')?.median).toBeLessThan(5.1);
  histograms.setCensored(new Map([['span\u0001s', new Map([[binOf(7), 2]])]]));
  expect(histograms.summary('span\u0001s')?.median).toBeGreaterThanOrEqual(9);
  expect(histograms.summary('span\u0001s')?.count).toBe(4);
});

test('DELIVERY-9: proportions and report errors are never censored', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(100);
  for (const value of [5, 5, 9]) histograms.add(...sample(value, 100, 'report\u0001s'));
  const before = histograms.summary('report\u0001s');
  histograms.setCensored(new Map([['report\u0001s', new Map([[binOf(7), 9]])]]));
  expect(histograms.summary('report\u0001s')).toEqual(before);
});

test('DELIVERY-35: histograms drawn while counting goes on and a day begins are those of the call', () => {
  const change = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    value: fc.integer({ min: 0, max: 5 }),
    day: fc.integer({ min: 8, max: 100 }),
  });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 30 }),
      fc.array(change, { maxLength: 30 }),
      fc.infiniteStream(fc.nat(3)),
      (before, after, turns) => {
        const histograms = new DurationHistograms();
        histograms.startDay(97);
        for (const { name, value, day } of before) histograms.add(...sample(value, day, name));
        const copy = new DurationHistograms();
        copy.restore(structuredClone([...histograms.save()]), 97);
        const expected = savedBy(copy);
        // One that is never drawn to its end is no hindrance.
        histograms.save()[Symbol.iterator]().next();
        const drawn = histograms.save()[Symbol.iterator]();
        const records: [string, number[]][] = [];
        const counted = before.map((one) => ({ ...one, by: -1 as const }));
        for (const { name, value, day, by } of [...counted, ...after.map((one) => ({ ...one, by: 1 as const }))]) {
          const turn = turns.next().value;
          if (turn === 1) {
            const next = drawn.next();
            if (!next.done) records.push(next.value);
          }
          if (turn === 2) histograms.startDay(histograms.today + 1);
          histograms.add(...sample(value, day, name), by);
        }
        for (let next = drawn.next(); !next.done; next = drawn.next()) records.push(next.value);
        expect(savedBy({ save: () => records } as unknown as DurationHistograms)).toEqual(expected);
      },
    ),
  );
});
