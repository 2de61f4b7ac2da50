import { expect, test } from 'vitest';
import { DAY_HOURS, fact, found, iso, moved, Rig, seen } from './touchpoints.fixture.ts';

test('TOUCH-19, TOUCH-20: timeliness × authority × match × interference, summed by channel', () => {
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

test('TOUCH-21: only on open opportunities, each touchpoint once however many there are', () => {
  const rig = new Rig().feed(seen('C-1', 'visit', 0, { match: 1 }), seen('C-2', 'visit', 0, { match: 1 }));
  expect(rig.collect().board.rows()['touchpoints.influence']).toBeUndefined();
  rig.feed(moved('O-1', 'C-1', 1, 'discovery'), moved('O-2', 'C-1', 1, 'discovery'));
  expect(rig.exactRow('touchpoints.influence', 'C-1|visit')?.influence).toBeCloseTo(2 ** (-1 / 72), 12);
  rig.feed(moved('O-1', 'C-1', 2, 'won'), moved('O-2', 'C-1', 2, 'lost'));
  expect(rig.collect().board.rows()['touchpoints.influence']).toBeUndefined();
});

test('TOUCH-20, TOUCH-21: a touchpoint reported by both roads counts once, and a competitor’s not at all', () => {
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

test('TOUCH-22: a quiet customer’s row changes once an hour and not with every look', () => {
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

test('TOUCH-19, TOUCH-21: what is not said or not listed counts half; without a channel under the empty one', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    seen('C-1', 'carrier pigeon', 0, { match: 1 }),
    fact('touchpoint.seen', 'C-1', 0, { captured_by: 'crm' }),
  );
  rig.until(72);
  expect(rig.exactRow('touchpoints.influence', 'C-1|carrier pigeon')?.influence).toBeCloseTo(0.5 * 0.5, 12);
  expect(rig.exactRow('touchpoints.influence', 'C-1|')?.influence).toBeCloseTo(0.5 * 0.5 * 0.5, 12);
});

test('TOUCH-20: a signal, a competitor’s touchpoint and our own that tells of one each interfere for seven days, and for that customer only', () => {
  const rig = new Rig().feed(
    moved('O-1', 'C-1', 0, 'discovery'),
    moved('O-2', 'C-2', 0, 'discovery'),
    fact('signal.seen', 'C-1', 0, { type: 'Competitor Visit' }),
    fact('signal.seen', 'C-1', 0, { type: 'tender_match' }),
    seen('C-1', 'mail', 1, { direction: 'competitor', topic: 'price' }),
    found('C-1', 'mail', 1, { direction: 'competitor', topic: 'price' }),
    seen('C-1', 'call', 2, { topic: 'competitor', match: 1 }),
    seen('C-2', 'call', 2, { match: 1 }),
  );
  expect(rig.exactRow('touchpoints.influence', 'C-1|call')?.competitorTouchpoints).toBe(4);
  expect(rig.exactRow('touchpoints.influence', 'C-1|call')?.influence).toBeCloseTo(0.8 / 5, 12);
  expect(rig.exactRow('touchpoints.influence', 'C-1|mail')).toBeUndefined();
  expect(rig.exactRow('touchpoints.influence', 'C-2|call')).toMatchObject({ competitorTouchpoints: 0, influence: 0.8 });
  rig.until(7 * DAY_HOURS);
  expect(rig.exactRow('touchpoints.influence', 'C-1|call')?.competitorTouchpoints).toBe(3);
});

test('TOUCH-22: one look takes some 4,000 reports, those waiting longest first, and the next goes on', () => {
  const rig = new Rig();
  for (const customer of ['C-1', 'C-2'])
    rig.feed(moved(`O-${customer}`, customer, 0, 'discovery'), ...Array.from({ length: 4_000 }, () => seen(customer, 'call', 1)));
  const shown = () => Object.keys(rig.collect().board.rows()['touchpoints.influence'] ?? {});
  expect(shown()).toEqual(['C-1|call']);
  expect(shown()).toEqual(['C-1|call', 'C-2|call']);
});
