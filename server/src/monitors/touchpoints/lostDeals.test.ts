import { expect, test } from 'vitest';
import { DAY_HOURS, found, iso, moved, Rig, seen } from './touchpoints.fixture.ts';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

test('the last 30 days of a lost deal: captured, found later, estimated, by channel', () => {
  const lostAt = 35 * DAY_HOURS;
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery', { amount: 5_000 }),
    seen('C-1', 'call', 5 * DAY_HOURS),
    ...times(8, (i) => seen('C-1', 'call', 200 + i)),
    ...times(2, (i) => seen('C-1', 'mail', 300 + i, { found_by: 'audit' })),
    moved('O-1', 'C-1', lostAt, 'lost'),
    // The audit comes weeks later, when most of it has left the monitor's window.
    ...times(3, (i) => found('C-1', 'visit', 210 + i, {}, { arrivesHours: lostAt + 20 * DAY_HOURS })),
  );
  // The first call lies exactly 30 days before and is out; n₁ = 10, n₂ = 5, m = 2: 11·6/3 − 1 = 21.
  expect(rig.row('touchpoints.lost-deals', 'O-1')).toMatchObject({
    customerId: 'C-1',
    amount: 5_000,
    lostAt: iso(lostAt),
    captured: 10,
    foundLater: 3,
    known: 13,
    estimated: 21,
    channels: [
      { channel: 'call', captured: 8, foundLater: 0 },
      { channel: 'mail', captured: 2, foundLater: 0 },
      { channel: 'visit', captured: 0, foundLater: 3 },
    ],
  });
});

test('a deal that was not lost after all leaves the audit, and each leaves it after 90 days', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'lost'), moved('O-2', 'C-2', 0, 'lost'), moved('O-1', 'C-1', 1, 'discovery'));
  expect(Object.keys(rig.collect().board.rows()['touchpoints.lost-deals'] ?? {})).toEqual(['O-2']);
  rig.until(90 * DAY_HOURS);
  expect(rig.collect().board.rows()['touchpoints.lost-deals']).toBeUndefined();
});
