import { EVENT_KINDS, type EventEnvelope } from '@warroom/protocol/events';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../facts/parse.ts';
import { LONGEST_LIFE_MS } from './delivery-risk/orderLife.ts';
import { HISTORY_MS } from './longLived.ts';
import { createSimulator, type Simulator } from './simulator.ts';
import type { Arrival } from './world/arrivals.ts';
import { DEMO_SOURCE_PREFIX } from './world/organisation.ts';

const START_MS = Date.parse('2026-11-23T10:00:00+08:00');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SEED = 7;
const LIMITS = { maxFutureMs: 0 };

const isLongLived = ({ kind }: EventEnvelope) => !kind.startsWith('lead.');
const idsOf = (events: readonly EventEnvelope[]) => events.filter(isLongLived).map(({ id }) => id);

/** As a start of the server would: the past up to `startMs`, then a simulator that goes on from there. */
function start(startMs: number, toldUntilMs: number | null, shows: readonly number[]): { past: Arrival[]; simulator: Simulator } {
  const options = { seed: SEED, startMs, backfillMs: 0 };
  const past = createSimulator({ ...options, longLived: { toldUntilMs, shows } }).backfill(startMs);
  return { past, simulator: createSimulator({ ...options, longLived: { toldUntilMs: startMs, shows } }) };
}

const first = start(START_MS, null, [START_MS]);

describe('what lives for days', () => {
  test('is of every kind, with leads all there are', () => {
    const kinds = new Set(first.past.map(({ event }) => event.kind));
    const leads = createSimulator({ seed: SEED, startMs: START_MS }).backfill(START_MS);
    for (const { event } of leads) kinds.add(event.kind);
    expect([...kinds].sort()).toEqual([...EVENT_KINDS].sort());
  });

  test('passes the gate, happens before it arrives, and is marked as simulated', () => {
    for (const { event, arrivesAtMs } of first.past) {
      const parsed = parseEvent(event, 1, arrivesAtMs, LIMITS);
      if ('faults' in parsed) expect.fail(`${JSON.stringify(parsed.faults)} in ${JSON.stringify(event)}`);
      expect(event.source.startsWith(DEMO_SOURCE_PREFIX)).toBe(true);
    }
  });

  test('is told in order of arrival, up to the start, in at most 60,000 rows, each once', () => {
    const { past } = first;
    const times = past.map(({ arrivesAtMs }) => arrivesAtMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(START_MS);
    expect(times[0]).toBeGreaterThan(START_MS - HISTORY_MS);
    expect(past.length).toBeGreaterThan(40_000);
    expect(past.length).toBeLessThanOrEqual(60_000);
    expect(new Set(idsOf(past.map(({ event }) => event))).size).toBe(past.length);
  });

  test('has ended every step often enough for its duration to be learnt', () => {
    const ended = new Map<string, number>();
    for (const { event } of first.past) {
      const { step, state } = event.data as { step?: string; state?: string };
      if (step && state === 'completed') ended.set(step, (ended.get(step) ?? 0) + 1);
    }
    expect(ended.size).toBe(8);
    for (const times of ended.values()) expect(times).toBeGreaterThan(200);
  });

  test('brings one to four rows a second', () => {
    const { simulator } = start(START_MS, START_MS - MINUTE_MS, [START_MS]);
    const rows = simulator.step(START_MS + 10 * MINUTE_MS).filter(isLongLived);
    expect(rows.length / 600).toBeGreaterThan(1);
    expect(rows.length / 600).toBeLessThan(4);
  });

  test('is the same however time is cut into steps', () => {
    const coarse = start(START_MS, START_MS, [START_MS]).simulator;
    const fine = start(START_MS, START_MS, [START_MS]).simulator;
    const untilMs = START_MS + 20 * MINUTE_MS;
    const inOne = coarse.step(untilMs);
    const inMany: EventEnvelope[] = [];
    while (fine.nextAtMs() <= untilMs) inMany.push(...fine.step(fine.nextAtMs()));
    expect(inMany).toEqual(inOne);
  });

  test('goes on after a gap as if there had been none', () => {
    const shows = [START_MS];
    const inOne = first.simulator.step(START_MS + 60 * MINUTE_MS);
    // The server runs for ten minutes, is away for twenty-five, and runs again.
    const before = start(START_MS, START_MS, shows).simulator.step(START_MS + 10 * MINUTE_MS);
    const again = start(START_MS + 35 * MINUTE_MS, START_MS + 10 * MINUTE_MS, shows);
    const after = again.simulator.step(START_MS + 60 * MINUTE_MS);
    const gap = again.past.map(({ event }) => event);
    expect(idsOf([...before, ...gap, ...after])).toEqual(idsOf(inOne));
    expect(again.past.every(({ arrivesAtMs }) => arrivesAtMs > START_MS + 10 * MINUTE_MS)).toBe(true);
  });

  test('tells a long gap without its frequent reports, and leaves no order behind', () => {
    const untilMs = START_MS + LONGEST_LIFE_MS + DAY_MS;
    const { past: gap } = start(untilMs, START_MS, [START_MS]);
    expect(gap.length / (LONGEST_LIFE_MS / DAY_MS)).toBeLessThan(1_600);
    const all = [...first.past, ...gap].map(({ event }) => event);
    const ended = new Set(all.filter(({ kind }) => kind === 'order.delivered' || kind === 'order.cancelled').map(({ key }) => key));
    const placed = first.past.filter(({ event }) => event.kind === 'order.placed').map(({ event }) => event.key);
    expect(placed.filter((order) => !ended.has(order))).toEqual([]);
    // Nothing is told of an order whose placing lies before the history.
    const known = new Set(all.filter(({ kind }) => kind === 'order.placed').map(({ key }) => key));
    expect(all.filter(({ kind, key }) => kind.startsWith('order.') && !known.has(key))).toEqual([]);
  });

  test('is another organisation with another seed', () => {
    const other = createSimulator({ seed: 8, startMs: START_MS, backfillMs: 0, longLived: { toldUntilMs: START_MS - HOUR_MS, shows: [] } });
    const ids = new Set(idsOf(first.past.map(({ event }) => event)));
    expect(other.backfill(START_MS).filter(({ event }) => isLongLived(event) && ids.has(event.id))).toEqual([]);
  });

  test('reports more often at a higher speed, while what lives for days stays the same', () => {
    const rowsAt = (speed: number) => {
      const longLived = { toldUntilMs: START_MS, shows: [START_MS] };
      const rows = createSimulator({ seed: SEED, startMs: START_MS, speed, backfillMs: 0, longLived }).step(START_MS + 40 * MINUTE_MS);
      const states = rows.filter(({ data }) => ['started', 'completed'].includes((data as { state?: string }).state ?? ''));
      return { all: rows.filter(isLongLived).length, states: states.map(({ id }) => id) };
    };
    const [slow, fast] = [rowsAt(1), rowsAt(10)];
    expect(slow.states.length).toBeGreaterThan(0);
    expect(fast.states).toEqual(slow.states);
    expect(fast.all / slow.all).toBeGreaterThan(1.5);
    expect(fast.all / slow.all).toBeLessThan(4);
  });
});
