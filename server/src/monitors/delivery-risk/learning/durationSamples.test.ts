import { expect, test } from 'vitest';
import { FactMaker, T0 } from '../deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from '../instants.ts';
import { applyOrderFact, newOrder, type OrderRecord, viewOrder } from '../orders/order.ts';
import type { OrderFact } from '../orders/orderFacts.ts';
import { binOf, logSeconds } from '../statistics/logBins.ts';
import { censoredSamplesOf } from './censoredSamples.ts';
import { durationSamplesOf } from './durationSamples.ts';
import { classHierarchy, HierarchyCache, pairHierarchy, type SampleKind, stepHierarchy, suffixName } from './hierarchy.ts';
import { ageOf, reportGroup } from './progressReports.ts';
import { eachSample } from './samples.ts';

const groupOf = (share: number, atReport: number, byNow: number) => reportGroup(share, ageOf(atReport, byNow));

test('DELIVERY-18: a report is grouped by its quarter and by how much has been done since, in quarters of a log', () => {
  expect(groupOf(0.3, 100, 100)).toBe('1.0');
  expect(groupOf(0.3, 100, 128)).toBe('1.0');
  expect(groupOf(0.3, 100, 129)).toBe('1.1');
  expect(groupOf(1, 100, 200)).toBe('3.2');
  expect(groupOf(0.1, 100, 1e6)).toBe('0.8');
  // A clock that stands before the report (a late row) makes it no older than new.
  expect(groupOf(0.5, 100, 90)).toBe('2.0');
});

/** Reports of a step that took 20 h of work: each gives a sample at every age at which it was still the newest. */
function samplesBy(reports: readonly (readonly [hours: number, progress: number])[]): string[] {
  const make = new FactMaker();
  const order = newOrder('O');
  const at = (hours: number) => T0 + hours * HOUR_MS;
  const facts: OrderFact[] = [
    make.make('order.placed', at(0), 'O', { promised_at: at(100), route: ['cut'] }),
    make.make('order.step', at(0), 'O', { step: 'cut', state: 'started' }),
    ...reports.map(([hours, progress]) => make.make('order.step', at(hours), 'O', { step: 'cut', state: 'progressed', progress })),
    make.make('order.step', at(20), 'O', { step: 'cut', state: 'completed' }),
  ];
  for (const fact of facts) applyOrderFact(order, fact, fact.atMs);
  const own = (kind: string) => stepHierarchy('report', 'cut', kind).at(-1);
  const kinds = Array.from({ length: 4 }, (_, quarter) => Array.from({ length: 9 }, (_, age) => `${quarter}.${age}`)).flat();
  const named = new Map(kinds.map((kind) => [own(kind), kind]));
  return [...eachSample(durationSamplesOf(viewOrder(order), new HierarchyCache()))].flatMap(
    ({ hierarchy }) => named.get(hierarchy.at(-1)) ?? [],
  );
}

test('DELIVERY-8, DELIVERY-18: a report gives a sample at each age until the step ends, or until the next report', () => {
  // ln(20 h ÷ 10 h) = 0.69: new, and after a quarter and a half of a log.
  expect(samplesBy([[10, 0.5]])).toEqual(['2.0', '2.1', '2.2']);
  // The next one comes at ln(12 ÷ 10) = 0.18; from then on that one is the newest: ln(20 ÷ 12) = 0.51.
  expect(
    samplesBy([
      [10, 0.5],
      [12, 0.8],
    ]),
  ).toEqual(['2.0', '3.0', '3.1', '3.2']);
});

const CLASS = { productLine: null, region: null, expedite: false };
const HIERARCHIES = new HierarchyCache();

/** A delivered order of three steps: `cut` is blocked for an hour, `paint` is skipped. */
function delivered(): OrderRecord {
  const make = new FactMaker();
  const order = newOrder('O');
  const step = (hours: number, name: string, state: 'started' | 'blocked' | 'completed') =>
    make.make('order.step', T0 + hours * HOUR_MS, 'O', { step: name, state });
  const facts: OrderFact[] = [
    make.make('order.placed', T0, 'O', { promised_at: T0 + 99 * HOUR_MS, route: ['cut', 'paint', 'ship'] }),
    step(2, 'cut', 'started'),
    step(3, 'cut', 'blocked'),
    step(4, 'cut', 'started'),
    step(7, 'cut', 'completed'),
    step(7, 'ship', 'started'),
    step(30, 'ship', 'completed'),
    make.make('order.delivered', T0 + 31 * HOUR_MS, 'O', {}),
  ];
  for (const fact of facts) applyOrderFact(order, fact, fact.atMs);
  return order;
}

test('DELIVERY-8: spans, work, net, block and rest of a delivered order, on the day on which each ended', () => {
  const samples = [...eachSample(durationSamplesOf(viewOrder(delivered()), HIERARCHIES))];
  const of = (hierarchy: readonly string[]) =>
    samples.filter((sample) => sample.hierarchy.at(-1) === hierarchy.at(-1)).map(({ bin, day }) => [bin, day - T0 / DAY_MS]);
  const hours = (count: number) => binOf(logSeconds(count * HOUR_MS));
  const ofClass = (kind: SampleKind, name: string) => of(classHierarchy(kind, name, CLASS));
  expect(ofClass('span', 'cut')).toEqual([[hours(7), 0]]);
  expect(ofClass('span', 'ship')).toEqual([[hours(23), 1]]);
  expect(ofClass('work', 'cut')).toEqual([[hours(5), 0]]);
  expect(of(stepHierarchy('net', 'cut'))).toEqual([[hours(4), 0]]);
  expect(of(stepHierarchy('block', 'cut'))).toEqual([[hours(1), 0]]);
  expect(ofClass('rest', suffixName(['cut', 'paint', 'ship']))).toEqual([[hours(31), 1]]);
  expect(ofClass('rest', suffixName(['paint', 'ship']))).toEqual([[hours(24), 1]]);
  expect(ofClass('rest', suffixName([]))).toEqual([[hours(1), 1]]);
  expect(of(stepHierarchy('done', 'cut'))).toEqual([[1, 1]]);
  expect(of(stepHierarchy('done', 'paint'))).toEqual([[0, 1]]);
  expect(of(stepHierarchy('overtaken', 'paint'))).toEqual([[0, 1]]);
  expect(of(pairHierarchy('cut', 'ship', CLASS))).toEqual([[hours(7), 1]]);
});

test('DELIVERY-9: an open order gives what is under way at its age; one silent for 30 days after its promise gives nothing', () => {
  const make = new FactMaker();
  const order = newOrder('O');
  for (const fact of [
    make.make('order.placed', T0, 'O', { promised_at: T0 + DAY_MS, route: ['cut'] }),
    make.make('order.step', T0 + HOUR_MS, 'O', { step: 'cut', state: 'started' }),
  ])
    applyOrderFact(order, fact, fact.atMs);
  const at = (nowMs: number) => censoredSamplesOf(viewOrder(order), order.newestAtMs, nowMs, HIERARCHIES);
  const work = classHierarchy('work', 'cut', CLASS).at(-1);
  expect(at(T0 + 5 * HOUR_MS).find(({ hierarchy }) => hierarchy.at(-1) === work)?.bin).toBe(binOf(logSeconds(4 * HOUR_MS)));
  expect(at(T0 + HOUR_MS + 30 * DAY_MS)).not.toEqual([]);
  expect(at(T0 + HOUR_MS + 30 * DAY_MS + 1)).toEqual([]);
});
