import { describe, expect, test } from 'vitest';
import { createSimulator } from '../simulator.ts';
import { ALL_ACCOUNTS, DISTANT_ACCOUNTS, VOLATILE_ACCOUNTS } from '../world/accounts.ts';
import { REGIONS } from '../world/organisation.ts';
import { cycleStartMs, DISTANCE_CYCLE_MS, isDistantAt } from './distance.ts';

const START_MS = Date.parse('2026-11-23T10:00:00+08:00');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const rowsOf = (shows: readonly number[], untilMs: number, toldUntilMs: number | null = null) =>
  createSimulator({ seed: 7, startMs: untilMs, backfillMs: 0, longLived: { toldUntilMs, shows } })
    .backfill(untilMs)
    .map(({ event }) => ({ ...event, atMs: event.at as number, data: event.data as Record<string, unknown> }));

describe('customers', () => {
  test('are a hundred and more, in every region, some of them distant', () => {
    expect(ALL_ACCOUNTS.length).toBeGreaterThan(100);
    expect(new Set(ALL_ACCOUNTS.map(({ region }) => region))).toEqual(new Set(REGIONS.map(({ name }) => name)));
    expect(DISTANT_ACCOUNTS.length).toBeGreaterThan(6);
    for (const { team, repId, region } of ALL_ACCOUNTS) {
      expect(team.region).toBe(region);
      expect(team.repIds).toContain(repId);
    }
  });

  test('of the distant at any time two or more have not been heard of for two weeks', () => {
    for (let atMs = START_MS; atMs < START_MS + DISTANCE_CYCLE_MS; atMs += HOUR_MS) {
      const silent = DISTANT_ACCOUNTS.filter((account) => isDistantAt(account, atMs) && isDistantAt(account, atMs - 14 * DAY_MS));
      expect(silent.length).toBeGreaterThanOrEqual(2);
    }
    const [first] = DISTANT_ACCOUNTS;
    if (first) expect(isDistantAt(first, cycleStartMs(first, 700))).toBe(false);
  });
});

describe('touchpoints', () => {
  const rows = rowsOf([START_MS], START_MS);
  const touches = rows.filter(({ kind }) => kind === 'touchpoint.seen');

  test('are halves of an opening only where one was laid out', () => {
    const volatile = new Set(VOLATILE_ACCOUNTS.map(({ id }) => id));
    const others = Map.groupBy(
      touches.filter(({ key }) => !volatile.has(key)),
      ({ key }) => key,
    );
    for (const of of others.values()) {
      const negative = of.some(({ data }) => (data.sentiment as number) <= -0.3);
      const inquiry = of.some(({ data }) => data.topic === 'technical_question' || data.topic === 'expert_content');
      expect(negative && inquiry).toBe(false);
    }
  });

  test('come by both roads, with some found by both', () => {
    const captured = touches.filter(({ data }) => data.captured_by !== undefined);
    const found = touches.filter(({ data }) => data.found_later === true);
    expect(captured.length + found.length).toBe(touches.length);
    expect(new Set(found.map(({ data }) => data.found_by))).toEqual(new Set(['audit', 'survey', 'listening', 'partner']));
    const both = found.filter(({ key, channel, data, atMs }) =>
      captured.some(
        (other) =>
          other.key === key && other.channel === channel && other.data.topic === data.topic && Math.abs(other.atMs - atMs) < 300_000,
      ),
    );
    expect(both.length / found.length).toBeGreaterThan(0.4);
    expect(both.length / found.length).toBeLessThan(0.9);
  });

  test('every opportunity goes its way from stage to stage, to won or lost', () => {
    const moves = Map.groupBy(
      rows.filter(({ kind }) => kind === 'opportunity.moved'),
      ({ key }) => key,
    );
    const stages = ['discovery', 'qualification', 'proposal', 'negotiation'];
    for (const of of moves.values()) {
      const names = of.toSorted((a, b) => a.atMs - b.atMs).map(({ data }) => data.stage as string);
      expect(names.slice(0, 4)).toEqual(stages.slice(0, names.length));
      if (names.length > 4) expect(['won', 'lost']).toContain(names[4]);
    }
  });

  test('a later start has an opening of its own in its first two minutes; one soon after has not', () => {
    const opens = (shows: readonly number[], fromMs: number) =>
      rowsOf(shows, fromMs + 2 * MINUTE_MS, fromMs)
        .filter(({ atMs, data }) => atMs > fromMs && data.topic === 'technical_question')
        .map(({ key }) => key);
    const volatile = new Set(VOLATILE_ACCOUNTS.map(({ id }) => id));
    const laterMs = START_MS + 5 * HOUR_MS + 11 * MINUTE_MS;
    expect(opens([START_MS, laterMs], laterMs).filter((key) => volatile.has(key))).toHaveLength(1);
    expect(opens([START_MS], START_MS + 3 * MINUTE_MS).filter((key) => volatile.has(key))).toHaveLength(0);
  });
});
