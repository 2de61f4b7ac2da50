import { expect, test } from 'vitest';
import { formatLasting } from '../../i18n/ages.ts';
import { sayIn } from '../../i18n/say.ts';
import { DAY_MS, HOUR_MS } from '../../testing/customer.ts';
import { moodOf, signed, wordIn } from './words.ts';

const zh = { say: sayIn('zh-CN'), locale: 'zh-CN' } as const;
const en = { say: sayIn('en'), locale: 'en' } as const;
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

test('known ones are translated however they are written, others stay as they are', () => {
  expect(wordIn('topic', 'Technical-Question', zh.say)).toBe('技术咨询');
  expect(wordIn('stage', 'negotiation', en.say)).toBe('negotiation');
  expect(wordIn('signal', 'moon_phase', en.say)).toBe('moon phase');
  expect(wordIn('topic', 'constructor', en.say)).toBe('constructor');
  expect(wordIn('topic', null, en.say)).toBeNull();
});
test('a sentiment has a sign and a mood', () => {
  expect([-0.6, 0, 0.004, 0.35].map(signed)).toEqual(['−0.60', '0.00', '0.00', '+0.35']);
  expect([-0.3, -0.29, 0.29, 0.3].map((sentiment) => moodOf(sentiment, -0.3))).toEqual(['negative', 'neutral', 'neutral', 'positive']);
});
test('what is fresh is told by the second, what is old in days', () => {
  expect([5_000, HOUR_MS - 1, 2 * HOUR_MS + 61_000, 3 * DAY_MS].map((ms) => plain(formatLasting(ms, 'en')))).toEqual([
    '0:05',
    '59:59',
    '2 h 1 min',
    '3 d',
  ]);
});
