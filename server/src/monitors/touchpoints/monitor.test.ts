import { TOPICS } from '@warroom/protocol/board';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { DAY_HOURS, fact, found, iso, moved, Rig, seen, settingsWith } from './testRig.ts';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('coverage', () => {
  test('capture rate by channel × region, over 30 days, a region’s and all', () => {
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

  test('a touchpoint leaves after 30 days, to the minute while live and to the millisecond when exact', () => {
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

  test('Chapman over reports that name both roads: 60 by systems alone, 30 by both, 20 by the audit alone', () => {
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

  test('two reports of one touchpoint are known once, and are overlap', () => {
    const rig = new Rig().feed(
      seen('C-1', 'call', 1, { topic: 'Price' }, { region: 'east' }),
      found('C-1', 'call', 1 + 2 / 60, { topic: 'price' }, { arrivesHours: 50 }),
    );
    expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ captured: 1, foundLater: 0, known: 1, secondRoad: 1, both: 1 });
    expect(rig.row('touchpoints.channels', 'call|east')).toMatchObject({ known: 1, both: 1 });
    // When the system's report leaves the window first, the audit's stands for itself.
    rig.until(30 * DAY_HOURS + 1 + 1 / 60);
    expect(rig.row('touchpoints.channels', 'call|')).toMatchObject({ captured: 0, foundLater: 1, known: 1 });
  });

  test('without a topic, a customer or a time in common nothing is taken for overlap, and no estimate is made', () => {
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

  test('a road that has shown overlap anywhere is believed where it shows none; a setting can say so at once, or forbid it', () => {
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

  test('dark-channel: under 50 % with ten known, judged on the minute, cleared from 55 %', () => {
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

  test('a dark region is for information, and its alert expires when too few are left to judge', () => {
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
});

describe('silence', () => {
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
    const rig = new Rig().feed(
      moved('O-1', 'C-1', 0, 'discovery'),
      moved('O-2', 'C-2', 0, 'discovery'),
      moved('O-3', 'C-3', 0, 'discovery'),
    );
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
});

describe('influence', () => {
  test('timeliness × authority × match × interference, summed by channel', () => {
    const rig = new Rig().feed(
      moved('O-1', 'C-1', 0, 'discovery'),
      seen('C-1', 'visit', 0, { match: 0.8 }),
      seen('C-1', 'visit', 72, { match: 0.5 }),
      found('C-1', 'call', 72),
      fact('signal.seen', 'C-1', 70, { type: 'competitor_visit' }),
    );
    rig.until(144);
    // Interference 1/(1+1). Visits: authority 1, ages 144 h and 72 h: (¼·0.8 + ½·0.5)·½ = 0.225. The call: ½ · 0.8 · 0.5 (no match given) · ½ = 0.1.
    expect(rig.exactRow('touchpoints.influence', 'C-1|visit')).toMatchObject({ touchpoints: 2, lastAt: iso(72), competitorTouchpoints: 1 });
    expect(rig.exactRow('touchpoints.influence', 'C-1|visit')?.influence).toBeCloseTo(0.225, 12);
    expect(rig.exactRow('touchpoints.influence', 'C-1|call')?.influence).toBeCloseTo(0.1, 12);
    // Eight days after the visit of the competitor it interferes no more.
    rig.until(70 + 7 * DAY_HOURS);
    expect(rig.exactRow('touchpoints.influence', 'C-1|visit')?.competitorTouchpoints).toBe(0);
  });

  test('only on open opportunities, each touchpoint once however many there are', () => {
    const rig = new Rig().feed(seen('C-1', 'visit', 0, { match: 1 }), seen('C-2', 'visit', 0, { match: 1 }));
    expect(rig.collect().board.rows()['touchpoints.influence']).toBeUndefined();
    rig.feed(moved('O-1', 'C-1', 1, 'discovery'), moved('O-2', 'C-1', 1, 'discovery'));
    expect(rig.exactRow('touchpoints.influence', 'C-1|visit')?.influence).toBeCloseTo(2 ** (-1 / 72), 12);
    rig.feed(moved('O-1', 'C-1', 2, 'won'), moved('O-2', 'C-1', 2, 'lost'));
    expect(rig.collect().board.rows()['touchpoints.influence']).toBeUndefined();
  });

  test('a touchpoint reported by both roads counts once, and a competitor’s not at all', () => {
    const rig = new Rig().feed(
      moved('O-1', 'C-1', 0, 'discovery'),
      seen('C-1', 'call', 1, { topic: 'price', match: 1 }),
      found('C-1', 'call', 1, { topic: 'price', match: 1 }),
      seen('C-1', 'call', 1, { direction: 'competitor', match: 1 }),
    );
    expect(rig.exactRow('touchpoints.influence', 'C-1|call')).toMatchObject({
      touchpoints: 1,
      competitorTouchpoints: 1,
      influence: 0.8 / 2,
    });
  });

  test('a quiet customer’s row changes once an hour and not with every look', () => {
    const rig = new Rig()
      .feed(moved('O-1', 'C-1', 0, 'discovery'), seen('C-1', 'visit', 0))
      .until(1)
      .collect();
    const before = rig.board.writes;
    for (let minute = 1; minute <= 24 * 60; minute++) rig.until(1 + minute / 60).collect();
    expect(rig.board.writes - before).toBe(24);
    const row = rig.row('touchpoints.influence', 'C-1|visit');
    const exact = rig.exactRow('touchpoints.influence', 'C-1|visit');
    const faded = (row?.influence ?? 0) / (exact?.influence ?? 1);
    expect(faded).toBeGreaterThanOrEqual(1);
    expect(faded).toBeLessThan(2 ** (1 / 72));
  });
});

describe('resonance', () => {
  const complaint = (hours: number, place = {}) => seen('C-1', 'mail', hours, { sentiment: -0.3 }, { source: 'mail', ...place });
  const question = (hours: number, place = {}) =>
    seen('C-1', 'chat', hours, { topic: 'technical question', direction: 'inbound' }, { source: 'im', ...place });
  const answer = (hours: number, channel = 'call', place = {}) => seen('C-1', channel, hours, { direction: 'outbound' }, place);

  test('opens at once, is due in 24 h, is answered by an outbound personal touchpoint', () => {
    const rig = new Rig().feed(complaint(0), question(10));
    expect(rig.row('touchpoints.resonance', 'C-1')).toMatchObject({
      negativeChannel: 'mail',
      inquiryChannel: 'chat',
      openedAt: iso(10),
      dueAt: iso(34),
      state: 'open',
    });
    rig.feed(answer(20, 'newsletter'), answer(30));
    expect(rig.row('touchpoints.resonance', 'C-1')).toMatchObject({ state: 'answered', answeredAt: iso(30) });
    expect(rig.story()).toEqual(['raise resonance customer:C-1 @10 warning', 'clear resonance customer:C-1 @30 handled']);
    expect(rig.signals[0]).toMatchObject({
      feeds: ['im', 'mail'],
      facts: { negativeChannel: 'mail', inquiryChannel: 'chat', dueAt: iso(34) },
    });
    rig.until(34 + 72);
    expect(rig.row('touchpoints.resonance', 'C-1')).toBeUndefined();
  });

  test('missed by the clock alone, critical then, expired three days later', () => {
    const rig = new Rig().feed(complaint(0), question(10)).until(34);
    expect(rig.row('touchpoints.resonance', 'C-1')?.state).toBe('missed');
    rig.until(34 + 72);
    expect(rig.row('touchpoints.resonance', 'C-1')).toBeUndefined();
    expect(rig.story()).toEqual([
      'raise resonance customer:C-1 @10 warning',
      'escalate resonance customer:C-1 @34 critical',
      'clear resonance customer:C-1 @106 expired',
    ]);
  });

  test('an answer that comes too late ends the alert and leaves it missed; one that was only reported late disproves the breach', () => {
    const late = new Rig().feed(complaint(0), question(10), answer(40));
    expect(late.row('touchpoints.resonance', 'C-1')?.state).toBe('missed');
    expect(late.story().at(-1)).toBe('clear resonance customer:C-1 @40 recovered');
    const reported = new Rig().feed(complaint(0), question(10), answer(30, 'visit', { arrivesHours: 45 }));
    expect(reported.row('touchpoints.resonance', 'C-1')).toMatchObject({ state: 'answered', answeredAt: iso(30) });
    expect(reported.story().at(-1)).toBe('clear resonance customer:C-1 @45 disproved');
  });

  test('a late row that moves the opening ends the first alert as disproved and raises the true one', () => {
    const rig = new Rig().feed(complaint(0), question(10), question(5, { arrivesHours: 12 }));
    expect(rig.row('touchpoints.resonance', 'C-1')?.openedAt).toBe(iso(5));
    expect(rig.story()).toEqual([
      'raise resonance customer:C-1 @10 warning',
      'clear resonance customer:C-1 @12 disproved',
      'raise resonance customer:C-1 @12 warning',
    ]);
  });

  test('which topics and directions count: a technical question is the customer’s, expert content goes either way', () => {
    const opened = (topic: string, direction: string) => {
      const rig = new Rig().feed(complaint(0), seen('C-1', 'webinar', 1, { topic, direction }));
      return rig.row('touchpoints.resonance', 'C-1')?.state ?? null;
    };
    expect(opened('technical', 'outbound')).toBeNull();
    expect(opened('technical', 'inbound')).toBe('open');
    expect(opened('Expert Content', 'outbound')).toBe('open');
    expect(opened('price', 'inbound')).toBeNull();
    const settings = settingsWith({ resonance: { technicalTopics: ['price'] } });
    expect(
      new Rig(settings).feed(complaint(0), seen('C-1', 'chat', 1, { topic: 'price', direction: 'in' })).row('touchpoints.resonance', 'C-1')
        ?.state,
    ).toBe('open');
  });

  test('a customer holds one alert: a new resonance takes the place of one that was missed', () => {
    const rig = new Rig().feed(complaint(0), question(10), complaint(40), question(41));
    expect(rig.story()).toEqual([
      'raise resonance customer:C-1 @10 warning',
      'escalate resonance customer:C-1 @34 critical',
      'clear resonance customer:C-1 @41 expired',
      'raise resonance customer:C-1 @41 warning',
    ]);
  });
});

describe('lost deals', () => {
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
});

test('every row has the shape that the protocol promises', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    moved('O-2', 'C-2', 0, 'lost'),
    seen('C-1', 'mail', 1, { sentiment: -0.9, found_by: 'audit' }, { region: 'east' }),
    seen('C-1', 'chat', 2, { topic: 'technical', direction: 'inbound' }),
    found('C-2', 'chat', 2),
    moved('O-3', 'C-3', 3, 'negotiation'),
  );
  const rows = rig
    .until(3 + 7 * DAY_HOURS - 80)
    .collect()
    .board.rows();
  rig.until(3 + 7 * DAY_HOURS).collect();
  expect(Object.keys({ ...rows, ...rig.board.rows() }).sort()).toEqual([...rig.monitor.topics].sort());
  for (const [topic, byKey] of [...Object.entries(rows), ...Object.entries(rig.board.rows())])
    for (const row of Object.values(byKey)) expect([...Value.Errors(TOPICS[topic as keyof typeof TOPICS], row)], topic).toEqual([]);
});
