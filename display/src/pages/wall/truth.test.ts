import { describe, expect, test } from 'vitest';
import type { LinkState, LinkStatus } from '../../link/link.ts';
import { iso, systemRow } from './rows.fixture.ts';
import { dataAgeSeconds, picturedMs, truthOf } from './truth.ts';

/** This machine is 5 s behind the server. */
const OFFSET = 5_000;
const status = (state: LinkState, lastFrameMs: number | null = 100_000): LinkStatus => ({
  state,
  sinceMs: 120_000,
  lastFrameMs,
  offsetMs: OFFSET,
});

describe('what is true', () => {
  test('nothing was ever shown', () => {
    expect(truthOf(status('connecting', null), [])).toEqual({ kind: 'waiting' });
  });

  test('live, also before the server has said anything of itself', () => {
    expect(truthOf(status('live'), [])).toEqual({ kind: 'live' });
    expect(truthOf(status('live'), [systemRow()])).toEqual({ kind: 'live' });
  });

  test('a silent or lost link: since the last frame, by the server’s clock', () => {
    expect(truthOf(status('stale'), [systemRow()])).toEqual({ kind: 'stale', sinceMs: 105_000 });
    for (const state of ['reconnecting', 'denied', 'refused'] as const) {
      expect(truthOf(status(state), [])).toEqual({ kind: 'reconnecting', sinceMs: 105_000 });
    }
  });

  test('a lost link outweighs what the server said before', () => {
    expect(truthOf(status('stale'), [systemRow({ storeState: 'down' })]).kind).toBe('stale');
  });

  test('a live link to a server without its store is not live', () => {
    expect(truthOf(status('live'), [systemRow({ storeState: 'down', storeDownSince: iso(90_000) })])).toEqual({
      kind: 'store-down',
      sinceMs: 90_000,
    });
  });

  test('a server that still reads the past is not live', () => {
    const catchUp = { fromAt: iso(0), reachedAt: iso(40_000), untilAt: iso(100_000) };
    expect(truthOf(status('live'), [systemRow(), systemRow({ storeState: 'catching-up', catchUp })])).toEqual({
      kind: 'catching-up',
      reachedMs: 40_000,
    });
  });
});

test('the age of the data is its way here and the tail’s lag behind the store', () => {
  expect(dataAgeSeconds(status('live'), 103_400, [systemRow({ tailLagSeconds: 0.2 })])).toBe(3);
  expect(dataAgeSeconds(status('live'), 103_400, [systemRow({ tailLagSeconds: 7.7 })])).toBe(11);
  expect(dataAgeSeconds(status('connecting', null), 103_400, [])).toBeNull();
});

test('what ages on the screen stands still when the picture does', () => {
  expect(picturedMs({ kind: 'live' }, 200_000)).toBe(200_000);
  expect(picturedMs({ kind: 'stale', sinceMs: 105_000 }, 200_000)).toBe(105_000);
  expect(picturedMs({ kind: 'store-down', sinceMs: 300_000 }, 200_000)).toBe(200_000);
  expect(picturedMs({ kind: 'catching-up', reachedMs: 40_000 }, 200_000)).toBe(40_000);
});
