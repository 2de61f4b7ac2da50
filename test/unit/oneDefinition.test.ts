/**
 * A rule is known by its definition alone: outside its concern's own files nobody names one, nor tells rules apart by how their names begin.
 * Tests and what serves only them may.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALERT_RULES } from '../../protocol/src/rules.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROOMS = ['protocol/src', 'server/src', 'display/src', 'dashboards/src', 'loadtest/src', 'scripts'];
const OWN = /^(protocol\/src\/concerns\/|server\/src\/monitors\/[^/]+\/|server\/src\/demo\/|display\/src\/concerns\/[^/]+\/)/;
const OF_TESTS = /\.(test|fixture)\.ts$|^display\/src\/testing\//;

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name): string[] => {
    const path = `${folder}/${name}`;
    if (name === 'node_modules' || name === 'dist') return [];
    if (statSync(join(ROOT, path)).isDirectory()) return sourcesIn(path);
    return /\.(ts|vue|mjs)$/.test(name) && !OF_TESTS.test(path) ? [path] : [];
  });
}
const sources = ROOMS.flatMap(sourcesIn).map((path) => ({ path, source: readFileSync(join(ROOT, path), 'utf8') }));

/** `file: what was found` of every match. */
const found = (pattern: RegExp, among: typeof sources) =>
  among.flatMap(({ path, source }) => [...source.matchAll(pattern)].map(([match]) => `${path}: ${match}`));

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(300);
  expect(sources.filter(({ path }) => OWN.test(path)).length).toBeGreaterThan(100);
});

test('no rule is named outside its concern', () => {
  // The formatter writes every string in single quotes; names in comments and in class attributes are none.
  const named = new RegExp(`'(?:${ALERT_RULES.join('|')})'`, 'g');
  expect(
    found(
      named,
      sources.filter(({ path }) => !OWN.test(path)),
    ),
  ).toEqual([]);
  expect(
    found(
      named,
      sources.filter(({ path }) => OWN.test(path)),
    ).length,
  ).toBeGreaterThan(ALERT_RULES.length);
});

test('no rule is recognised by the beginning of its name, not even at home', () => {
  expect(found(/\brule\??\.(?:split\(['"]-|startsWith\()|common\.rule\./gi, sources)).toEqual([]);
});
