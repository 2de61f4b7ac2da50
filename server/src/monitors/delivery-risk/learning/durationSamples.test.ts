import { expect, test } from 'vitest';
import { FactMaker, T0 } from '../deliveryRisk.fixture.ts';
import { HOUR_MS } from '../instants.ts';
import { applyOrderFact, newOrder, viewOrder } from '../orders/order.ts';
import type { OrderFact } from '../orders/orderFacts.ts';
import { durationSamplesOf } from './durationSamples.ts';
import { HierarchyCache, stepHierarchy } from './hierarchy.ts';
import { ageOf, reportGroup } from './progressReports.ts';

const groupOf = (share: number, atReport: number, byNow: number) => reportGroup(share, ageOf(atReport, byNow));

test('a report is grouped by its quarter and by how much has been done since, in quarters of a log', () => {
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
  return durationSamplesOf(viewOrder(order), new HierarchyCache()).flatMap(({ hierarchy }) => named.get(hierarchy.at(-1)) ?? []);
}

test('a report gives a sample at each age until the step ends, or until the next report', () => {
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
