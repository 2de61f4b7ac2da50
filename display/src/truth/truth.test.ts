import type { SystemRow } from '@warroom/protocol/system';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkState, LinkStatus } from '../link/link.ts';
import { iso, systemRow } from '../testing/rows.ts';
import { dataAgeMs, LOST_KINDS, picturedMs, type Truth, truthOf } from './truth.ts';

/** This machine is 5 s behind the server. */
const OFFSET = 5_000;
/** The last frame came at 100 s of this machine's clock: at 105 s of the server's. */
const LAST_MS = 100_000;
const status = (state: LinkState, lastFrameMs: number | null = LAST_MS): LinkStatus => ({
  state,
  sinceMs: 120_000,
  lastFrameMs,
  offsetMs: OFFSET,
});
const up = systemRow();
const down = (sinceMs: number | null) => systemRow({ storeState: 'down', storeDownSince: sinceMs === null ? null : iso(sinceMs) });
const catchingUp = (reachedMs: number | null) =>
  systemRow({
    storeState: 'catching-up',
    catchUp: reachedMs === null ? null : { fromAt: iso(0), reachedAt: iso(reachedMs), untilAt: iso(LAST_MS) },
  });

const LINK_STATES: readonly LinkState[] = ['connecting', 'live', 'stale', 'reconnecting', 'denied', 'refused'];
/** What several servers may say of their stores, and what is true while the link lives. */
const SERVERS: readonly (readonly [name: string, rows: SystemRow[], truth: Truth])[] = [
  ['nothing yet', [], { kind: 'waiting' }],
  ['up', [up], { kind: 'live' }],
  ['both up', [up, up], { kind: 'live' }],
  ['down', [down(90_000)], { kind: 'store-down', sinceMs: 90_000 }],
  ['down, nobody knows since when', [down(null)], { kind: 'store-down', sinceMs: 105_000 }],
  ['one of two down', [up, down(90_000)], { kind: 'store-down', sinceMs: 90_000 }],
  ['both down', [down(90_000), down(80_000)], { kind: 'store-down', sinceMs: 80_000 }],
  ['catching up', [catchingUp(40_000)], { kind: 'catching-up', sinceMs: 40_000 }],
  ['catching up, nobody knows how far', [catchingUp(null)], { kind: 'catching-up', sinceMs: 105_000 }],
  ['one of two catching up', [up, catchingUp(40_000)], { kind: 'catching-up', sinceMs: 40_000 }],
  ['both catching up', [catchingUp(40_000), catchingUp(30_000)], { kind: 'catching-up', sinceMs: 30_000 }],
  ['one catching up, one down', [catchingUp(40_000), down(90_000)], { kind: 'store-down', sinceMs: 40_000 }],
  ['one down, one catching up', [down(90_000), catchingUp(40_000)], { kind: 'store-down', sinceMs: 40_000 }],
];

describe.each(SERVERS)('servers say: %s', (_, rows, truth) => {
  test('a live link shows what they say', () => {
    expect(truthOf(status('live'), rows)).toEqual(truth);
  });

  test.each(['stale', 'reconnecting', 'denied', 'refused'] as const)(
    'a link that is %s is named first, the oldest instant stays',
    (state) => {
      const sinceMs = 'sinceMs' in truth ? truth.sinceMs : 105_000;
      expect(truthOf(status(state), rows)).toEqual({ kind: state, sinceMs });
    },
  );

  test('before the first frame nothing is shown, whatever a board has kept', () => {
    for (const state of ['connecting', 'live', 'stale', 'reconnecting'] as const)
      expect(truthOf(status(state, null), rows)).toEqual({ kind: 'waiting' });
    for (const state of ['denied', 'refused'] as const) expect(truthOf(status(state, null), rows)).toEqual({ kind: state, sinceMs: null });
  });
});

const anyServer = fc.oneof(
  fc.constant(up),
  fc.option(fc.integer({ min: 0, max: 200_000 })).map(down),
  fc.option(fc.integer({ min: 0, max: 200_000 })).map(catchingUp),
);
const anyStatus = fc.record({
  state: fc.constantFrom(...LINK_STATES),
  sinceMs: fc.integer({ min: 0, max: 200_000 }),
  lastFrameMs: fc.option(fc.integer({ min: 0, max: 200_000 })),
  offsetMs: fc.integer({ min: -10_000, max: 10_000 }),
});
const gravity = ({ kind }: Truth) => (kind === 'live' ? LOST_KINDS.length : kind === 'waiting' ? -1 : LOST_KINDS.indexOf(kind));

describe('of any link and any servers', () => {
  test('live means: frames come, and every server is up', () => {
    fc.assert(
      fc.property(anyStatus, fc.array(anyServer), (link, servers) => {
        const claimed = truthOf(link, servers).kind === 'live';
        const holds =
          link.state === 'live' && link.lastFrameMs !== null && servers.length > 0 && servers.every((row) => row.storeState === 'up');
        expect(claimed).toBe(holds);
      }),
    );
  });

  test('one more server in trouble makes nothing better and nothing younger, in whatever order they are told', () => {
    fc.assert(
      fc.property(anyStatus, fc.array(anyServer, { minLength: 1 }), anyServer, (link, servers, more) => {
        const before = truthOf(link, servers);
        const after = truthOf(link, [more, ...servers]);
        expect(after).toEqual(truthOf(link, [...servers, more]));
        expect(gravity(after)).toBeLessThanOrEqual(gravity(before));
        if ('sinceMs' in before && before.sinceMs !== null) expect((after as typeof before).sinceMs).toBeLessThanOrEqual(before.sinceMs);
        expect(picturedMs(after, 300_000)).toBeLessThanOrEqual(picturedMs(before, 300_000));
      }),
    );
  });
});

describe('the age of the data', () => {
  const age = (rows: SystemRow[], state: LinkState = 'live', localNowMs = 103_400) =>
    dataAgeMs(truthOf(status(state), rows), status(state), localNowMs, rows);

  test('while live: its way here and the slowest tail’s lag behind the store', () => {
    expect(age([systemRow({ tailLagSeconds: 0.2 })])).toBe(3_600);
    expect(age([systemRow({ tailLagSeconds: 0.2 }), systemRow({ tailLagSeconds: 7.7 })])).toBe(11_100);
    expect(age([systemRow({ tailLagSeconds: null })])).toBe(3_400);
  });

  test('otherwise no less than the picture has stood', () => {
    expect(age([down(90_000)])).toBe(18_400);
    expect(age([catchingUp(40_000)])).toBe(68_400);
    expect(age([up], 'stale', 130_000)).toBe(30_000);
  });

  test('none while nothing is shown', () => {
    expect(age([])).toBeNull();
    expect(dataAgeMs({ kind: 'refused', sinceMs: null }, status('refused', null), 103_400, [])).toBeNull();
  });
});

test('what ages on the screen stands still when the picture does', () => {
  expect(picturedMs({ kind: 'live' }, 200_000)).toBe(200_000);
  expect(picturedMs({ kind: 'waiting' }, 200_000)).toBe(200_000);
  expect(picturedMs({ kind: 'refused', sinceMs: null }, 200_000)).toBe(200_000);
  expect(picturedMs({ kind: 'stale', sinceMs: 105_000 }, 200_000)).toBe(105_000);
  expect(picturedMs({ kind: 'store-down', sinceMs: 300_000 }, 200_000)).toBe(200_000);
  expect(picturedMs({ kind: 'catching-up', sinceMs: 40_000 }, 200_000)).toBe(40_000);
});
