import { expect, test } from 'vitest';
import { countRoads, readSignature, sightingsOf, signatureOf } from './sightings.ts';
import { compareTouches, roadsOf, type Touch, topicOf } from './touch.ts';

const MINUTE_MS = 60_000;
const SAME_WITHIN_MS = 5 * MINUTE_MS;

const report = (minutes: number, roads: Partial<Touch> = {}): Touch => ({
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
const system = (minutes: number, more: Partial<Touch> = {}) => report(minutes, { captured: true, ...more });
const audit = (minutes: number, more: Partial<Touch> = {}) => report(minutes, { road: 'audit', ...more });
const survey = (minutes: number, more: Partial<Touch> = {}) => report(minutes, { road: 'survey', ...more });

/** Who saw each touchpoint, as `minutes: signature`. */
function seenBy(...reports: Touch[]): string[] {
  return sightingsOf(reports.sort(compareTouches), SAME_WITHIN_MS)
    .map((s) => `${s.seed.atMs / MINUTE_MS}: ${signatureOf(s.captured, s.roads).replaceAll('\u0001', ' ')}`)
    .sort();
}

test('a report says itself which roads it speaks for', () => {
  expect(roadsOf({ captured_by: 'crm' })).toEqual({ captured: true, road: null });
  expect(roadsOf({ found_later: true, found_by: 'audit' })).toEqual({ captured: false, road: 'audit' });
  expect(roadsOf({ found_later: true })).toEqual({ captured: false, road: '' });
  expect(roadsOf({ captured_by: 'crm', found_by: 'audit', found_later: false })).toEqual({ captured: true, road: 'audit' });
  expect(roadsOf({ captured_by: null, found_by: null, found_later: false })).toEqual({ captured: true, road: null });
});

test('topics are compared without regard to case and separators', () => {
  expect(topicOf(' Technical-Question ')).toBe('technical_question');
  expect(topicOf(undefined)).toBe('');
});

test('a report of the audit within five minutes of the system’s is of the same touchpoint, one further away is not', () => {
  expect(seenBy(system(0), audit(5))).toEqual(['0: + audit']);
  expect(seenBy(system(0), audit(6))).toEqual(['0: +', '6: - audit']);
});

test('directions that differ keep two reports apart; one that is not said does not', () => {
  expect(seenBy(system(0, { direction: 'inbound' }), audit(1, { direction: 'outbound' }))).toEqual(['0: +', '1: - audit']);
  expect(seenBy(system(0, { direction: 'inbound' }), audit(1))).toEqual(['0: + audit']);
});

test('each road pairs off one to one: two reports of the audit are two touchpoints', () => {
  expect(seenBy(system(0), audit(1), audit(2))).toEqual(['0: + audit', '2: - audit']);
  expect(seenBy(system(0), system(3), audit(2), audit(4))).toEqual(['0: + audit', '3: + audit']);
});

test('two other roads that found the same touchpoint count it once', () => {
  expect(seenBy(audit(0), survey(4))).toEqual(['0: - audit survey']);
  expect(seenBy(system(2), audit(0), survey(4))).toEqual(['2: + audit survey']);
});

test('two reports of systems stay two: what is one shares an id', () => {
  expect(seenBy(system(0), system(1))).toEqual(['0: +', '1: +']);
});

test('signatures read back', () => {
  expect(readSignature(signatureOf(true, ['survey', 'audit']))).toEqual({ captured: true, roads: ['audit', 'survey'] });
  expect(readSignature(signatureOf(false, ['']))).toEqual({ captured: false, roads: [''] });
  expect(readSignature(signatureOf(true, []))).toEqual({ captured: true, roads: [] });
});

test('a road that reports only what was missed is known but does not enter n₂', () => {
  const tallies = [
    { captured: true, roads: [], count: 60 },
    { captured: true, roads: ['audit'], count: 30 },
    { captured: false, roads: ['audit'], count: 20 },
    { captured: false, roads: ['partner'], count: 7 },
    { captured: true, roads: ['audit', 'partner'], count: 2 },
  ];
  expect(countRoads(tallies, (road) => road === 'audit')).toEqual({ captured: 92, foundLater: 27, known: 119, secondRoad: 52, both: 32 });
});
