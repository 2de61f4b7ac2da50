import { expect, test } from 'vitest';
import { formatStanding } from './ages.ts';

const plain = (text: string) => text.replaceAll('\u2009', ' ');

test('an alert that has stood for days is told in days', () => {
  const hour = 3_600_000;
  expect([20_000, 13.5 * hour, 47.9 * hour, 48 * hour, 202 * hour].map((ms) => plain(formatStanding(ms, 'zh-CN')))).toEqual([
    '0:20',
    '13:30:00',
    '47:54:00',
    '2 天',
    '8 天',
  ]);
});
