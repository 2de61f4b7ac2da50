import { expect, test } from 'vitest';
import { alert } from '../../testing/customer.ts';
import { alertsMark } from './useCustomer.ts';

test('an alert of the customer that comes, changes or goes is noticed, another’s is not', () => {
  const { id, ...row } = alert('a1');
  const mark = (rows: [string, typeof row][]) => alertsMark(new Map(rows), 'C-7');
  const one = mark([[id, row]]);
  expect(mark([[id, { ...row, version: 2 }]])).not.toBe(one);
  expect(mark([])).not.toBe(one);
  expect(
    mark([
      [id, row],
      ['x', { ...row, facts: { customerId: 'C-70' } }],
    ]),
  ).toBe(one);
});
