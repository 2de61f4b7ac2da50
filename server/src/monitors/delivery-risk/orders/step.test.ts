import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FactMaker, T0 } from '../deliveryRisk.fixture.ts';
import { HOUR_MS } from '../instants.ts';
import { applyStepFact, newStep, viewStep } from './step.ts';

type Line = [hour: number, state: Fact<'order.step'>['data']['state'], progress?: number];

function factsOf(lines: Line[]): Fact<'order.step'>[] {
  const maker = new FactMaker();
  return lines.map(([hour, state, progress]) =>
    maker.make('order.step', T0 + hour * HOUR_MS, 'O', { step: 's', state, ...(progress === undefined ? {} : { progress }) }),
  );
}

function viewOf(lines: Line[]) {
  const step = newStep();
  for (const fact of factsOf(lines)) applyStepFact(step, fact);
  const view = viewStep(step);
  const hour = (ms: number | null) => (ms === null ? null : (ms - T0) / HOUR_MS);
  return {
    status: view.status,
    started: hour(view.startedAtMs),
    completed: hour(view.completedAtMs),
    blocked: hour(view.blockedSinceMs),
    spells: view.spells.map(({ fromMs, untilMs }) => [hour(fromMs), hour(untilMs)]),
    reports: view.reports.map(({ atMs, share, blockedMs }) => [hour(atMs), share, blockedMs / HOUR_MS]),
  };
}

test('DELIVERY-5: a run with a block and two reports', () => {
  expect(
    viewOf([
      [0, 'planned'],
      [1, 'started'],
      [2, 'progressed', 0.2],
      [3, 'blocked'],
      [5, 'started'],
      [6, 'progressed', 0.7],
      [8, 'completed'],
    ]),
  ).toEqual({
    status: 'done',
    started: 1,
    completed: 8,
    blocked: null,
    spells: [[3, 5]],
    reports: [
      [2, 0.2, 0],
      [6, 0.7, 2],
    ],
  });
});

test('DELIVERY-4: completed without a start; a start dated after it is its own, misdated', () => {
  expect(viewOf([[4, 'completed']])).toMatchObject({ status: 'done', started: null, completed: 4 });
  expect(
    viewOf([
      [4, 'completed'],
      [5, 'started'],
    ]),
  ).toMatchObject({ status: 'done', completed: 4 });
});

test('DELIVERY-4: a second run after an end that had a start is rework', () => {
  expect(
    viewOf([
      [1, 'started'],
      [2, 'completed'],
      [3, 'started'],
    ]),
  ).toMatchObject({ status: 'running', started: 3, completed: null });
});

test('DELIVERY-4: two starts in a row: the later corrects; after a report it is going on', () => {
  expect(
    viewOf([
      [1, 'started'],
      [2, 'started'],
    ]),
  ).toMatchObject({ started: 2 });
  expect(
    viewOf([
      [1, 'started'],
      [2, 'progressed', 0.1],
      [3, 'started'],
    ]),
  ).toMatchObject({ started: 1 });
});

test('DELIVERY-5: a block without a start, a report as the end of a block, an end while blocked', () => {
  expect(viewOf([[1, 'blocked']])).toMatchObject({ status: 'blocked', started: null, blocked: 1 });
  expect(
    viewOf([
      [1, 'blocked'],
      [4, 'progressed', 0.5],
    ]),
  ).toMatchObject({ status: 'running', spells: [[1, 4]] });
  expect(
    viewOf([
      [0, 'started'],
      [1, 'blocked'],
      [4, 'completed'],
    ]),
  ).toMatchObject({ status: 'done', spells: [[1, 4]] });
});

test('DELIVERY-4: start and end within one millisecond: the end holds, whichever id is greater', () => {
  expect(
    viewOf([
      [1, 'completed'],
      [1, 'started'],
    ]),
  ).toMatchObject({ status: 'done', started: 1, completed: 1 });
});

test('DELIVERY-1, DELIVERY-4: the order of arrival does not matter, however many facts there are', () => {
  const state = fc.constantFrom<Line[1]>('planned', 'started', 'progressed', 'blocked', 'completed');
  const line = fc.tuple(fc.integer({ min: 0, max: 30 }), state, fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 120 }).chain((lines) => {
        const facts = factsOf(lines);
        return fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }));
      }),
      ([facts, shuffled]) => {
        const one = newStep();
        const other = newStep();
        for (const fact of facts) applyStepFact(one, fact);
        for (const fact of shuffled) applyStepFact(other, fact);
        expect(viewStep(other)).toEqual(viewStep(one));
        expect(other.events.length).toBeLessThanOrEqual(64);
      },
    ),
  );
});
