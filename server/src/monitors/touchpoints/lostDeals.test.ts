import { expect, test } from 'vitest';
import { DAY_HOURS, fact, found, iso, moved, Rig, seen, settingsWith } from './touchpoints.fixture.ts';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

test('TOUCH-31: the last 30 days of a lost deal: captured, found later, estimated, by channel', () => {
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

test('TOUCH-31: a deal that was not lost after all leaves the audit, and each leaves it after 90 days', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'lost'), moved('O-2', 'C-2', 0, 'lost'), moved('O-1', 'C-1', 1, 'discovery'));
  expect(Object.keys(rig.collect().board.rows()['touchpoints.lost-deals'] ?? {})).toEqual(['O-2']);
  rig.until(90 * DAY_HOURS);
  expect(rig.collect().board.rows()['touchpoints.lost-deals']).toBeUndefined();
});

test('TOUCH-31: whether a road reports all it finds has to show in the deal’s own reports', () => {
  const rig = new Rig(settingsWith({ coverage: { minOverlap: 0 } })).feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    seen('C-1', 'call', 1),
    found('C-1', 'mail', 2),
    seen('C-2', 'call', 1, { found_by: 'audit' }),
    moved('O-1', 'C-1', 3, 'lost'),
  );
  expect(rig.row('touchpoints.channels', 'mail|')).toMatchObject({ secondRoad: 1 });
  expect(rig.row('touchpoints.lost-deals', 'O-1')).toMatchObject({ captured: 1, foundLater: 1, known: 2, estimated: null });
});

test('TOUCH-31: a lost opportunity of nobody has no audit until a fact names its customer', () => {
  const rig = new Rig().feed(fact('opportunity.moved', 'O-1', 0, { stage: 'lost' }));
  expect(rig.row('touchpoints.lost-deals', 'O-1')).toBeUndefined();
  rig.feed(moved('O-1', 'C-1', 1, 'lost'));
  expect(rig.row('touchpoints.lost-deals', 'O-1')).toMatchObject({ customerId: 'C-1', lostAt: iso(1), known: 0, captureRate: null });
});

test('TOUCH-31: a touchpoint that two roads saw is in the audit or out of it as one, by the system’s time, at both of its ends', () => {
  const lostAt = 35 * DAY_HOURS;
  const minutes = (count: number) => count / 60;
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    seen('C-1', 'call', lostAt - 30 * DAY_HOURS - minutes(1), { topic: 'price' }),
    found('C-1', 'call', lostAt - 30 * DAY_HOURS + minutes(2), { topic: 'price' }),
    seen('C-1', 'mail', lostAt - 30 * DAY_HOURS + minutes(1), { topic: 'price' }),
    found('C-1', 'mail', lostAt - 30 * DAY_HOURS - minutes(2), { topic: 'price' }),
    found('C-1', 'visit', lostAt - minutes(1), { topic: 'price' }),
    moved('O-1', 'C-1', lostAt, 'lost'),
    seen('C-1', 'visit', lostAt + minutes(2), { topic: 'price' }),
  );
  expect(rig.row('touchpoints.lost-deals', 'O-1')).toMatchObject({
    captured: 1,
    foundLater: 0,
    known: 1,
    channels: [{ channel: 'mail', captured: 1, foundLater: 0 }],
  });
});
