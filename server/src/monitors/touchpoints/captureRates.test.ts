import { expect, test } from 'vitest';
import { DAY_HOURS, fact, found, Rig, seen, settingsWith } from './touchpoints.fixture.ts';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

test('TOUCH-6: capture rate by channel × region, over 30 days, a region’s and all', () => {
  const rig = new Rig().feed(
    ...times(6, (i) => seen(`C-${i}`, 'call', i, {}, { region: 'east' })),
    ...times(2, (i) => found(`C-${i}`, 'call', i + 10, {}, { region: 'east' })),
    ...times(2, (i) => seen(`C-${i}`, 'call', i + 20)),
  );
  expect(rig.row('touchpoints.channels', 'call|east')).toMatchObject({
    captured: 6,
    foundLater: 2,
    known: 8,
    captureRate: 0.75,
    dark: false,
  });
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({
    captured: 8,
    foundLater: 2,
    known: 10,
    captureRate: 0.8,
    region: null,
  });
});

test('TOUCH-5: a touchpoint leaves after 30 days, to the minute while live and to the millisecond when exact', () => {
  const rig = new Rig().feed(seen('C-1', 'call', 0.001), seen('C-2', 'call', 48));
  rig.until(30 * DAY_HOURS);
  expect(rig.row('touchpoints.channels', 'call|')?.known).toBe(2);
  rig.until(30 * DAY_HOURS + 0.005);
  expect(rig.row('touchpoints.channels', 'call|')?.known).toBe(2);
  expect(rig.exactRow('touchpoints.channels', 'call|')?.known).toBe(1);
  rig.until(32 * DAY_HOURS + 0.1);
  expect(rig.row('touchpoints.channels', 'call|')).toBeUndefined();
  expect(rig.monitor.size()).toMatchObject({ reports: 0 });
});

test('TOUCH-7, TOUCH-8: Chapman over reports that name both roads: 60 by systems alone, 30 by both, 20 by the audit alone', () => {
  const rig = new Rig().feed(
    ...times(60, (i) => seen(`A-${i}`, 'call', i / 60)),
    ...times(30, (i) => seen(`B-${i}`, 'call', i / 60, { found_by: 'audit' })),
    ...times(20, (i) => found(`D-${i}`, 'call', i / 60)),
  );
  const row = rig.row('touchpoints.channels', 'call|');
  expect(row).toMatchObject({ captured: 90, foundLater: 20, known: 110, secondRoad: 50, both: 30 });
  expect(row?.estimated).toBeCloseTo((91 * 51) / 31 - 1, 9);
  expect(row?.estimatedLow).toBeCloseTo(129.97, 1);
  expect(row?.estimatedHigh).toBeCloseTo(190.29, 1);
});

test('TOUCH-4, TOUCH-5: two reports of one touchpoint are known once, and are overlap', () => {
  const rig = new Rig().feed(
    seen('C-1', 'call', 1, { topic: 'Price' }, { region: 'east' }),
    found('C-1', 'call', 1 + 2 / 60, { topic: 'price' }, { arrivesHours: 50 }),
  );
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ captured: 1, foundLater: 0, known: 1, secondRoad: 1, both: 1 });
  expect(rig.row('touchpoints.channels', 'call|east')).toMatchObject({ known: 1, both: 1 });
  // It leaves the window at the system's time, and the audit's report with it.
  rig.until(30 * DAY_HOURS + 1 + 1 / 60);
  expect(rig.row('touchpoints.channels', 'call|')).toBeUndefined();
});

test('TOUCH-3, TOUCH-8: without a topic, a customer or a time in common nothing is taken for overlap, and no estimate is made', () => {
  const rig = new Rig().feed(
    seen('C-1', 'call', 1),
    found('C-1', 'call', 1),
    seen('C-2', 'call', 1, { topic: 'price' }),
    found('C-3', 'call', 1, { topic: 'price' }),
    found('C-2', 'mail', 1, { topic: 'price' }),
  );
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({
    captured: 2,
    foundLater: 2,
    both: 0,
    secondRoad: 0,
    estimated: null,
    estimatedLow: null,
  });
});

test('TOUCH-7: a road that has shown overlap anywhere is believed where it shows none; a setting can say so at once, or forbid it', () => {
  const facts = () => [
    ...times(9, (i) => seen(`C-${i}`, 'call', 1)),
    ...times(3, (i) => found(`D-${i}`, 'call', 1)),
    seen('E-1', 'mail', 1, { found_by: 'audit' }),
  ];
  const row = (roads: Record<string, 'all' | 'missed'>) =>
    new Rig(settingsWith({ coverage: { roads, minOverlap: 0 } })).feed(...facts()).row('touchpoints.channels', 'call|');
  expect(row({})).toMatchObject({ secondRoad: 3, both: 0, estimated: (10 * 4) / 1 - 1 });
  expect(row({ audit: 'missed' })).toMatchObject({ secondRoad: 0, estimated: null });
  const before = new Rig().feed(...facts().slice(0, 12));
  expect(before.row('touchpoints.channels', 'call|')).toMatchObject({ foundLater: 3, secondRoad: 0 });
});

test('TOUCH-10, TOUCH-11, TOUCH-12, TOUCH-13: dark-channel: under 50 % with ten known, judged on the minute, cleared from 55 %', () => {
  const rig = new Rig().feed(
    ...times(4, (i) => seen(`C-${i}`, 'chat', 1, {}, { region: 'east' })),
    ...times(5, (i) => found(`C-${i}`, 'chat', 2)),
  );
  rig.until(3);
  expect(rig.row('touchpoints.channels', 'chat|')?.dark).toBe(false);
  rig.feed(found('C-9', 'chat', 3.001)).until(4);
  expect(rig.row('touchpoints.channels', 'chat|')?.dark).toBe(true);
  rig.feed(...times(2, (i) => seen(`C-${i}`, 'chat', 5))).until(6);
  expect(rig.row('touchpoints.channels', 'chat|')?.dark).toBe(false);
  rig.feed(...times(2, (i) => seen(`C-${i}`, 'chat', 7))).until(8);
  expect(rig.story()).toEqual([
    `raise dark-channel channel:chat @${Number((3 + 1 / 60).toFixed(3))} warning`,
    'clear dark-channel channel:chat @7 recovered',
  ]);
  expect(rig.signals[0]).toMatchObject({
    facts: { channel: 'chat', region: null, captured: 4, known: 10 },
    feeds: ['crm', 'im', 'mail', 'call', 'form'],
  });
});

test('TOUCH-11, TOUCH-12: a dark region is for information, and its alert expires when too few are left to judge', () => {
  const rig = new Rig().feed(
    ...times(20, (i) => seen(`C-${i}`, 'chat', 1, {}, { region: 'west' })),
    ...times(10, (i) => found(`D-${i}`, 'chat', 1, {}, { region: 'east' })),
  );
  rig.until(31 * DAY_HOURS);
  expect(rig.story().map((line) => line.replace(/ @\S+/, ''))).toEqual([
    'raise dark-channel channel:chat|east info',
    'clear dark-channel channel:chat|east expired',
  ]);
  expect(rig.collect().board.rows()).toEqual({});
});

test('TOUCH-6: without a channel nowhere, without a region only over all; a competitor’s counts like any other', () => {
  const rig = new Rig().feed(
    fact('touchpoint.seen', 'C-1', 1, { captured_by: 'crm' }),
    seen('C-1', 'call', 1, {}, { region: '' }),
    seen('C-1', 'call', 2, { direction: 'competitor' }),
  );
  expect(Object.keys(rig.collect().board.rows()['touchpoints.channels'] ?? {})).toEqual(['call|']);
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ captured: 2, known: 2 });
});

test('TOUCH-2: channels, regions and roads are compared as they are written', () => {
  const rig = new Rig().feed(
    seen('C-1', 'call', 1, {}, { region: 'east' }),
    seen('C-1', 'Call', 1, {}, { region: 'East' }),
    seen('C-1', 'mail', 1, { found_by: 'audit' }),
    found('C-1', 'call', 2, { found_by: 'Audit' }),
  );
  const keys = Object.keys(rig.collect().board.rows()['touchpoints.channels'] ?? {});
  expect(keys).toEqual(['Call|', 'Call|East', 'call|', 'call|east', 'mail|']);
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ foundLater: 1, secondRoad: 0 });
});

test('TOUCH-5: when the other road’s report is the older, the touchpoint stays until the system’s leaves', () => {
  const rig = new Rig().feed(found('C-1', 'call', 1, { topic: 'price' }), seen('C-1', 'call', 1 + 2 / 60, { topic: 'price' }));
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ captured: 1, known: 1, both: 1 });
  rig.until(30 * DAY_HOURS + 1 + 1 / 60);
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ captured: 1, known: 1, both: 1 });
  rig.until(30 * DAY_HOURS + 1 + 3 / 60);
  expect(rig.row('touchpoints.channels', 'call|')).toBeUndefined();
});

test('TOUCH-5, TOUCH-11: a double that straddles the edge of the window neither counts as uncaptured nor makes a channel dark', () => {
  const rig = new Rig().feed(
    seen('C-0', 'visit', 0, { topic: 'price' }),
    found('C-0', 'visit', 299 / 3_600, { topic: 'price' }),
    ...times(5, (i) => seen(`C-${i + 1}`, 'visit', 48 + i)),
    ...times(5, (i) => found(`D-${i}`, 'visit', 48 + i)),
  );
  rig.until(30 * DAY_HOURS);
  expect(rig.exactRow('touchpoints.channels', 'visit|')).toMatchObject({ captured: 5, known: 10, dark: false });
  rig.until(30 * DAY_HOURS + 1);
  expect(rig.row('touchpoints.channels', 'visit|')).toMatchObject({ captured: 5, known: 10, dark: false });
  expect(rig.signals).toEqual([]);
});

test('TOUCH-5: a system’s report that comes in late takes its partner out of the window with it', () => {
  const rig = new Rig().feed(found('C-1', 'call', 299 / 3_600, { topic: 'price' }));
  rig.until(30 * DAY_HOURS + 1 / 60);
  expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ foundLater: 1, known: 1 });
  rig.feed(seen('C-1', 'call', 0, { topic: 'price' }, { arrivesHours: 30 * DAY_HOURS + 1.5 / 60 }));
  expect(rig.row('touchpoints.channels', 'call|')).toBeUndefined();
});
