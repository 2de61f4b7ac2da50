import { expect, test } from 'vitest';
import { messages } from './messages.ts';
import { sayIn } from './say.ts';

type Tree = { readonly [key: string]: string | Tree };
const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  );
const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort();

const zh = new Map(leaves(messages['zh-CN']));
const en = new Map(leaves(messages.en));

test('both languages have the same keys', () => {
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
});

test.each([...zh])('%s asks for the same values in both languages', (key, text) => {
  expect(placeholders(en.get(key) ?? '')).toEqual(placeholders(text));
});

test('values are filled in, and a count chooses the form', () => {
  const say = sayIn('en');
  expect(say('common.dataAge', { age: '3 s' })).toBe('Data 3 s old');
  expect(say('wall.strip.feeds.broken', { count: 1 })).toBe('1 feed broken');
  expect(say('wall.strip.feeds.broken', { count: 2 })).toBe('2 feeds broken');
});
