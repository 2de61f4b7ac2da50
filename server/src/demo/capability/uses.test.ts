import type { EventEnvelope } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import { createSimulator } from '../simulator.ts';
import { CREWS, KEEN_TEAM } from './crews.ts';

const START_MS = Date.parse('2026-11-23T10:00:00+08:00');
const HOUR_MS = 3_600_000;

const simulator = createSimulator({ seed: 7, startMs: START_MS, backfillMs: 0, longLived: { toldUntilMs: null, shows: [START_MS] } });
const uses = simulator.backfill(START_MS).flatMap(({ event }) => (event.kind === 'talktrack.used' ? [event] : []));

const everyday = (fromMs: number): EventEnvelope[] =>
  uses.filter(({ at, key }) => (at as number) >= fromMs && (at as number) < fromMs + HOUR_MS && !key.includes('限时'));

test('in one hour everybody uses talk-tracks as often as the others, but in the region that has dropped', () => {
  const byRep = Map.groupBy(everyday(START_MS - 3 * HOUR_MS), ({ rep_id }) => rep_id as string);
  const regionOf = new Map(CREWS.flatMap(({ region, repIds }) => repIds.map((repId) => [repId, region])));
  const perRegion = new Map<string, Set<number>>();
  for (const [repId, of] of byRep) {
    const region = regionOf.get(repId) as string;
    perRegion.set(region, (perRegion.get(region) ?? new Set()).add(of.length));
  }
  const counts = [...perRegion.values()].map((set) => Math.max(...set));
  expect(counts.filter((count) => count === 2).length).toBeGreaterThan(0);
  expect(counts.filter((count) => count === 3).length).toBeGreaterThan(2);
});

test('in the keen team one rep is behind all others with the newest talk-tracks', () => {
  const ofTeam = everyday(START_MS - 3 * HOUR_MS).filter(
    ({ team, data }) => team === KEEN_TEAM && (data as { strategy: string }).strategy !== 'ST-BASE',
  );
  const counts = [...Map.groupBy(ofTeam, ({ rep_id }) => rep_id as string).values()].map((of) => of.length).sort((a, b) => a - b);
  expect(counts).toEqual([1, 3, 3, 3, 3, 3, 3, 3, 3]);
});

test('the same hour is told of four weeks before, for a baseline', () => {
  for (const weeks of [1, 2, 3, 4]) expect(everyday(START_MS - weeks * 7 * 24 * HOUR_MS).length).toBeGreaterThan(150);
});
