import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const RULE = /\b(?:WIRE|BOARD|ALERT)-\d+\b/g;

const rules = [...readFileSync(`${root}protocol/SPEC.md`, 'utf8').matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map((match) => match[1] as string);

function cited(): Map<string, string> {
  const found = new Map<string, string>();
  for (const directory of ['protocol/src', 'server/src', 'server/test', 'display/src', 'loadtest', 'test']) {
    for (const path of testFiles(directory)) for (const [id] of readFileSync(root + path, 'utf8').matchAll(RULE)) found.set(id, path);
  }
  return found;
}
function testFiles(directory: string): string[] {
  try {
    const names = readdirSync(root + directory, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules')).map((name) => `${directory}/${name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

test('the rules are numbered from 1 without a gap, each once', () => {
  for (const family of ['WIRE', 'BOARD', 'ALERT']) {
    const numbers = rules.filter((id) => id.startsWith(`${family}-`)).map((id) => Number(id.split('-')[1]));
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  }
});

test('every rule is held by a test that cites it', () => {
  const tested = cited();
  expect(rules.filter((id) => !tested.has(id))).toEqual([]);
});

test('every rule that a test cites is in the specification', () => {
  expect([...cited()].filter(([id]) => !rules.includes(id))).toEqual([]);
});
