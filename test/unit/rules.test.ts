/** The numbered rules of the protocol and of each concern, and the tests that hold them: neither without the other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { codeFiles, ROOT } from './imports.ts';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const MONITORS = 'server/src/monitors';
const concerns = readdirSync(path.join(ROOT, MONITORS), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const PAGES = ['protocol/SPEC.md', ...concerns.map(({ name }) => `${MONITORS}/${name}/RULES.md`)];

const FILES = codeFiles();

/** A rule's line: `- **LEAD-1** …`. */
const DEFINED = /^- \*\*([A-Z]+-\d+)\*\*/gm;
const rulesOf = (page: string) => [...read(page).matchAll(DEFINED)].map((match) => match[1] as string);
const familyOf = (rule: string) => rule.slice(0, rule.lastIndexOf('-'));

const present = PAGES.filter((page) => existsSync(path.join(ROOT, page)));
const rules = present.flatMap(rulesOf);
const families = [...new Set(rules.map(familyOf))];
const CITATION = new RegExp(`\\b(?:${families.join('|')})-\\d+\\b`, 'g');

function citedIn(files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) for (const [rule] of read(file).matchAll(CITATION)) found.set(rule, file);
  return found;
}
const tests = FILES.filter((file) => file.endsWith('.test.ts') && file !== 'test/unit/rules.test.ts');

test('every concern has a page of rules', () => {
  expect(PAGES.filter((page) => !present.includes(page))).toEqual([]);
});

test.each(present)('the rules of %s are numbered from 1 without a gap, and no other page has rules of their family', (page) => {
  const own = rulesOf(page);
  expect(own.length).toBeGreaterThan(0);
  for (const family of new Set(own.map(familyOf))) {
    const numbers = rules.filter((rule) => familyOf(rule) === family).map((rule) => Number(rule.slice(family.length + 1)));
    expect(numbers, family).toEqual(numbers.map((_, i) => i + 1));
  }
});

test('every rule is held by a test that cites it', () => {
  const cited = citedIn(tests);
  expect(rules.filter((rule) => !cited.has(rule))).toEqual([]);
});

test('every rule that is cited anywhere is on its page', () => {
  expect([...citedIn(FILES.filter((file) => file !== 'test/unit/rules.test.ts'))].filter(([rule]) => !rules.includes(rule))).toEqual([]);
});

test('no source cites a page that a clone does not have', () => {
  expect(FILES.filter((file) => file !== 'test/unit/rules.test.ts' && /SPEC(?:\.md)? §/.test(read(file)))).toEqual([]);
});
