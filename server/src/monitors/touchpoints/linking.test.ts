import { expect, test } from 'vitest';
import { linkReports } from './linking.ts';
import { compareReports, type Report } from './report.ts';
import { signatureOf } from './roadCounts.ts';

const MINUTE_MS = 60_000;
const SAME_WITHIN_MS = 5 * MINUTE_MS;

const report = (minutes: number, roads: Partial<Report> = {}): Report => ({
  atMs: minutes * MINUTE_MS,
  channel: 'call',
  region: null,
  topic: 'price',
  direction: '',
  captured: false,
  road: null,
  match: null,
  competitor: false,
  signature: null,
  countedRegion: null,
  ...roads,
});
const system = (minutes: number, more: Partial<Report> = {}) => report(minutes, { captured: true, ...more });
const audit = (minutes: number, more: Partial<Report> = {}) => report(minutes, { road: 'audit', ...more });
const survey = (minutes: number, more: Partial<Report> = {}) => report(minutes, { road: 'survey', ...more });

/** Who saw each touchpoint, as `minutes: signature`. */
function seenBy(...reports: Report[]): string[] {
  return linkReports(reports.sort(compareReports), SAME_WITHIN_MS)
    .map((s) => `${s.report.atMs / MINUTE_MS}: ${signatureOf(s.captured, s.roads).replaceAll('\u0001', ' ')}`)
    .sort();
}

test('TOUCH-3: a report of the audit within five minutes of the system’s is of the same touchpoint, one further away is not', () => {
  expect(seenBy(system(0), audit(5))).toEqual(['0: + audit']);
  expect(seenBy(system(0), audit(6))).toEqual(['0: +', '6: - audit']);
});

test('TOUCH-3: directions that differ keep two reports apart; one that is not said does not', () => {
  expect(seenBy(system(0, { direction: 'inbound' }), audit(1, { direction: 'outbound' }))).toEqual(['0: +', '1: - audit']);
  expect(seenBy(system(0, { direction: 'inbound' }), audit(1))).toEqual(['0: + audit']);
});

test('TOUCH-3, TOUCH-4: each road pairs off one to one: two reports of the audit are two touchpoints', () => {
  expect(seenBy(system(0), audit(1), audit(2))).toEqual(['0: + audit', '2: - audit']);
  expect(seenBy(system(0), system(3), audit(2), audit(4))).toEqual(['0: + audit', '3: + audit']);
});

test('TOUCH-3, TOUCH-4: two other roads that found the same touchpoint count it once', () => {
  expect(seenBy(audit(0), survey(4))).toEqual(['0: - audit survey']);
  expect(seenBy(system(2), audit(0), survey(4))).toEqual(['2: + audit survey']);
});

test('TOUCH-3: two reports of systems stay two: what is one shares an id', () => {
  expect(seenBy(system(0), system(1))).toEqual(['0: +', '1: +']);
});

test('TOUCH-4: the nearest touchpoint takes the report; of equally near ones a system’s, then the earlier', () => {
  expect(seenBy(system(0), system(4), audit(3))).toEqual(['0: +', '4: + audit']);
  expect(seenBy(system(0), system(4), audit(2))).toEqual(['0: + audit', '4: +']);
  const outbound = { direction: 'outbound' };
  expect(seenBy(survey(0, outbound), audit(2), system(4, { direction: 'inbound' }))).toEqual(['0: - survey', '4: + audit']);
});

test('TOUCH-4: a touchpoint has the region of the report that stands for it, or of the first joined that names one', () => {
  const region = (...reports: Report[]) => linkReports(reports.sort(compareReports), SAME_WITHIN_MS).map((t) => t.region);
  expect(region(system(1, { region: 'west' }), audit(0, { region: 'east' }))).toEqual(['west']);
  expect(region(system(1), audit(0), survey(2, { region: 'east' }))).toEqual(['east']);
});
