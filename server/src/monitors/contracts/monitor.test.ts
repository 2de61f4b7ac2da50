import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenUnder } from '../../alerts/brokenFeeds.ts';
import { createCalendar } from '../calendar.ts';
import { MonitorRun, makeFact, savedText, stateReader } from '../monitorRun.fixture.ts';
import { USUAL_CONTRACTS } from './contracts.fixture.ts';
import { createContractsMonitor } from './monitor.ts';
import type { Contract } from './settings.ts';

const T0 = Date.parse('2026-03-02T10:00:00Z');
const MINUTE = 60_000;
const iso = (minutes: number) => new Date(T0 + minutes * MINUTE).toISOString();

/** Available stock = WMS on_hand − locked, every 15 min, owned by logistics; 5 min of grace. */
const STOCK = USUAL_CONTRACTS.find((c) => c.feed === 'wms-available-stock') as Contract;
const BARE: Contract = { ...STOCK, feed: 'erp', source: '', kinds: [], intervalSeconds: 600, graceSeconds: 60 };

const run = (...contracts: Contract[]) => new MonitorRun((signal) => createContractsMonitor(contracts, signal));
const counted = (minutes: number, more: Record<string, unknown> = {}) =>
  makeFact('stock.counted', 'sku@wh', T0 + minutes * MINUTE, { source: 'wms', on_hand: 1, locked: 0, in_transfer: 0, ...more });
const synced = (feed: string, minutes: number, newestMinutes?: number) =>
  makeFact('feed.synced', feed, T0 + minutes * MINUTE, {
    source: 'etl',
    ...(newestMinutes === undefined ? {} : { newest_at: iso(newestMinutes) }),
  });

describe('fresh, due and broken', () => {
  test('CONTRACT-4, CONTRACT-8: worked example: counted at 10:00, every 15 min with 5 min of grace: due at 10:15, broken at 10:20', () => {
    const t = run(STOCK).take([counted(0)]);
    t.at(T0 + 15 * MINUTE - 1);
    expect(t.board().get('contracts', STOCK.feed)).toMatchObject({
      state: 'fresh',
      newestAt: iso(0),
      dueAt: iso(15),
      brokenAt: iso(20),
      owner: 'logistics',
      formula: 'on_hand − locked',
    });
    t.at(T0 + 15 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)?.state).toBe('due');
    t.at(T0 + 20 * MINUTE - 1);
    expect(t.signalLines()).toEqual([]);
    t.at(T0 + 20 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)?.state).toBe('broken');
    expect(t.signalLines()).toEqual(['raise contract-broken feed:wms-available-stock warning']);
    expect(t.signals[0]).toMatchObject({ atMs: T0 + 20 * MINUTE, sinceMs: T0 + 20 * MINUTE, episode: iso(20), feeds: [STOCK.feed] });
  });

  test('CONTRACT-7, CONTRACT-8, CONTRACT-9: a delivery mends it at once, also one that tells of an earlier time; a further break is a new episode', () => {
    const t = run(STOCK).take([counted(0), counted(18, { ingestedAtMs: T0 + 30 * MINUTE })]);
    t.at(T0 + 31 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)).toMatchObject({ state: 'fresh', newestAt: iso(18) });
    t.at(T0 + 60 * MINUTE);
    expect(t.signalLines()).toEqual([
      'raise contract-broken feed:wms-available-stock warning',
      'clear contract-broken feed:wms-available-stock recovered',
      'raise contract-broken feed:wms-available-stock warning',
    ]);
    expect(t.signals.map((s) => [s.atMs, s.episode])).toEqual([
      [T0 + 20 * MINUTE, iso(20)],
      [T0 + 30 * MINUTE, iso(20)],
      [T0 + 38 * MINUTE, iso(38)],
    ]);
  });

  test('CONTRACT-7: a delivery so old that the feed is broken all the same mends nothing', () => {
    const t = run(STOCK).take([counted(0), counted(1, { ingestedAtMs: T0 + 30 * MINUTE })]);
    t.at(T0 + 31 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)).toMatchObject({ state: 'broken', newestAt: iso(1), brokenAt: iso(21) });
    expect(t.signalLines()).toEqual(['raise contract-broken feed:wms-available-stock warning']);
  });

  test('CONTRACT-3: feed.synced speaks for its key: up to newest_at, never beyond its own time', () => {
    const t = run(STOCK, BARE).take([synced(STOCK.feed, 10, 4), synced('erp', 11, 500), synced('somebody-else', 12)]);
    const board = t.at(T0 + 12 * MINUTE).board();
    expect(board.get('contracts', STOCK.feed)?.newestAt).toBe(iso(4));
    expect(board.get('contracts', 'erp')?.newestAt).toBe(iso(11));
    expect(board.keys('contracts')).toEqual(['erp', STOCK.feed]);
    t.take([synced(STOCK.feed, 13)]);
    expect(t.board().get('contracts', STOCK.feed)?.newestAt).toBe(iso(13));
    // For the system that sends it, it is no delivery; and a time that is none counts as missing.
    t.take([{ ...synced(STOCK.feed, 14), source: 'erp', data: { newest_at: 'soon' } }]).at(T0 + 14 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)?.newestAt).toBe(iso(14));
    expect(t.board().get('contracts', 'erp')?.newestAt).toBe(iso(11));
  });

  test('CONTRACT-2: the newest delivery counts in whatever order they come; one of the future counts at its arrival and no longer', () => {
    const t = run(STOCK)
      .take([counted(5), counted(2, { ingestedAtMs: T0 + 6 * MINUTE })])
      .at(T0 + 6 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)?.newestAt).toBe(iso(5));
    t.take([counted(30, { ingestedAtMs: T0 + 7 * MINUTE })]).at(T0 + 7 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)?.newestAt).toBe(iso(7));
    t.at(T0 + 40 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)).toMatchObject({ state: 'broken', newestAt: iso(7), brokenAt: iso(27) });
    expect(t.signalLines()).toEqual(['raise contract-broken feed:wms-available-stock warning']);
  });

  test('CONTRACT-2: rows of the future, sent in one go, keep no dead feed fresh', () => {
    const feeds = ['wms', 'erp'].map((feed) => ({ ...BARE, feed, intervalSeconds: 20, graceSeconds: 10 }));
    const second = 1_000;
    const ahead = Array.from({ length: 30 }, (_, i) =>
      makeFact('stock.counted', 'sku', T0 + (i + 1) * 20 * second, { source: 'wms', ingestedAtMs: T0 }),
    );
    const t = run(...feeds).take([...ahead, makeFact('stock.counted', 'sku', T0, { source: 'erp' })]);
    t.at(T0 + 30 * second - 1);
    expect(t.signals).toEqual([]);
    t.at(T0 + 600 * second);
    expect(t.signals.map(({ subject, atMs }) => [subject, atMs - T0])).toEqual([
      ['feed:wms', 30_000],
      ['feed:erp', 30_000],
    ]);
    for (const feed of ['wms', 'erp']) expect(t.board().get('contracts', feed)).toMatchObject({ state: 'broken', newestAt: iso(0) });
  });

  test('CONTRACT-2: a feed whose clock runs ahead and that goes on delivering stays fresh', () => {
    const t = run(STOCK);
    for (let minute = 0; minute < 120; minute += 10) t.take([counted(minute + 60, { ingestedAtMs: T0 + minute * MINUTE })]);
    t.at(T0 + 120 * MINUTE);
    expect(t.signals).toEqual([]);
  });

  test('CONTRACT-8: a break that comes to be known later bears the instant of the deadline; severity is that of the contract', () => {
    const t = run({ ...STOCK, severity: 'critical' })
      .take([counted(0, { ingestedAtMs: T0 + 45 * MINUTE })])
      .at(T0 + 45 * MINUTE);
    expect(t.signals).toMatchObject([
      { type: 'raise', severity: 'critical', atMs: T0 + 45 * MINUTE, sinceMs: T0 + 20 * MINUTE, episode: iso(20) },
    ]);
  });

  test('CONTRACT-1: a feed without a contract has no row among the contracts and breaks none', () => {
    const t = run(STOCK).take([counted(0), makeFact('lead.created', 'L1', T0, { source: 'crm' })]);
    t.take([counted(10_000)]).at(T0 + 10_000 * MINUTE);
    expect(t.board().keys('contracts')).toEqual([STOCK.feed]);
    expect(new Set(t.signals.map((s) => s.subject))).toEqual(new Set([`feed:${STOCK.feed}`]));
    expect(t.board().get('contracts.learnt', 'crm|lead.created')?.state).toBe('learning');
  });

  test('CONTRACT-2: with kinds only those are deliveries; without, every event of the source', () => {
    const order = (source: string, minutes: number) => makeFact('order.delivered', 'O1', T0 + minutes * MINUTE, { source });
    const t = run(STOCK, BARE).take([counted(0), order('erp', 0), order('wms', 5), order('erp', 6)]);
    const board = t.board();
    expect(board.get('contracts', STOCK.feed)?.newestAt).toBe(iso(0));
    expect(board.get('contracts', 'erp')?.newestAt).toBe(iso(6));
  });

  test('CONTRACT-5: a feed that has never delivered is measured from where the clock first stood', () => {
    const t = run(STOCK);
    expect(t.at(T0).board().get('contracts', STOCK.feed)).toMatchObject({
      state: 'due',
      newestAt: null,
      dueAt: iso(15),
      brokenAt: iso(20),
    });
    t.take([makeFact('lead.created', 'L1', T0 - 90 * MINUTE, { ingestedAtMs: T0 + MINUTE })]);
    t.at(T0 + 20 * MINUTE - 1);
    expect(t.board().get('contracts', STOCK.feed)).toMatchObject({ state: 'due', brokenAt: iso(20) });
    t.at(T0 + 20 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)?.state).toBe('broken');
    expect(t.signals[0]).toMatchObject({ facts: { newestAt: null, owner: 'logistics' } });
  });

  test('CONTRACT-5: where facts came before the clock was told of anything, from the arrival of the first of any feed', () => {
    const t = run(STOCK).take([makeFact('lead.created', 'L1', T0 - 90 * MINUTE, { ingestedAtMs: T0 + MINUTE })]);
    t.at(T0 + 40 * MINUTE);
    expect(t.board().get('contracts', STOCK.feed)).toMatchObject({ state: 'broken', dueAt: iso(16), brokenAt: iso(21) });
  });

  test('CONTRACT-5: on an empty store every contract breaks by the clock alone, and a restart goes on counting', () => {
    const t = run(STOCK, BARE).at(T0);
    const again = run(STOCK, BARE);
    expect(again.engine.restore(stateReader(savedText(t.engine)))).toBe(true);
    again.at(T0 + 60 * MINUTE);
    expect(again.signals.map(({ subject, atMs }) => [subject, (atMs - T0) / MINUTE])).toEqual([
      ['feed:erp', 11],
      [`feed:${STOCK.feed}`, 20],
    ]);
  });

  test('CONTRACT-6: in working time the clock stands still overnight', () => {
    const calendar = createCalendar({
      timeZone: 'UTC',
      hours: { mon: ['09:00-18:00'], tue: ['09:00-18:00'] },
      holidays: [],
      workdays: [],
      workdayHours: [],
    });
    const t = new MonitorRun((signal) => createContractsMonitor([{ ...STOCK, workingTime: true }], signal, calendar));
    // Monday 2 March 2026, 17:50: ten minutes are left of the day.
    const board = t.take([counted(470)]).board();
    expect(board.get('contracts', STOCK.feed)).toMatchObject({ dueAt: '2026-03-03T09:05:00.000Z', brokenAt: '2026-03-03T09:10:00.000Z' });
  });
});

describe('what stands on a feed', () => {
  test('CONTRACT-10: a row names the topics that stand on it', () => {
    const topics =
      run(STOCK)
        .take([counted(0)])
        .board()
        .get('contracts', STOCK.feed)?.topics ?? [];
    expect(topics.every((topic) => topic.startsWith('delivery-risk'))).toBe(true);
  });

  test('CONTRACT-10: without kinds: what the source usually brings, and what it has brought', () => {
    const t = run(BARE);
    expect(t.board().get('contracts', 'erp')?.kinds).toEqual(['order.placed', 'order.delivered', 'order.cancelled']);
    t.take([makeFact('lead.created', 'L1', T0, { source: 'erp' })]);
    const row = t.board().get('contracts', 'erp');
    expect(row?.kinds).toContain('lead.created');
    expect(row?.topics).toContain('lead-response.summary');
  });

  test('CONTRACT-11: brokenFeeds lists what is broken now; an alert stands on it by feed, or by source where the kinds agree', () => {
    const t = run(STOCK, BARE).take([counted(0), makeFact('order.delivered', 'O1', T0, { source: 'erp' })]);
    expect(t.monitor.brokenFeeds()).toEqual([]);
    t.at(T0 + 11 * MINUTE);
    expect(t.monitor.brokenFeeds().map((b) => b.feed)).toEqual(['erp']);
    t.at(T0 + 20 * MINUTE);
    const broken = t.monitor.brokenFeeds();
    expect(broken.map((b) => [b.feed, b.source, b.sinceMs, b.episode])).toEqual([
      [STOCK.feed, 'wms', T0 + 20 * MINUTE, iso(20)],
      ['erp', 'erp', T0 + 11 * MINUTE, iso(11)],
    ]);
    expect(brokenUnder(broken, { rule: 'phantom-stock', feeds: ['wms'] })?.feed).toBe(STOCK.feed);
    expect(brokenUnder(broken, { rule: 'lead-violation', feeds: ['wms'] })).toBeUndefined();
    expect(brokenUnder(broken, { rule: 'lead-violation', feeds: [STOCK.feed] })?.feed).toBe(STOCK.feed);
    expect(brokenUnder(broken, { rule: 'delivery-late', feeds: ['wms', 'erp'] })?.feed).toBe('erp');
    expect(brokenUnder(broken, { rule: 'contract-broken', feeds: ['erp'] })).toBeUndefined();
    t.take([counted(21)]);
    expect(t.monitor.brokenFeeds().map((b) => b.feed)).toEqual(['erp']);
  });

  test('CONTRACT-1: two contracts for one feed are refused', () => {
    expect(() => run(STOCK, STOCK)).toThrow(/wms-available-stock/);
  });
});

test('CONTRACT-12: while live a busy feed changes its row every five seconds at most, its state at once', () => {
  const t = run(STOCK);
  let writes = 0;
  for (let i = 0; i < 600; i += 1) {
    t.take([counted(i / 600)]);
    writes = t.board(false).writes;
  }
  const { length: rows } = ['contracts', 'contracts.learnt', 'contracts.concerns'].flatMap((topic) =>
    t.board(false).keys(topic as 'contracts'),
  );
  expect(writes).toBeLessThanOrEqual(13 * rows);
  expect(t.board(true).get('contracts', STOCK.feed)?.newestAt).toBe(iso(599 / 600));
});

const someFacts = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 120 }), late: fc.integer({ min: 0, max: 90 }), what: fc.integer({ min: 0, max: 3 }) }),
  { maxLength: 30 },
);
const build = (rows: readonly { at: number; late: number; what: number }[]): Fact[] =>
  rows.map(({ at, late, what }) => {
    const arrival = { ingestedAtMs: T0 + (at + late) * MINUTE };
    if (what === 0) return { ...synced(STOCK.feed, at, at - 3), ...arrival };
    if (what === 1) return counted(at, arrival);
    if (what === 2) return makeFact('order.delivered', 'O', T0 + at * MINUTE, { source: 'erp', ...arrival });
    return makeFact('lead.created', 'L', T0 + at * MINUTE, arrival);
  });

test('CONTRACT-13: the rows at an instant do not depend on the order of arrival within it', () => {
  fc.assert(
    fc.property(someFacts, fc.integer({ min: 0, max: 300 }), fc.infiniteStream(fc.nat()), (rows, untilMinutes, keys) => {
      const facts = build(rows).filter((f) => f.ingestedAtMs <= T0 + untilMinutes * MINUTE);
      const order = facts.map((fact) => ({ fact, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
      const until = T0 + untilMinutes * MINUTE;
      const inTime = run(STOCK, BARE).take(facts).at(until).board().all();
      const atOnce = run(STOCK, BARE);
      atOnce.at(until);
      for (const { fact } of order) atOnce.engine.arrive(fact);
      expect(atOnce.at(until).board().all()).toEqual(inTime);
    }),
    { numRuns: 200 },
  );
});

test('CONTRACT-13: checkpoint and tail give what a full run gives, rows and signals', () => {
  fc.assert(
    fc.property(someFacts, fc.integer({ min: 0, max: 200 }), (rows, cutMinutes) => {
      const facts = build(rows);
      const cut = T0 + cutMinutes * MINUTE;
      const until = T0 + 400 * MINUTE;
      const early = facts.filter((f) => f.ingestedAtMs <= cut);
      const late = facts.filter((f) => f.ingestedAtMs > cut);
      const full = run(STOCK, BARE).take(early).at(cut).take(late).at(until);
      const first = run(STOCK, BARE).take(early).at(cut);
      const saved = savedText(first.engine);
      const second = run(STOCK, BARE);
      expect(second.engine.restore(stateReader(saved))).toBe(true);
      second.take(late).at(until);
      expect(second.board().all()).toEqual(full.board().all());
      expect([...first.signals, ...second.signals]).toEqual(full.signals);
    }),
    { numRuns: 200 },
  );
});
