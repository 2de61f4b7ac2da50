import type { AnyRow } from '@warroom/protocol/board';
import { describe, expect, test } from 'vitest';
import { Board } from '../board/board.ts';
import { MAX_DELTA_LENGTH, MERGED_BYTES, TopicFeed } from './topicFeed.ts';

const TOPIC = 'lead-response.open';
const LIMITS = { ringMs: 60_000, ringDeltas: 1_000 };

/** Rows are what their text says: the stream looks at nothing else. */
function setUp() {
  const board = new Board({ epoch: 'e' });
  const feed = new TopicFeed(TOPIC, board, LIMITS);
  let nowMs = 0;
  return {
    feed,
    now: () => nowMs,
    /** Sets rows, flushes, and hands the delta on. */
    change(keys: readonly string[], text: string) {
      nowMs += 100;
      for (const key of keys) board.set(TOPIC, key, { text: `${nowMs}${text}` } as unknown as AnyRow as never);
      const [delta] = board.flush([TOPIC]);
      if (!delta) throw new Error('nothing changed');
      feed.take(delta, nowMs);
    },
  };
}
const many = (count: number, of = 'k') => Array.from({ length: count }, (_, i) => `${of}${i}`);

describe('WIRE-10: what is kept and sent is bounded by bytes', () => {
  test('a delta that is too long is not sent, whether it is the newest or merged; a short one is', () => {
    const { feed, change, now } = setUp();
    change(['a'], 'short');
    change(['b'], 'short');
    expect(feed.deltaSince(1, now())?.toString()).toContain('"up":[["b",');
    expect(feed.deltaSince(0, now())?.toString()).toContain('"p":0');
    change(many(20), 'x'.repeat(MAX_DELTA_LENGTH / 15));
    expect(feed.deltaSince(2, now())).toBeNull();
    expect(feed.deltaSince(0, now())).toBeNull();
    change(['c'], 'short');
    expect(feed.deltaSince(3, now())).not.toBeNull();
    expect(feed.deltaSince(2, now())).toBeNull();
  });

  test('merged deltas from a hundred numbers, one after another', () => {
    const { feed, change, now } = setUp();
    change(many(20), 'x'.repeat(MAX_DELTA_LENGTH / 30));
    for (let i = 0; i < 100; i++) change([`k${i % 20}`], 'x'.repeat(MAX_DELTA_LENGTH / 30));
    let bytes = 0;
    for (let seq = 0; seq < 100; seq++) {
      bytes += feed.deltaSince(seq, now())?.length ?? 0;
      expect(feed.mergedBytes).toBeLessThanOrEqual(MERGED_BYTES);
    }
    expect(bytes).toBeGreaterThan(2 * MERGED_BYTES);
  });
});

test('a snapshot is used again only where a delta leads on from it', () => {
  const { feed, change, now } = setUp();
  change(many(30_000), '');
  const first = feed.snapshot(now());
  change(many(100), '');
  expect(feed.snapshot(now())).toBe(first);
  // Less than a quarter of the rows, and more than a delta holds.
  change(many(6_000), '');
  expect(feed.deltaSince(first.seq, now())).toBeNull();
  const next = feed.snapshot(now());
  expect(next.seq).toBe(feed.seq);
});
