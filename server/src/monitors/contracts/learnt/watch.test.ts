/** What is learnt of each feed, through the monitor: rows, alerts, and what stands on a silent feed. */
import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenUnder } from '../../../alerts/brokenFeeds.ts';
import { createCalendar } from '../../calendar.ts';
import { MonitorRun, makeFact, savedText, stateReader } from '../../monitorRun.fixture.ts';
import { createContractsMonitor } from '../monitor.ts';
import type { Contract } from '../settings.ts';
import { type Arriving, arrivals, DAY_MS, HOUR_MS, START_MS } from './arrivals.fixture.ts';
import { minuteOf } from './minute.ts';
import { MOST_SOURCES } from './sources.ts';
import { WeekHours } from './weekHours.ts';

const MINUTE_MS = 60_000;
const STEADY: Arriving = { peak: 60, night: 60, weekend: 1 };
const CRM_CONTRACT: Contract = {
  feed: 'crm',
  source: '',
  kinds: ['lead.closed'],
  field: '',
  meaning: '',
  formula: '',
  owner: '',
  intervalSeconds: 86_400,
  graceSeconds: 0,
  workingTime: false,
  severity: 'warning',
};

const run = (contracts: readonly Contract[] = []) => new MonitorRun((signal) => createContractsMonitor(contracts, signal));
const iso = (ms: number) => new Date(ms).toISOString();

/** Facts of some kinds of a source, one of each at every arrival, up to an instant. */
function facts(source: string, kinds: readonly EventKind[], untilMs: number, seed = 1, lateMs = 200): Fact[] {
  const told: Fact[] = [];
  for (const atMs of arrivals(STEADY, 21, seed)) {
    if (atMs + lateMs > untilMs) break;
    for (const kind of kinds) told.push(makeFact(kind, `K-${told.length}`, atMs, { source, ingestedAtMs: atMs + lateMs }));
  }
  return told;
}
/** The third week's Wednesday at noon. */
const NOON = START_MS + 16 * DAY_MS + 12 * HOUR_MS;
const LEADS = ['lead.created', 'lead.assigned'] as const;

describe('a source that falls silent', () => {
  test('CONTRACT-17, CONTRACT-19: is told of once, as a whole, and ends with the next fact', () => {
    const t = run().take(facts('crm', LEADS, NOON));
    expect(t.signals).toEqual([]);
    const before = t.board().get('contracts.learnt', 'crm|');
    expect(before).toMatchObject({ state: 'fresh', kind: null, kinds: [...LEADS], concerns: ['lead-response'] });
    expect(before?.usualGapSeconds).toBeGreaterThan(45);
    expect(before?.usualGapSeconds).toBeLessThan(75);

    const silentAfterMs = Date.parse(before?.silentAfter ?? '');
    expect(silentAfterMs).toBeGreaterThan(NOON + 5 * MINUTE_MS);
    expect(silentAfterMs).toBeLessThan(NOON + 16 * MINUTE_MS);
    t.at(silentAfterMs - 1);
    expect(t.signals).toEqual([]);
    t.at(silentAfterMs + 2 * HOUR_MS);
    expect(t.signalLines()).toEqual(['raise feed-silent feed:crm warning']);
    expect(t.signals[0]).toMatchObject({
      atMs: silentAfterMs,
      episode: before?.heardAt,
      facts: { source: 'crm', kind: null, newestAt: before?.newestAt },
    });
    for (const key of ['crm|', 'crm|lead.created', 'crm|lead.assigned'])
      expect(t.board().get('contracts.learnt', key)).toMatchObject({ state: 'silent', heardAt: before?.heardAt });

    // It comes back with one kind; the other is counted from there.
    const backMs = silentAfterMs + 3 * HOUR_MS;
    t.take([makeFact('lead.created', 'L', backMs)]).at(backMs + 3 * MINUTE_MS);
    expect(t.signalLines().slice(1)).toEqual(['clear feed-silent feed:crm recovered']);
    expect(t.board().get('contracts.learnt', 'crm|lead.assigned')?.state).toBe('fresh');
  });

  test('CONTRACT-17: one kind alone that no longer comes is told of by name', () => {
    const t = run().take([...facts('crm', LEADS, NOON), ...facts('crm', ['lead.closed'], NOON + 2 * HOUR_MS, 2)]);
    t.at(NOON + 2 * HOUR_MS);
    expect(new Set(t.signals.map(({ subject }) => subject))).toEqual(new Set(['feed:crm|lead.created', 'feed:crm|lead.assigned']));
    expect(t.board().get('contracts.learnt', 'crm|lead.closed')?.state).toBe('fresh');
  });

  test('CONTRACT-18: alerts that stand on its kinds are indeterminate under it', () => {
    const t = run()
      .take(facts('crm', LEADS, NOON))
      .at(NOON + HOUR_MS);
    const broken = t.monitor.brokenFeeds();
    expect(broken).toMatchObject([{ feed: 'crm', source: 'crm', kinds: [...LEADS], episode: t.signals[0]?.episode }]);
    expect(brokenUnder(broken, { rule: 'lead-violation', feeds: ['crm'] })?.feed).toBe('crm');
    expect(brokenUnder(broken, { rule: 'delivery-late', feeds: ['erp'] })).toBeUndefined();
    expect(brokenUnder(broken, { rule: 'feed-silent', feeds: ['crm'] })).toBeUndefined();
    t.take([makeFact('lead.created', 'L', NOON + HOUR_MS)]);
    expect(t.monitor.brokenFeeds()).toEqual([]);
  });

  test('CONTRACT-14: rows of the future and of long ago keep no dead source fresh', () => {
    const ahead = (minutes: number) => makeFact('lead.created', 'F', NOON + minutes * MINUTE_MS, { ingestedAtMs: NOON });
    const old = (minutes: number) => makeFact('lead.created', 'O', START_MS, { ingestedAtMs: NOON + minutes * MINUTE_MS });
    const t = run().take([...facts('crm', ['lead.created'], NOON), ...[10, 20, 60].map(ahead), ...[5, 15, 25].map(old)]);
    t.at(NOON + HOUR_MS);
    expect(t.signalLines()).toEqual(['raise feed-silent feed:crm warning']);
    expect(t.board().get('contracts.learnt', 'crm|lead.created')?.newestAt).toBe(iso(NOON));
  });

  test('CONTRACT-14: after thirty days it has ended and is forgotten; the concern still knows its newest fact', () => {
    const t = run()
      .take(facts('crm', ['lead.created'], NOON))
      .at(NOON + 31 * DAY_MS);
    expect(t.signalLines()).toEqual(['raise feed-silent feed:crm warning', 'clear feed-silent feed:crm expired']);
    expect(t.board().keys('contracts.learnt')).toEqual([]);
    expect(t.monitor.brokenFeeds()).toEqual([]);
    expect(t.board().get('contracts.concerns', 'lead-response')).toMatchObject({ state: 'learning', watchedBy: [] });
    expect(t.board().get('contracts.concerns', 'lead-response')?.newestAt).not.toBeNull();
  });
});

test('CONTRACT-14: what a contract speaks for is listed and not judged; feed.synced is no kind of its own', () => {
  const t = run([CRM_CONTRACT]).take([...facts('crm', ['lead.closed'], NOON), makeFact('feed.synced', 'crm', NOON - 1, { source: 'etl' })]);
  t.at(NOON + 20 * HOUR_MS);
  expect(t.signals).toEqual([]);
  expect(t.board().keys('contracts.learnt')).toEqual(['crm|lead.closed']);
  expect(t.board().get('contracts.learnt', 'crm|lead.closed')).toMatchObject({
    state: 'contract',
    silentAfter: null,
    usualGapSeconds: null,
  });
});

test('CONTRACT-14: what arrives more than three days after it happened is no stream; the concern knows its newest fact', () => {
  const old = (days: number, source: string) => makeFact('lead.created', 'L', NOON, { source, ingestedAtMs: NOON + days * DAY_MS });
  const t = run().take([old(3, 'crm'), old(3.01, 'import')]);
  expect(t.board().keys('contracts.learnt')).toEqual(['crm|', 'crm|lead.created']);
  expect(t.board().get('contracts.concerns', 'lead-response')).toMatchObject({ state: 'learning', newestAt: iso(NOON) });
});

test('CONTRACT-14: made-up sources take no more room than so many', () => {
  const t = run().take(Array.from({ length: 300 }, (_, i) => makeFact('lead.created', 'L', START_MS + i, { source: `s${i}` })));
  expect(t.board().keys('contracts.learnt')).toHaveLength(2 * MOST_SOURCES);
  expect(t.board().get('contracts.concerns', 'lead-response')?.newestAt).toBe(iso(START_MS + 299));
});

test('CONTRACT-16, CONTRACT-20: a concern is never fed, learning, fresh, silent, and what no contract and nothing learnt watches says so', () => {
  const t = run().at(START_MS);
  const concern = (id = 'lead-response') => t.board().get('contracts.concerns', id);
  expect(t.board().keys('contracts.concerns')).toEqual(['capability', 'delivery-risk', 'lead-response', 'touchpoints']);
  expect(concern()).toEqual({ state: 'never', newestAt: null, feeds: [], sinceAt: null, watchedBy: [] });
  const all = facts('crm', LEADS, NOON);
  t.take(all.filter(({ ingestedAtMs }) => ingestedAtMs < START_MS + DAY_MS)).at(START_MS + DAY_MS);
  expect(concern()).toMatchObject({ state: 'learning', feeds: [], watchedBy: ['learnt'] });
  expect(t.board().get('contracts.learnt', 'crm|lead.created')).toMatchObject({
    state: 'learning',
    usualGapSeconds: null,
    silentAfter: null,
    learningUntil: iso(minuteOf(all[0]?.ingestedAtMs ?? 0) + 14 * DAY_MS),
  });
  t.take(all.filter(({ ingestedAtMs }) => ingestedAtMs >= START_MS + DAY_MS)).at(NOON);
  expect(concern()).toMatchObject({ state: 'fresh', newestAt: iso(all.at(-1)?.atMs ?? 0) });
  t.at(NOON + HOUR_MS);
  expect(concern()).toMatchObject({
    state: 'silent',
    feeds: ['crm', 'crm|lead.assigned', 'crm|lead.created'],
    sinceAt: iso(all.at(-1)?.ingestedAtMs ?? 0),
  });
  expect(concern('delivery-risk')?.state).toBe('never');
});

test('CONTRACT-20: the worst of the contracts and of what is learnt', () => {
  const t = run([CRM_CONTRACT]).at(START_MS);
  const concern = () => t.board().get('contracts.concerns', 'lead-response');
  expect(concern()).toMatchObject({ state: 'due', watchedBy: ['contract'] });
  t.take([makeFact('lead.created', 'L', START_MS + 1)]).at(START_MS + DAY_MS);
  expect(concern()).toMatchObject({ state: 'broken', feeds: ['crm'], sinceAt: iso(START_MS + DAY_MS), watchedBy: ['contract', 'learnt'] });
});

test('CONTRACT-15: holidays and make-up days of the calendar are days of their own, in its zone', () => {
  const hours = { mon: ['09:00-18:00'], tue: ['09:00-18:00'] };
  const calendar = createCalendar({
    timeZone: 'Asia/Shanghai',
    hours,
    holidays: ['2026-01-06'],
    workdays: ['2026-01-10'],
    workdayHours: [],
  });
  const slotAt = (at: string) => new WeekHours(calendar).slotOf(Math.floor(Date.parse(at) / 1_800_000));
  expect(slotAt('2026-01-05T08:30:00+08:00')).toBe(17);
  expect(slotAt('2026-01-06T08:30:00+08:00')).toBe(7 * 48 + 17);
  expect(slotAt('2026-01-10T00:00:00+08:00')).toBe(8 * 48);
  expect(slotAt('2026-01-11T23:59:00+08:00')).toBe(6 * 48 + 47);
});

test('CONTRACT-13, CONTRACT-15: within a quarter of an hour facts may come in any order, and a restart goes on exactly alike', () => {
  const all = facts('crm', LEADS, NOON);
  const fromMs = NOON - 10 * MINUTE_MS;
  const early = all.filter(({ ingestedAtMs }) => ingestedAtMs < fromMs);
  const late = all.filter(({ ingestedAtMs }) => ingestedAtMs >= fromMs);
  const inOrder = run().take(early);
  const saved = savedText(inOrder.engine);
  inOrder.take(late).at(NOON);
  const rows = inOrder.board().all();
  inOrder.at(NOON + HOUR_MS);
  const after = [...inOrder.signals];
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: late.length, maxLength: late.length }), (keys) => {
      const restarted = run();
      restarted.engine.restore(stateReader(saved));
      const shuffled = late.map((fact, i) => ({ fact, key: keys[i] as number })).sort((a, b) => a.key - b.key);
      restarted.at(NOON - 1);
      for (const { fact } of shuffled) restarted.engine.arrive(fact);
      expect(restarted.at(NOON).board().all()).toEqual(rows);
      restarted.at(NOON + HOUR_MS);
      expect(restarted.signals).toEqual(after);
    }),
    { numRuns: 20 },
  );
});
