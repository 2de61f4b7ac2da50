import { expect, test } from 'vitest';
import { DAY_HOURS, found, iso, moved, Rig, seen } from '../touchpoints.fixture.ts';

test('open and no captured touchpoint for 14 days: at the instant, and over with the next one', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'discovery'), seen('C-1', 'call', 5), found('C-1', 'call', 300));
  rig.until(14 * DAY_HOURS + 4.99);
  expect(rig.row('touchpoints.silent', 'O-1')).toBeUndefined();
  rig.until(14 * DAY_HOURS + 5);
  expect(rig.row('touchpoints.silent', 'O-1')).toMatchObject({
    customerId: 'C-1',
    lastStage: false,
    lastCapturedAt: iso(5),
    silentSince: iso(341),
  });
  rig.feed(seen('C-1', 'mail', 350));
  expect(rig.row('touchpoints.silent', 'O-1')).toBeUndefined();
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @341 warning',
    'clear silent-opportunity opportunity:O-1 @350 recovered',
  ]);
});

test('7 days in the last stage; critical there from a million on', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'Negotiation', { amount: 2_000_000 }), moved('O-2', 'C-2', 0, 'negotiation'));
  rig.until(7 * DAY_HOURS);
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @168 critical',
    'raise silent-opportunity opportunity:O-2 @168 warning',
  ]);
});

test('moving into the last stage shortens the limit at once; an alert that stands grows worse', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'discovery', { amount: 2e6 }), moved('O-2', 'C-2', 0, 'discovery', { amount: 2e6 }));
  rig
    .feed(moved('O-1', 'C-1', 200, 'negotiation'))
    .until(337)
    .feed(moved('O-2', 'C-2', 340, 'negotiation'));
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @200 critical',
    'raise silent-opportunity opportunity:O-2 @336 warning',
    'escalate silent-opportunity opportunity:O-2 @340 critical',
  ]);
});

test('a late touchpoint of before the silence disproves it; the end of the opportunity ends it', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'discovery'), moved('O-2', 'C-2', 0, 'discovery'), moved('O-3', 'C-3', 0, 'discovery'));
  rig
    .until(340)
    .feed(
      seen('C-1', 'call', 330, {}, { arrivesHours: 341 }),
      moved('O-2', 'C-2', 342, 'won'),
      moved('O-3', 'C-3', 335, 'lost', { arrivesHours: 343 }),
    );
  expect(rig.story().slice(3)).toEqual([
    'clear silent-opportunity opportunity:O-1 @341 disproved',
    'clear silent-opportunity opportunity:O-2 @342 expired',
    'clear silent-opportunity opportunity:O-3 @343 disproved',
  ]);
  expect(rig.collect().board.rows()['touchpoints.silent']).toBeUndefined();
});

test('an older touchpoint that comes in late does not take the newest one’s place', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    seen('C-1', 'call', 50),
    seen('C-1', 'call', 40, {}, { arrivesHours: 60 }),
  );
  rig.until(50 + 14 * DAY_HOURS);
  expect(rig.row('touchpoints.silent', 'O-1')).toMatchObject({ lastCapturedAt: iso(50), silentSince: iso(50 + 14 * DAY_HOURS) });
  expect(rig.story()).toEqual([`raise silent-opportunity opportunity:O-1 @${50 + 14 * DAY_HOURS} warning`]);
});

test('a competitor’s touchpoint breaks no silence; an abandoned opportunity leaves after a year', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'discovery'), seen('C-1', 'visit', 100, { direction: 'competitor' }));
  rig.until(366 * DAY_HOURS);
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @336 warning',
    'clear silent-opportunity opportunity:O-1 @8760 expired',
  ]);
  expect(rig.monitor.size()).toEqual({ reports: 0, customers: 0, opportunities: 0 });
  expect(rig.engine.nextWakeMs()).toBe(Infinity);
});
