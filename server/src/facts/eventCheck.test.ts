/** Rows that bear the mark are believed: who changes the gate has to say whether they still may be. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EVENT_CHECK } from './eventCheck.ts';

/** The code that decides what passes; comments do not count. */
const GATE = ['gate.ts', 'instant.ts', 'name.ts', 'parse.ts', 'text.ts'];
const code = (file: string) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .replaceAll(/\/\*\*?[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/\s+/g, ' ');

test('where the gate has changed: GATE_VERSION is raised if a row that passed before may fail now, then this hash is made new', () => {
  const hash = createHash('sha256').update(GATE.map(code).join('\n')).digest('hex').slice(0, 12);
  expect(hash).toBe('4bf14774e484');
});

test('the mark fits into the column and is not that of rows that nobody has checked', () => {
  expect(EVENT_CHECK).toMatch(/^[\w-]{12}$/);
});
