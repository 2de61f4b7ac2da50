import { expect, test } from 'vitest';
import { LIMITS, order, step } from '../../testing/customer.ts';
import { lineOf, toneOf } from './processLine.ts';

test('says of each step how far it is, what its next instant is, and which one is the bottleneck', () => {
  const line = lineOf(
    order('O', 0.9, {
      steps: [
        step('a', 'done'),
        step('b', 'overtaken'),
        step('装配', 'running', { addsSeconds: 90_000 }),
        step('d', 'blocked', { progress: 0.25 }),
        step('e', 'todo', { addsSeconds: 60, plannedEnd: null }),
      ],
    }),
  );
  expect(line.map(({ filled }) => filled)).toEqual([1, 1, 0.4, 0.25, 0]);
  expect(line.map(({ at }) => at?.what ?? null)).toEqual(['completed', null, 'planned', 'blocked', null]);
  expect(line.map(({ bottleneck }) => bottleneck)).toEqual([false, false, true, false, false]);
  // A minute is noise.
  expect(line.map(({ addsSeconds }) => addsSeconds)).toEqual([null, null, 90_000, null, null]);
});

test('the bottleneck is as loud as the order is endangered', () => {
  expect([0, 0.34, 0.35, 0.69, 0.7, 1].map((pLate) => toneOf(pLate, LIMITS))).toEqual(['calm', 'calm', 'watch', 'watch', 'bad', 'bad']);
});

test('of a step that the route passes twice each pass says which it is, and only the one that holds the order up is framed', () => {
  const steps = [step('检验', 'done'), step('装配', 'done'), step('检验', 'running', { visit: 2 })];
  const line = lineOf(order('O', 0.9, { steps, bottleneck: '检验', bottleneckVisit: 2 }));
  expect(line.map(({ visit }) => visit)).toEqual([1, null, 2]);
  expect(line.map(({ bottleneck }) => bottleneck)).toEqual([false, false, true]);
});
