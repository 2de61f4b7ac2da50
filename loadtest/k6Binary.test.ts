import { expect, test } from 'vitest';
import { BUILT_K6, canBuildK6, findK6, k6Major, type Machine } from './k6Binary.ts';

const GO = 'go version go1.26.8 linux/amd64\n';

/** A machine with what is named and nothing else; `built` collects what it was asked to build. */
function machine(has: { files?: string[]; k6?: string; go?: string; environment?: Record<string, string>; buildFails?: boolean }) {
  const built: string[] = [];
  const fake: Machine = {
    environment: has.environment ?? {},
    exists: (file) => (has.files ?? []).includes(file),
    output: (command) => (command === 'k6' ? has.k6 : has.go) ?? null,
    build: (target) => {
      built.push(target);
      return !has.buildFails;
    },
    say: () => {},
  };
  return { fake, built };
}

test('K6_PATH goes first, and a wrong one is refused rather than passed over', () => {
  expect(findK6(machine({ environment: { K6_PATH: '/opt/k6' }, files: ['/opt/k6'], k6: 'k6 v2.1.0 (go1.26)' }).fake)).toBe('/opt/k6');
  expect(() => findK6(machine({ environment: { K6_PATH: '/opt/k6' }, k6: 'k6 v2.1.0 (go1.26)' }).fake)).toThrow(/K6_PATH names \/opt\/k6/);
});

test('then the PATH, then the one built before', () => {
  expect(findK6(machine({ k6: 'k6 v2.1.0 (commit/abc, go1.26)', files: [BUILT_K6] }).fake)).toBe('k6');
  expect(findK6(machine({ k6: 'k6 v1.8.1 (go1.24)', files: [BUILT_K6] }).fake)).toBe(BUILT_K6);
});

test('without any it is built where Go is new enough, and else one line says what to do', () => {
  const able = machine({ go: GO });
  expect(findK6(able.fake)).toBe(BUILT_K6);
  expect(able.built).toEqual([BUILT_K6]);
  const old = machine({ go: 'go version go1.24.4 linux/amd64' });
  expect(() => findK6(old.fake)).toThrow(/Go 1\.25/);
  expect(old.built).toEqual([]);
  expect(() => findK6(machine({}).fake)).toThrow(/^k6 is not on this machine: [^\n]+$/);
  expect(() => findK6(machine({ go: GO, buildFails: true }).fake)).toThrow(/building k6 failed/);
});

test('reads versions', () => {
  expect([k6Major('k6 v2.0.0 (go1.26.8, linux/amd64)'), k6Major('k6.exe v1.2.3'), k6Major('other'), k6Major(null)]).toEqual([
    2,
    1,
    null,
    null,
  ]);
  expect([canBuildK6(GO), canBuildK6('go version go1.25 x'), canBuildK6('go version go1.9.7 x'), canBuildK6(null)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
