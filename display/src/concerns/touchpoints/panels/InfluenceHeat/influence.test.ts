import { expect, test } from 'vitest';
import { influenceRow } from '../../rows.fixture.ts';
import { heat } from './influence.ts';

test('customers whose influence competitors weaken most come first, then the strongest', () => {
  const { rows, undisturbed } = heat(
    [
      influenceRow('strong', '电话', 2),
      influenceRow('little', '电话', 0.1, 5),
      influenceRow('much', '电话', 0.8, 1),
      influenceRow('weak', '电话', 0.3),
    ],
    3,
    8,
  );
  expect(rows.map(({ customerId }) => customerId)).toEqual(['much', 'little', 'strong']);
  expect(rows.map(({ rivals }) => rivals)).toEqual([1, 5, 0]);
  expect(undisturbed).toBe(false);
});

test('competitors are counted once, however many channels a customer has', () => {
  const { rows } = heat([influenceRow('C', '电话', 0.5, 2), influenceRow('C', '邮件', 0.5, 2)], 3, 8);
  expect(rows).toMatchObject([{ rivals: 2, total: 1 }]);
});

test('too many channels: the weakest share the last column', () => {
  const { channels, rows } = heat(
    [influenceRow('C', '电话', 0.5), influenceRow('C', '邮件', 0.4), influenceRow('C', '展会', 0.2), influenceRow('C', '官网', 0.1)],
    3,
    3,
  );
  expect(channels).toEqual(['电话', '邮件', null]);
  expect(rows[0]?.cells.map(({ influence }) => influence)).toEqual([0.5, 0.4, expect.closeTo(0.3)]);
});

test('lightness is a share of the strongest cell shown; a channel without touchpoints has none', () => {
  const { rows, undisturbed } = heat([influenceRow('A', '电话', 0.8), influenceRow('B', '邮件', 0.4)], 3, 8);
  expect(rows.map(({ cells }) => cells.map(({ share }) => share))).toEqual([
    [1, 0],
    [0, 0.5],
  ]);
  expect(undisturbed).toBe(true);
  expect(heat([], 3, 8)).toEqual({ channels: [], rows: [], undisturbed: true });
});
