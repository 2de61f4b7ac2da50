import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FactMaker, Story, T0 } from '../deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from '../instants.ts';
import { applyOrderFact, newOrder, viewOrder } from './order.ts';
import type { OrderFact } from './orderFacts.ts';
import { positionOf } from './position.ts';

type State = Fact<'order.step'>['data']['state'];
type Told = readonly [hours: number, step: string, state: State];

const at = (hours: number) => T0 + hours * HOUR_MS;

function viewOf(route: string[], told: readonly Told[]) {
  const maker = new FactMaker();
  const facts: OrderFact[] = [
    maker.make('order.placed', at(0), 'O', { promised_at: at(1_000), route }),
    ...told.map(([hours, step, state]) => maker.make('order.step', at(hours), 'O', { step, state })),
  ];
  const views = [facts, [...facts].reverse()].map((list) => {
    const order = newOrder('O');
    for (const fact of list) applyOrderFact(order, fact, fact.ingestedAtMs);
    return viewOrder(order);
  });
  expect(views[1]?.steps).toEqual(views[0]?.steps);
  return views[0] as NonNullable<(typeof views)[0]>;
}

/** `inspect·2 running` and so on. */
const said = (route: string[], told: readonly Told[]) =>
  viewOf(route, told).steps.map(({ name, visit, view }) => `${name}·${visit} ${view.status}`);

const ROUTE = ['inspect', 'machine', 'inspect', 'pack'];

test('DELIVERY-36: a route that passes a step twice has it twice, and stands at the second after the step between', () => {
  const told: Told[] = [
    [1, 'inspect', 'completed'],
    [2, 'machine', 'completed'],
  ];
  expect(said(ROUTE, told)).toEqual(['inspect·1 done', 'machine·1 done', 'inspect·2 todo', 'pack·1 todo']);
  expect(positionOf(viewOf(ROUTE, told)).ahead.map(({ place }) => place)).toEqual([2, 3]);
  expect(said(ROUTE, [...told, [3, 'inspect', 'started']])[2]).toBe('inspect·2 running');
  expect(said(ROUTE, [...told, [3, 'inspect', 'progressed']])[2]).toBe('inspect·2 running');
  expect(said(ROUTE, [...told, [3, 'inspect', 'blocked']])[2]).toBe('inspect·2 blocked');
  expect(said(ROUTE, [...told, [3, 'inspect', 'completed']])[2]).toBe('inspect·2 done');
  expect(said(ROUTE, [...told, [3, 'inspect', 'started'], [3, 'inspect', 'completed'], [4, 'inspect', 'started']])[2]).toBe(
    'inspect·2 running',
  );
});

test('DELIVERY-36: what is said of a step again before the step between has been touched is of the same visit: rework, or a correction', () => {
  for (const state of ['started', 'completed', 'progressed'] as const) {
    const again = said(ROUTE, [
      [1, 'inspect', 'started'],
      [2, 'inspect', 'completed'],
      [3, 'inspect', state],
    ]);
    expect(again.slice(1)).toEqual(['machine·1 todo', 'inspect·2 todo', 'pack·1 todo']);
    expect(again[0]).toBe(state === 'started' ? 'inspect·1 running' : 'inspect·1 done');
  }
});

test('DELIVERY-36: where only starts are told, a start after one of the step between begins the second visit', () => {
  const told: Told[] = [
    [1, 'inspect', 'started'],
    [2, 'machine', 'started'],
    [3, 'inspect', 'started'],
  ];
  const view = viewOf(ROUTE, told);
  expect(positionOf(view).active.map(({ place }) => place)).toEqual([2]);
  // After a block the run goes on, also while the next step has begun already.
  const resumed: Told[] = [
    [1, 'inspect', 'started'],
    [2, 'machine', 'started'],
    [3, 'inspect', 'blocked'],
    [4, 'inspect', 'started'],
  ];
  expect(positionOf(viewOf(ROUTE, resumed)).active.map(({ place }) => place)).toEqual([0, 1]);
});

test('DELIVERY-36: a step twice in a row: the second begins with the next start or end, not with a late report', () => {
  const route = ['coat', 'coat', 'pack'];
  expect(said(route, [[1, 'coat', 'completed']])).toEqual(['coat·1 done', 'coat·2 todo', 'pack·1 todo']);
  const twice: Told[] = [
    [1, 'coat', 'completed'],
    [2, 'coat', 'completed'],
  ];
  expect(said(route, twice)).toEqual(['coat·1 done', 'coat·2 done', 'pack·1 todo']);
  const reported: Told[] = [
    [1, 'coat', 'completed'],
    [2, 'coat', 'progressed'],
  ];
  expect(said(route, reported)[1]).toBe('coat·2 todo');
});

test('DELIVERY-36: any route told in full, step by step, has every visit ended, each at its own time', () => {
  const route = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
  const ways = fc.constantFrom<State[]>(
    ['completed'],
    ['started', 'completed'],
    ['started', 'blocked', 'started', 'progressed', 'completed'],
  );
  fc.assert(
    fc.property(route, ways, fc.nat({ max: 12 }), (steps, states, reached) => {
      const told = steps.slice(0, reached).flatMap((step, i) => states.map((state, j): Told => [1 + i + j / states.length, step, state]));
      const view = viewOf(steps, told);
      expect(view.steps.map(({ name }) => name)).toEqual(steps);
      for (const [i, step] of view.steps.entries()) {
        const done = i < reached;
        expect(step.view.status).toBe(done ? 'done' : 'todo');
        if (done) expect(step.view.completedAtMs).toBe(at(1 + i + (states.length - 1) / states.length));
      }
      expect(positionOf(view).ahead.map(({ place }) => place)).toEqual([...steps.keys()].slice(reached));
    }),
  );
});

test('DELIVERY-36: the row has a step for each visit, the time left counts both, and each planned end belongs to its visit', () => {
  const story = new Story();
  story.history(60, 'inspect', 4 * HOUR_MS, 0.2);
  const fromMs = story.monitor.nowMs;
  const placed = (order: string, route: string[]) => story.placed(order, fromMs, fromMs + 6 * HOUR_MS, { route });
  story.monitor.feed(placed('ONCE', ['inspect', 'machine']), placed('TWICE', ROUTE));
  story.monitor.feed(
    story.step('TWICE', fromMs + HOUR_MS, 'inspect', 'completed', { planned_end: fromMs + HOUR_MS }),
    story.step('TWICE', fromMs + 2 * HOUR_MS, 'machine', 'completed'),
    story.step('TWICE', fromMs + 2 * HOUR_MS, 'inspect', 'planned', { planned_end: fromMs + DAY_MS }),
  );
  const row = story.monitor.rows('delivery-risk.orders').TWICE;
  expect(row).toMatchObject({ standsAt: 'inspect', bottleneckVisit: row?.bottleneck === 'inspect' ? 2 : 1 });
  expect(row?.steps.map(({ step, visit, state, pLate }) => [step, visit, state, pLate === null])).toEqual([
    ['inspect', 1, 'done', true],
    ['machine', 1, 'done', true],
    ['inspect', 2, 'todo', false],
    ['pack', 1, 'todo', false],
  ]);
  expect(row?.steps.map(({ plannedEnd }) => plannedEnd)).toEqual([null, null, new Date(fromMs + DAY_MS).toISOString(), null]);
});

test('DELIVERY-32, DELIVERY-36: a block of the second visit is an alert of its own, and ends with it', () => {
  const story = new Story();
  story.monitor.feed(
    story.placed('O', T0, T0 + 30 * DAY_MS, { route: ROUTE }),
    story.step('O', at(1), 'inspect', 'blocked'),
    story.step('O', at(5), 'inspect', 'completed'),
    story.step('O', at(6), 'machine', 'completed'),
    story.step('O', at(7), 'inspect', 'blocked'),
  );
  story.monitor.advanceTo(at(10));
  story.monitor.feed(story.step('O', at(11), 'inspect', 'completed'));
  expect(story.monitor.signalsOf('step-blocked').map((signal) => [signal.type, (signal.atMs - T0) / HOUR_MS])).toEqual([
    ['raise', 3],
    ['clear', 5],
    ['raise', 9],
    ['clear', 11],
  ]);
});
