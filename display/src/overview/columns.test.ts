import { expect, test } from 'vitest';
import { columnsOf } from './columns.ts';

test('two to eight concerns fill the picture, at most two rows across and four down', () => {
  expect([2, 3, 4, 5, 6, 7, 8].map((n) => columnsOf(n).usual)).toEqual([2, 3, 2, 3, 3, 4, 4]);
  expect([2, 3, 4, 5, 6, 7, 8].map((n) => columnsOf(n).tall)).toEqual([1, 1, 1, 2, 2, 2, 2]);
  expect([2, 3, 4, 5, 6, 7, 8].map((n) => columnsOf(n).wide)).toEqual([2, 3, 4, 3, 3, 4, 4]);
});
