import { expect, test } from 'vitest';
import { ProcessOrder, placesOf } from './processOrder.ts';

const order = (routes: string[][]) => [...placesOf(routes)].sort(([, a], [, b]) => a - b).map(([step]) => step);

test('DELIVERY-24: routes that know parts of the process are put together', () => {
  expect(order([['cut', 'weld', 'ship'], ['weld', 'paint', 'ship'], ['ship']])).toEqual(['cut', 'weld', 'paint', 'ship']);
});

test('DELIVERY-24: the majority decides, and a circle is cut at the step that stands earliest', () => {
  expect(
    order([
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['b', 'a'],
    ]).slice(0, 2),
  ).toEqual(['a', 'b']);
  expect(
    order([
      ['a', 'b', 'c'],
      ['b', 'c', 'a'],
      ['c', 'a', 'b'],
    ]),
  ).toEqual(['a', 'b', 'c']);
});

test('DELIVERY-24: it is a function of the set of routes: orders come and go', () => {
  const one = new ProcessOrder();
  for (const route of [
    ['x', 'y'],
    ['y', 'z'],
    ['x', 'y'],
    ['z', 'x'],
  ])
    one.add(route, 1);
  one.add(['z', 'x'], -1);
  one.add(['x', 'y'], -1);
  const other = new ProcessOrder();
  for (const route of [
    ['y', 'z'],
    ['x', 'y'],
  ])
    other.add(route, 1);
  for (const step of ['x', 'y', 'z', 'elsewhere']) expect(one.placeOf(step)).toBe(other.placeOf(step));
  expect(one.placeOf('elsewhere')).toBe(3);
});
