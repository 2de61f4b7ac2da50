/** What somebody sees two minutes after the first start: the simulated rows through the real monitors and alerts. */
import type { AlertRow } from '@warroom/protocol/alert';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import { kindsOfTopic } from '@warroom/protocol/feeds';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { parseEvent } from '../facts/parse.ts';
import { type ReplayResult, replay } from '../replay/replay.ts';
import { DEMO_CONTRACTS } from './contracts/contracts.ts';
import { createSimulator } from './simulator.ts';

const WATCHED_MS = 120_000;

/** The past, and the first two minutes, as facts in order of arrival. */
function* factsOf(seed: number, startMs: number): Generator<Fact> {
  const simulator = createSimulator({ seed, startMs, longLived: { toldUntilMs: null, shows: [startMs] } });
  const seen = new Set<string>();
  for (const { event, arrivesAtMs } of simulator.backfill(startMs + WATCHED_MS)) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const parsed = parseEvent(event, 1, arrivesAtMs, { maxFutureMs: 0 });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    yield { ...parsed.fact, ingestedAtMs: arrivesAtMs };
  }
}

const watch = (seed: number, startMs: number): Promise<ReplayResult> =>
  replay({ config: { ...loadConfig(), contracts: [...DEMO_CONTRACTS] }, facts: factsOf(seed, startMs), untilMs: startMs + WATCHED_MS });

describe.each([
  [20_261_122, '2026-11-23T10:00:00+08:00'],
  [7, '2027-03-06T02:40:00+08:00'],
])('two minutes after a first start (seed %i, %s)', async (seed, at) => {
  const startMs = Date.parse(at);
  const { board, log } = await watch(seed, startMs);
  const rows = <T extends (typeof TOPIC_NAMES)[number]>(topic: T) => [...board.rows(topic)].map(([, row]) => row);
  const alerts = [...rows('alerts'), ...rows('alerts.people')] as AlertRow[];
  const standing = alerts.filter(({ rule, state }) => state !== 'resolved' && !rule.startsWith('lead-'));

  test.each([...TOPIC_NAMES.filter((topic) => kindsOfTopic(topic).length > 0), 'contracts', 'alerts'] as const)('%s has rows', (topic) => {
    expect(rows(topic).length).toBeGreaterThan(0);
  });

  test.each([
    'step-blocked',
    'delivery-late',
    'expedite-lost',
    'phantom-stock',
    'dark-channel',
    'silent-opportunity',
    'resonance',
    'breaker-transmission-low',
    'breaker-decay-high',
    'breaker-usage-drop',
    'breaker-objection-slow',
    'contract-broken',
  ])('%s stands', (rule) => {
    expect(standing.map((alert) => alert.rule)).toContain(rule);
  });

  test('a wall is not full of alarms', () => {
    expect(standing.length).toBeLessThanOrEqual(36);
  });

  test('of all feeds one is broken, since a moment ago, and never was before', () => {
    expect(rows('contracts').filter(({ state }) => state === 'broken')).toMatchObject([{ source: 'demo-wms' }]);
    const broken = log.filter(({ rule, state }) => rule === 'contract-broken' && state === 'firing');
    expect(broken).toHaveLength(1);
    expect(broken[0]?.atMs).toBeGreaterThan(startMs);
    expect(standing.filter(({ rule }) => rule === 'phantom-stock').map(({ state }) => state)).toContain('indeterminate');
  });

  test('a hundred to two hundred orders are open, most of them calm, some late, with suppliers to turn to', () => {
    const orders = rows('delivery-risk.orders');
    expect(orders.length).toBeGreaterThan(100);
    expect(orders.length).toBeLessThan(200);
    const late = orders.filter(({ pLate }) => pLate >= 0.7);
    expect(late.length).toBeGreaterThanOrEqual(3);
    expect(late.length).toBeLessThanOrEqual(18);
    expect(orders.filter(({ pLate }) => pLate < 0.3).length / orders.length).toBeGreaterThan(0.8);
    expect(orders.filter(({ alternatives }) => alternatives.length > 1).length).toBeGreaterThan(1);
    const cells = rows('delivery-risk.heat').filter(({ dimension }) => dimension !== 'customer');
    expect(cells.filter(({ pLate }) => pLate < 0.3).length / cells.length).toBeGreaterThan(0.7);
    expect(cells.filter(({ bottlenecks }) => bottlenecks > 0).length).toBeGreaterThan(0);
    expect(cells.filter(({ blocked }) => blocked > 0).length).toBeGreaterThan(0);
  });

  test('most channels can be estimated, one is dark', () => {
    const channels = rows('touchpoints.channels').filter(({ region }) => region === null);
    expect(channels.length).toBeGreaterThanOrEqual(7);
    expect(channels.filter(({ dark }) => dark).map(({ channel }) => channel)).toEqual(['微信群']);
    for (const { estimated, known } of channels) expect(estimated).toBeGreaterThanOrEqual(known);
    const rates = channels.map(({ captureRate }) => captureRate as number);
    expect(Math.max(...rates) - Math.min(...rates)).toBeGreaterThan(0.4);
  });

  test('an opening has just opened, another was answered, a third was missed', () => {
    const openings = rows('touchpoints.resonance');
    expect(new Set(openings.map(({ state }) => state))).toEqual(new Set(['open', 'answered', 'missed']));
    expect(openings.filter(({ state, openedAt }) => state === 'open' && Date.parse(openedAt) > startMs)).toHaveLength(1);
  });

  test('a strategy leaks where it lands, and one does not land', () => {
    const settled = rows('capability.strategies').filter(({ publishedAt }) => Date.parse(publishedAt) < startMs - 4 * 86_400_000);
    const share = (of: typeof settled) => of.reduce((sum, row) => sum + row.used, 0) / of.reduce((sum, row) => sum + row.audience, 0);
    const wide = settled.filter(({ strategy }) => strategy.endsWith('A'));
    expect(share(wide)).toBeGreaterThan(0.7);
    expect(share(wide)).toBeLessThan(0.98);
    expect(settled.some((row) => row.used / row.audience < 0.4)).toBe(true);
    expect(wide.some(({ unit, pooledTeams }) => unit === 'region' && pooledTeams === 2)).toBe(true);
  });
});
