import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const withSupervisors = (supervisors: Record<string, string>) => loadConfig({ flags: { 'capability.supervisors': supervisors } });

test('names in the configuration have the form of those in events', () => {
  expect(withSupervisors({ ' e\u0301quipe\u3000': ' Zoe\u0301 ' }).capability.supervisors).toEqual({ '\u00e9quipe': 'Zo\u00e9' });
  const tokens = [{ name: ' li ', token: ' 0123456789abcdef ', roles: ['view'] }];
  expect(loadConfig({ flags: { 'access.tokens': tokens } }).access.tokens).toEqual([
    { name: 'li', token: ' 0123456789abcdef ', roles: ['view'], shared: false },
  ]);
});

test.each([
  [{ 'a\u200bb': 'li' }, /capability\.supervisors: .*holds the invisible character U\+200B/],
  [{ team: 'li\u202e' }, /capability\.supervisors\.team: .*control of writing direction U\+202E/],
  [{ team: 'li', 'team ': 'wang' }, /capability\.supervisors: team stands there twice/],
])('%j is told where it stands', (supervisors, message) => {
  expect(() => withSupervisors(supervisors)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
  );
});

test('a token whose name is blank is refused', () => {
  const tokens = [{ name: ' \u00a0', token: '0123456789abcdef', roles: ['view'] }];
  expect(() => loadConfig({ flags: { 'access.tokens': tokens } })).toThrow(/access\.tokens\.0\.name/);
});

test.each([['Mars/Olympus'], ['+08:00']])('a calendar in the zone %s is refused', (timeZone) => {
  expect(() => loadConfig({ flags: { 'lead-response.calendar': { timeZone } } })).toThrow(/no such time zone/);
});
