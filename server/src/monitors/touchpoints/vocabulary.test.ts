import { expect, test } from 'vitest';
import { canonical } from './vocabulary.ts';

test('TOUCH-2: topics are compared without regard to case and separators', () => {
  expect(canonical(' Technical-Question ')).toBe('technical_question');
  expect(canonical(undefined)).toBe('');
});
