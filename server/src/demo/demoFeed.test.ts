import type { EventEnvelope } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { startDemoFeed } from './demoFeed.ts';
import { createSimulator } from './simulator.ts';
import type { Arrival } from './world/arrivals.ts';

const START_MS = Date.parse('2026-11-23T10:00:00+08:00');
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Moves the clock in small steps and lets the feed's promises settle at each. */
async function advance(clock: FakeClock, byMs: number, stepMs = 250): Promise<void> {
  for (let movedMs = 0; movedMs < byMs; movedMs += stepMs) {
    clock.advance(stepMs);
    await settle();
  }
}

/** What the feed should deliver: the same simulation, read without a clock. */
function expected(untilMs: number): { past: string[]; live: string[] } {
  const simulator = createSimulator({ seed: 3, startMs: START_MS });
  const past = simulator.backfill(START_MS).map((a) => a.event.id);
  return { past, live: simulator.step(untilMs).map((e) => e.id) };
}

test('sends the past as history, then the rows as they come', async () => {
  const clock = new FakeClock(START_MS);
  const past: Arrival[] = [];
  const live: EventEnvelope[] = [];
  const feed = startDemoFeed({
    clock,
    simulator: createSimulator({ seed: 3, startMs: START_MS }),
    submit: async (events) => void live.push(...events),
    submitPast: async (arrivals) => void past.push(...arrivals),
  });
  await advance(clock, 60_000);
  await feed.stop();
  const all = expected(START_MS + 60_000);
  expect(past.map((a) => a.event.id)).toEqual(all.past);
  // The newest rows may still be gathering.
  expect(all.live.slice(0, live.length)).toEqual(live.map((e) => e.id));
  expect(all.live.length - live.length).toBeLessThan(5);
  await advance(clock, 5_000);
  expect(all.live.slice(0, live.length)).toEqual(live.map((e) => e.id));
});

test('offers refused rows again with the same ids, in order, and holds few meanwhile', async () => {
  const clock = new FakeClock(START_MS);
  const taken: string[] = [];
  let storeUp = true;
  let refused = 0;
  const failures: number[] = [];
  const feed = startDemoFeed({
    clock,
    simulator: createSimulator({ seed: 3, startMs: START_MS }),
    async submit(events) {
      if (!storeUp) {
        refused += 1;
        throw new Error('store down');
      }
      taken.push(...events.map((e) => e.id));
    },
    submitPast: async () => {},
    onFailure: (_error, retryInMs) => failures.push(retryInMs),
  });
  await advance(clock, 30_000);
  storeUp = false;
  const before = taken.length;
  await advance(clock, 30 * 60_000);
  expect(taken.length).toBe(before);
  expect(feed.waiting()).toBeLessThan(50);
  expect(refused).toBeLessThan(200);
  expect(failures.slice(0, 3)).toEqual([500, 1_000, 2_000]);
  expect(Math.max(...failures)).toBe(10_000);
  storeUp = true;
  await advance(clock, 30_000);
  await feed.stop();
  const { live } = expected(START_MS + 31 * 60_000);
  expect(taken.length).toBeGreaterThan(live.length - 10);
  expect(live.slice(0, taken.length)).toEqual(taken);
});

test('stops after the submission under way and starts no other', async () => {
  const clock = new FakeClock(START_MS);
  let release = () => {};
  let calls = 0;
  const feed = startDemoFeed({
    clock,
    simulator: createSimulator({ seed: 3, startMs: START_MS, backfillMs: 0 }),
    submit: () => {
      calls += 1;
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    },
  });
  await advance(clock, 10_000);
  expect(calls).toBe(1);
  let stopped = false;
  const stopping = feed.stop().then(() => {
    stopped = true;
  });
  await settle();
  expect(stopped).toBe(false);
  release();
  await stopping;
  await advance(clock, 60_000);
  expect(calls).toBe(1);
});
