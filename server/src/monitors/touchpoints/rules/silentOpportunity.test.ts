import { expect, test } from 'vitest';
import { at, DAY_HOURS, fact, found, iso, moved, Rig, seen, settingsWith } from '../touchpoints.fixture.ts';

test('TOUCH-15, TOUCH-16, TOUCH-17: open and no captured touchpoint for 14 days: at the instant, and over with the next one', () => {
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

test('TOUCH-15, TOUCH-16: 7 days in the last stage; critical there from a million on', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'Negotiation', { amount: 2_000_000 }), moved('O-2', 'C-2', 0, 'negotiation'));
  rig.until(7 * DAY_HOURS);
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @168 critical',
    'raise silent-opportunity opportunity:O-2 @168 warning',
  ]);
});

test('TOUCH-15, TOUCH-16: moving into the last stage shortens the limit at once; an alert that stands grows worse', () => {
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

test('TOUCH-34: an open alert follows its opportunity to another customer, stage, amount and region, once', () => {
  const rig = new Rig().feed({ ...moved('O-1', 'C-1', 0, 'discovery', { amount: 5 }), region: 'north' }).until(337);
  rig.feed({ ...moved('O-1', 'C-2', 338, 'proposal', { amount: 9 }), region: 'south' }).until(400);
  const updates = rig.signals.filter(({ type }) => type === 'update');
  expect(updates).toMatchObject([
    {
      subject: 'opportunity:O-1',
      episode: rig.signals[0]?.episode,
      facts: { customerId: 'C-2', stage: 'proposal', amount: 9, region: 'south' },
    },
  ]);
});

test('TOUCH-17: a late touchpoint of before the silence disproves it; the end of the opportunity ends it', () => {
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

test('TOUCH-15: an older touchpoint that comes in late does not take the newest one’s place', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    seen('C-1', 'call', 50),
    seen('C-1', 'call', 40, {}, { arrivesHours: 60 }),
  );
  rig.until(50 + 14 * DAY_HOURS);
  expect(rig.row('touchpoints.silent', 'O-1')).toMatchObject({ lastCapturedAt: iso(50), silentSince: iso(50 + 14 * DAY_HOURS) });
  expect(rig.story()).toEqual([`raise silent-opportunity opportunity:O-1 @${50 + 14 * DAY_HOURS} warning`]);
});

test('TOUCH-15, TOUCH-18: a competitor’s touchpoint breaks no silence; an abandoned opportunity leaves after a year', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'discovery'), seen('C-1', 'visit', 100, { direction: 'competitor' }));
  rig.until(366 * DAY_HOURS);
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @336 warning',
    'clear silent-opportunity opportunity:O-1 @8760 expired',
  ]);
  expect(rig.monitor.size()).toEqual({ reports: 0, customers: 0, opportunities: 0 });
  expect(rig.engine.nextWakeMs()).toBe(Infinity);
});

test('TOUCH-14: the latest word by its own time counts for each of stage, amount and customer, of two at one instant the greater id', () => {
  const bare = (hours: number, stage: string, arrivesHours: number) => fact('opportunity.moved', 'O-1', hours, { stage }, { arrivesHours });
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'discovery', { amount: 7 }), bare(10, 'proposal', 10), bare(5, 'won', 11));
  rig.until(14 * DAY_HOURS);
  expect(rig.row('touchpoints.silent', 'O-1')).toMatchObject({ stage: 'proposal', amount: 7, customerId: 'C-1' });
  const [first, second] = [moved('O-2', 'C-2', 0, 'lost'), moved('O-2', 'C-2', 0, 'Discovery')];
  const tied = new Rig().feed(second, first).until(14 * DAY_HOURS);
  expect(tied.row('touchpoints.silent', 'O-2')).toMatchObject({ stage: 'Discovery' });
});

test('TOUCH-14: an opportunity that has ended may be opened again', () => {
  const rig = new Rig().feed(moved('O-1', 'C-1', 0, 'lost'), moved('O-1', 'C-1', 400, 'discovery'));
  expect(rig.row('touchpoints.silent', 'O-1')).toMatchObject({ silentSince: iso(14 * DAY_HOURS) });
});

test('TOUCH-15: any direction breaks the silence; without a known customer there is none', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    seen('C-1', 'mail', 100, { direction: 'outbound' }),
    fact('opportunity.moved', 'O-2', 0, { stage: 'discovery' }),
  );
  rig.until(99 + 14 * DAY_HOURS);
  expect(rig.story()).toEqual([]);
  rig.until(100 + 14 * DAY_HOURS);
  expect(rig.story()).toEqual([`raise silent-opportunity opportunity:O-1 @${100 + 14 * DAY_HOURS} warning`]);
});

test('TOUCH-16, TOUCH-17: critical stays critical; a stage with a longer limit disproves the silence', () => {
  const rig = new Rig()
    .feed(moved('O-1', 'C-1', 0, 'negotiation', { amount: 1e6 }))
    .until(7 * DAY_HOURS)
    .feed(moved('O-1', 'C-1', 170, 'negotiation', { amount: 1 }), moved('O-1', 'C-1', 180, 'discovery'));
  expect(rig.story()).toEqual([
    'raise silent-opportunity opportunity:O-1 @168 critical',
    'clear silent-opportunity opportunity:O-1 @180 disproved',
  ]);
});

test('TOUCH-13: it stands on every source whose outage would look like silence', () => {
  const rig = new Rig(settingsWith({ feeds: ['crm', 'im'] })).feed(moved('O-1', 'C-1', 0, 'discovery')).until(14 * DAY_HOURS);
  expect(rig.signals[0]).toMatchObject({ feeds: ['crm', 'im'], episode: iso(14 * DAY_HOURS), sinceMs: at(14 * DAY_HOURS) });
});
