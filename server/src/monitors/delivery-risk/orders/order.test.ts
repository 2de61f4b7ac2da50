import type { Fact } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import { type Extra, FactMaker, T0 } from '../deliveryRisk.fixture.ts';
import { HOUR_MS } from '../instants.ts';
import { written } from './lastWriteWins.ts';
import { applyOrderFact, newOrder, viewOrder } from './order.ts';
import type { OrderFact } from './orderFacts.ts';
import { positionOf } from './position.ts';

const maker = new FactMaker();
const at = (hours: number) => T0 + hours * HOUR_MS;
const placed = (hours: number, data: Partial<Fact<'order.placed'>['data']>, extra: Extra = {}) =>
  maker.make('order.placed', at(hours), 'O', { promised_at: at(100), route: [], ...data }, extra);
const step = (hours: number, name: string, state: Fact<'order.step'>['data']['state'], extra: Extra = {}) =>
  maker.make('order.step', at(hours), 'O', { step: name, state }, extra);

function orderOf(facts: readonly OrderFact[]) {
  const order = newOrder('O');
  for (const fact of facts) applyOrderFact(order, fact, fact.ingestedAtMs);
  return order;
}
const viewOf = (facts: readonly OrderFact[]) => viewOrder(orderOf(facts));
const both = (facts: readonly OrderFact[]) => [viewOf(facts), viewOf([...facts].reverse())];

test('DELIVERY-1: the later write holds, of two at one instant the greater id; an empty one writes nothing', () => {
  const first = written<string>(null, 'a', { atMs: 5, id: 'm' });
  expect(written(first, 'b', { atMs: 4, id: 'z' })).toEqual(first);
  expect(written(first, 'b', { atMs: 5, id: 'l' })).toEqual(first);
  expect(written(first, 'b', { atMs: 5, id: 'n' })).toEqual({ value: 'b', atMs: 5, id: 'n' });
  for (const empty of ['', null, undefined]) expect(written(first, empty, { atMs: 9, id: 'z' })).toEqual(first);
});

test('DELIVERY-2: each of what a placing says from the newest that says it; the route from the newest of all', () => {
  const facts = [
    placed(0, { promised_at: at(50), route: ['a', 'a', 'b'], amount: 7, expedite: true }),
    placed(1, { promised_at: 'soon', route: ['b', 'c', 'b'], amount: 9 }),
    placed(2, { promised_at: at(60), route: ['c'] }),
  ];
  for (const view of both(facts))
    expect(view).toMatchObject({ placedAtMs: at(0), promisedAtMs: at(60), route: ['c'], amount: 9, expedite: true, expeditedAtMs: at(0) });
  for (const view of both(facts.slice(0, 2))) expect(view).toMatchObject({ promisedAtMs: at(50), route: ['b', 'c', 'b'] });
});

test('DELIVERY-2: expedited since the first of an unbroken row of placings that say so', () => {
  const facts = [
    placed(0, { expedite: true }),
    placed(1, { expedite: false }),
    placed(2, { expedite: true }),
    placed(3, { expedite: true }),
  ];
  for (const view of both(facts)) expect(view.expeditedAtMs).toBe(at(2));
  for (const view of both(facts.slice(0, 2))) expect(view).toMatchObject({ expedite: false, expeditedAtMs: null });
});

test('DELIVERY-2: what a placing says of region and line counts before a later step, however late it comes', () => {
  const facts = [placed(0, {}, { region: 'east' }), step(5, 'a', 'started', { region: 'plant', productLine: 'pumps' })];
  for (const view of both(facts)) expect(view).toMatchObject({ region: 'east', productLine: 'pumps' });
});

test('DELIVERY-2: of very many placings the first and the newest fifteen are kept', () => {
  const { placings } = orderOf(Array.from({ length: 30 }, (_, i) => placed(i, {})));
  expect(placings.map(({ atMs }) => (atMs - T0) / HOUR_MS)).toEqual([0, ...Array.from({ length: 15 }, (_, i) => 15 + i)]);
});

const names = (steps: readonly { name: string }[]) => steps.map(({ name }) => name);

test('DELIVERY-6: active, overtaken and ahead; the next step is waited for since the last end', () => {
  const route = ['a', 'b', 'c', 'd', 'e'];
  const facts = [
    placed(0, { route }),
    step(1, 'a', 'completed'),
    step(2, 'b', 'started'),
    step(3, 'd', 'started'),
    step(4, 'd', 'completed'),
    step(4, 'rework', 'started'),
  ];
  const view = viewOf(facts);
  // The stranger comes before the steps of which nothing has been seen yet.
  expect(names(view.steps)).toEqual(['a', 'b', 'c', 'd', 'rework', 'e']);
  const { active, overtaken, ahead, readyMs, lastEnded } = positionOf(view);
  expect([names(active), names(overtaken), names(ahead)]).toEqual([['rework'], ['b', 'c'], ['e']]);
  expect([readyMs, lastEnded]).toEqual([at(4), 'd']);
});

test('DELIVERY-6: a step that is heard of again after a later one has begun is parallel, not overtaken', () => {
  const view = viewOf([placed(0, { route: ['a', 'b'] }), step(1, 'a', 'started'), step(2, 'b', 'started'), step(3, 'a', 'progressed')]);
  expect(names(positionOf(view).active)).toEqual(['a', 'b']);
  expect(positionOf(view).readyMs).toBe(at(0));
});
