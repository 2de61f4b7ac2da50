import { expect, test } from 'vitest';
import { type DashboardState, expandMacros } from './expandMacros.ts';

const state: DashboardState = {
  fromMs: 1_700_000_000_500,
  toMs: 1_700_003_600_000,
  intervalMs: 60_000,
  variables: { database: ['warroom'], region: null, team: ['east-1', "o'neil"] },
};

test('the time macros expand as in the plugin', () => {
  expect(expandMacros('$__timeFilter(at)', state)).toBe('at >= toDateTime(1700000000) AND at <= toDateTime(1700003600)');
  expect(expandMacros('$__timeFilter_ms(at)', state)).toBe(
    'at >= fromUnixTimestamp64Milli(1700000000500) AND at <= fromUnixTimestamp64Milli(1700003600000)',
  );
  expect(expandMacros('$__timeInterval(f(a, b)) x', state)).toBe('toStartOfInterval(toDateTime(f(a, b)), INTERVAL 60 second) x');
  expect(expandMacros('at < $__toTime + INTERVAL 7 DAY', state)).toBe('at < toDateTime(1700003600) + INTERVAL 7 DAY');
  expect(expandMacros('$__interval_s', { ...state, intervalMs: 10 })).toBe('1');
});

test('a condition on a variable falls away for All, and for nothing else', () => {
  const sql = `$__conditionalAll(region IN (\${region:singlequote}), $region) AND $__conditionalAll(team IN (\${team:singlequote}), $team)`;
  expect(expandMacros(sql, state)).toBe("1=1 AND team IN ('east-1','o\\'neil')");
});

test('variables stand for their one value', () => {
  expect(expandMacros(`FROM \${database}.events`, state)).toBe('FROM warroom.events');
  expect(() => expandMacros(`\${team}`, state)).toThrow(/team/);
});

test('an unknown macro or variable is an error', () => {
  expect(() => expandMacros('$__timeFilterMs(at)', state)).toThrow(/unknown macro \$__timeFilterMs/);
  expect(() => expandMacros(`\${regions}`, state)).toThrow(/no value for \$\{regions\}/);
  expect(() => expandMacros('$__timeFilter(at', state)).toThrow(/no closing bracket/);
});
