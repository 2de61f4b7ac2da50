import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast } from './contrast.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The colours of one theme, by token. */
function tokensOf(theme: 'dark' | 'light'): Map<string, string> {
  const block = css.slice(css.lastIndexOf(`[data-theme="${theme}"]`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/(--[a-z-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] as string, m[2] as string]));
}

/** What is read (7:1) and what only has to be seen as a shape (3:1, WCAG 1.4.11). */
const READ: [text: string, on: string][] = [
  ...['--ink', '--ink-quiet', '--risk-text', '--violated-text', '--info-text'].flatMap((text): [string, string][] =>
    ['--ground', '--surface', '--surface-raised'].map((on) => [text, on]),
  ),
  ['--on-risk', '--risk-fill'],
  ['--on-violated', '--violated-fill'],
  ['--on-info', '--info-fill'],
  ['--on-stale', '--stale-fill'],
];
const SEEN: [mark: string, on: string][] = [
  ...['--mark', '--line-strong', '--violated-mark', '--info-mark'].flatMap((mark): [string, string][] =>
    ['--ground', '--surface'].map((on) => [mark, on]),
  ),
];

describe.each(['dark', 'light'] as const)('%s room', (theme) => {
  const tokens = tokensOf(theme);
  const colour = (name: string) => {
    const value = tokens.get(name);
    if (!value) throw new Error(`${theme} has no colour ${name}`);
    return value;
  };

  test.each(READ)('%s can be read on %s', (text, on) => {
    expect(contrast(colour(text), colour(on))).toBeGreaterThanOrEqual(7);
  });

  test.each(SEEN)('%s can be seen on %s', (mark, on) => {
    expect(contrast(colour(mark), colour(on))).toBeGreaterThanOrEqual(3);
  });

  test('both rooms know the same tokens', () => {
    expect([...tokens.keys()].sort()).toEqual([...tokensOf(theme === 'dark' ? 'light' : 'dark').keys()].sort());
  });
});

test('contrast is WCAG’s', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
