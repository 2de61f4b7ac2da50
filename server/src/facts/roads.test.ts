import { expect, test } from 'vitest';
import { roadsOf } from './roads.ts';

test('TOUCH-1: a report says itself by which roads its touchpoint is known', () => {
  expect(roadsOf({ captured_by: 'crm' })).toEqual({ captured: true, road: null });
  expect(roadsOf({ found_later: true, found_by: 'audit' })).toEqual({ captured: false, road: 'audit' });
  expect(roadsOf({ found_later: true })).toEqual({ captured: false, road: '' });
  expect(roadsOf({ found_by: 'audit' })).toEqual({ captured: false, road: 'audit' });
  expect(roadsOf({ captured_by: 'crm', found_by: 'audit', found_later: false })).toEqual({ captured: true, road: 'audit' });
  expect(roadsOf({ captured_by: '', found_by: '', found_later: false })).toEqual({ captured: true, road: null });
});
