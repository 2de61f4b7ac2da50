import { expect, test } from 'vitest';
import { fill, placeholders } from './template.ts';

const values: Record<string, string> = { a: 'A', b: '{a}[x]' };
const known = (name: string) => values[name] ?? null;

test('a template is said when all that it asks for is known; what is in brackets may be missing', () => {
  expect(fill('{a} and {b}', known)).toBe('A and {a}[x]');
  expect(fill('{a} and {c}', known)).toBeNull();
  expect(fill('{a}[ of {c}][ at {b}]!', known)).toBe('A at {a}[x]!');
  expect(fill('plain', known)).toBe('plain');
});

test('of several forms the first that can be said', () => {
  expect(fill(['{c}', '{a}', 'nothing'], known)).toBe('A');
  expect(fill(['{c}', 'nothing'], known)).toBe('nothing');
});

test('the values that forms ask for', () => {
  expect(placeholders(['{b} {a}[ {c}]', '{a}'])).toEqual(['a', 'b', 'c']);
});
