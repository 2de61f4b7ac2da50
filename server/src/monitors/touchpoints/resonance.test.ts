import { expect, test } from 'vitest';
import { compareEvidence, type Evidence, resonancesOf } from './resonance.ts';

const HOUR_MS = 3_600_000;
const TIMES = { withinMs: 72 * HOUR_MS, answerMs: 24 * HOUR_MS };

const half = (hours: number, channel: string, sort: 'negative' | 'inquiry' | 'both'): Evidence => ({
  atMs: hours * HOUR_MS,
  channel,
  negative: sort !== 'inquiry',
  inquiry: sort !== 'negative',
  source: 'crm',
  region: null,
});

/** As `negative+inquiry opened..due state`, in hours. */
function resonances(evidence: Evidence[], answerHours: number[] = [], usedUntilHours = -Infinity): string[] {
  const answersMs = answerHours.map((hours) => hours * HOUR_MS).sort((a, b) => a - b);
  return resonancesOf(evidence.sort(compareEvidence), answersMs, usedUntilHours * HOUR_MS, TIMES).map((r) => {
    const end =
      r.answeredAtMs !== null
        ? `answered ${r.answeredAtMs / HOUR_MS}`
        : r.answeredLateMs !== null
          ? `late ${r.answeredLateMs / HOUR_MS}`
          : 'none';
    return `${r.negativeChannel}+${r.inquiryChannel} ${r.openedAtMs / HOUR_MS}..${r.dueAtMs / HOUR_MS} ${end}`;
  });
}

test('TOUCH-25: a complaint by mail and a technical question by chat within 72 h, in either order', () => {
  expect(resonances([half(0, 'mail', 'negative'), half(72, 'chat', 'inquiry')])).toEqual(['mail+chat 72..96 none']);
  expect(resonances([half(0, 'chat', 'inquiry'), half(10, 'mail', 'negative')])).toEqual(['mail+chat 10..34 none']);
  expect(resonances([half(0, 'mail', 'negative'), half(72.01, 'chat', 'inquiry')])).toEqual([]);
});

test('TOUCH-25: both on one channel are no resonance', () => {
  expect(resonances([half(0, 'mail', 'negative'), half(1, 'mail', 'inquiry'), half(2, 'mail', 'both')])).toEqual([]);
});

test('TOUCH-25: a touchpoint can be negative and a question at once, but is no resonance with itself', () => {
  expect(resonances([half(0, 'mail', 'both')])).toEqual([]);
  expect(resonances([half(0, 'mail', 'both'), half(1, 'chat', 'inquiry')])).toEqual(['mail+chat 1..25 none']);
});

test('TOUCH-25: of several counterparts the newest on another channel is named', () => {
  expect(
    resonances([half(0, 'mail', 'negative'), half(1, 'visit', 'negative'), half(2, 'chat', 'negative'), half(3, 'chat', 'inquiry')]),
  ).toEqual(['visit+chat 3..27 none']);
});

test('TOUCH-26: answered by the first outbound personal touchpoint after it opened and until it was due', () => {
  const pair = () => [half(0, 'mail', 'negative'), half(1, 'chat', 'inquiry')];
  expect(resonances(pair(), [0.5, 1])).toEqual(['mail+chat 1..25 none']);
  expect(resonances(pair(), [3, 2])).toEqual(['mail+chat 1..25 answered 2']);
  expect(resonances(pair(), [25])).toEqual(['mail+chat 1..25 answered 25']);
  expect(resonances(pair(), [25.01])).toEqual(['mail+chat 1..25 late 25.01']);
});

test('TOUCH-27: what happens before it is answered or due belongs to it; the next needs two fresh halves', () => {
  const more = [half(0, 'mail', 'negative'), half(1, 'chat', 'inquiry'), half(2, 'visit', 'negative'), half(6, 'visit', 'negative')];
  expect(resonances([...more], [4])).toEqual(['mail+chat 1..25 answered 4']);
  expect(resonances([...more, half(7, 'chat', 'inquiry')], [4])).toEqual(['mail+chat 1..25 answered 4', 'visit+chat 7..31 none']);
  expect(resonances([...more, half(7, 'chat', 'inquiry')])).toEqual(['mail+chat 1..25 none']);
});

test('TOUCH-27: halves that a past resonance used up count no more', () => {
  const halves = () => [half(0, 'mail', 'negative'), half(1, 'chat', 'inquiry')];
  expect(resonances(halves(), [], 0)).toEqual([]);
  expect(resonances(halves(), [], -1)).toHaveLength(1);
});
