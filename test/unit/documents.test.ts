import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** Whatever looks like a path of this repository: in backquotes, with a folder or a known ending. RULES.md stands in every monitor's folder. */
const PATHS = /`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.(?:json|md|yml|ts))`/g;

test.each(['ARCHITECTURE.md', 'README.md'])('every path that %s names exists', (file) => {
  const named = [...read(file).matchAll(PATHS)]
    .map((match) => match[1] as string)
    .filter((name) => !name.startsWith('.') && name !== 'RULES.md');
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});

test.each(['ARCHITECTURE.md', 'README.md', 'CONTRIBUTING.md', 'docs/feeding.md'])('every link of %s leads somewhere', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] as string)
    .filter((link) => !link.includes('://'));
  expect(links.filter((link) => !existsSync(path.resolve(root, path.dirname(file), link)))).toEqual([]);
});

test('the architecture names every room of the server', () => {
  const text = read('ARCHITECTURE.md');
  for (const room of ['store', 'source', 'monitors', 'alerts', 'board', 'stream', 'http', 'replay', 'demo'])
    expect(text).toContain(`server/src/${room}/`);
});
