import type { SystemRow } from '@warroom/protocol/system';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkState, LinkStatus } from '../link/link.ts';
import { TROUBLES } from '../link/trouble.ts';
import { iso, systemRow } from '../testing/rows.ts';
import { dataAgeMs, isBoardWhole, LOST_KINDS, picturedMs, type Truth, truthOf } from './truth.ts';

/** This machine is 5 s behind the server. */
const OFFSET = 5_000;
/** The last frame came at 100 s of this machine's clock: at 105 s of the server's. */
const LAST_MS = 100_000;
const status = (state: LinkState, lastFrameMs: number | null = LAST_MS): LinkStatus => ({
  state,
  sinceMs: 120_000,
  lastFrameMs,
  offsetMs: OFFSET,
  transport: 'websocket',
  trouble: null,
});
/** Too early to make anything of a silence. */
const verdict = (link: LinkStatus, rows: Iterable<SystemRow>) => truthOf(link, rows, link.sinceMs);
const up = systemRow();
const down = (sinceMs: number | null) => systemRow({ storeState: 'down', storeDownSince: sinceMs === null ? null : iso(sinceMs) });
const catchingUp = (reachedMs: number | null) =>
  systemRow({
    storeState: 'catching-up',
    catchUp: reachedMs === null ? null : { fromAt: iso(0), reachedAt: iso(reachedMs), untilAt: iso(LAST_MS) },
  });

const empty = systemRow({ newestEventAt: null });
const readOnly = (sinceMs: number) => systemRow({ writesRefusedSince: iso(sinceMs) });

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
  ['up, and has never seen a fact', [empty], { kind: 'no-data', sinceMs: null }],
  ['refused by its store', [readOnly(70_000)], { kind: 'writes-refused', sinceMs: 70_000 }],
  ['down, and refused before', [{ ...down(90_000), writesRefusedSince: iso(70_000) }], { kind: 'store-down', sinceMs: 70_000 }],
  ['one down, one catching up', [down(90_000), catchingUp(40_000)], { kind: 'store-down', sinceMs: 40_000 }],
];

describe.each(SERVERS)('servers say: %s', (_, rows, truth) => {
  test('a live link shows what they say', () => {
    expect(verdict(status('live'), rows)).toEqual(truth);
  });

  test.each(['stale', 'reconnecting', 'denied', 'refused'] as const)(
    'a link that is %s is named first, the oldest instant stays',
    (state) => {
      const sinceMs = 'sinceMs' in truth && truth.sinceMs !== null ? truth.sinceMs : 105_000;
      expect(verdict(status(state), rows)).toEqual({ kind: state, sinceMs });
    },
  );

  test('before the first frame nothing is shown, whatever a board has kept', () => {
    for (const state of ['connecting', 'live', 'stale', 'reconnecting'] as const)
      expect(verdict(status(state, null), rows)).toEqual({ kind: 'waiting' });
    for (const state of ['denied', 'refused'] as const) expect(verdict(status(state, null), rows)).toEqual({ kind: state, sinceMs: null });
  });
});

const anyServer = fc.oneof(
  fc.constant(up),
  fc.option(fc.integer({ min: 0, max: 200_000 })).map(down),
  fc.option(fc.integer({ min: 0, max: 200_000 })).map(catchingUp),
  fc.constant(empty),
  fc.integer({ min: 0, max: 200_000 }).map(readOnly),
);
const anyStatus = fc.record({
  state: fc.constantFrom(...LINK_STATES),
  sinceMs: fc.integer({ min: 0, max: 200_000 }),
  lastFrameMs: fc.option(fc.integer({ min: 0, max: 200_000 })),
  offsetMs: fc.integer({ min: -10_000, max: 10_000 }),
  transport: fc.constant('websocket' as const),
  trouble: fc.constant(null),
});
const gravity = ({ kind }: Truth) => (kind === 'live' ? LOST_KINDS.length : kind === 'waiting' ? -1 : LOST_KINDS.indexOf(kind));

describe('of any link and any servers', () => {
  test('live means: frames come, and every server is up', () => {
    fc.assert(
      fc.property(anyStatus, fc.array(anyServer), (link, servers) => {
        const claimed = verdict(link, servers).kind === 'live';
        const holds =
          link.state === 'live' &&
          link.lastFrameMs !== null &&
          servers.length > 0 &&
          servers.every((row) => row.storeState === 'up' && row.newestEventAt !== null && row.writesRefusedSince === null);
        expect(claimed).toBe(holds);
      }),
    );
  });

  test('one more server in trouble makes nothing better and nothing younger, in whatever order they are told', () => {
    fc.assert(
      fc.property(anyStatus, fc.array(anyServer, { minLength: 1 }), anyServer, (link, servers, more) => {
        const before = verdict(link, servers);
        const after = verdict(link, [more, ...servers]);
        expect(after).toEqual(verdict(link, [...servers, more]));
        expect(gravity(after)).toBeLessThanOrEqual(gravity(before));
        if ('sinceMs' in before && before.sinceMs !== null)
          expect((after as typeof before).sinceMs ?? -Infinity).toBeLessThanOrEqual(before.sinceMs);
        expect(picturedMs(after, 300_000)).toBeLessThanOrEqual(picturedMs(before, 300_000));
      }),
    );
  });
});

describe('the age of the data', () => {
  const age = (rows: SystemRow[], state: LinkState = 'live', localNowMs = 103_400) =>
    dataAgeMs(verdict(status(state), rows), status(state), localNowMs, rows);

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
  // Only new facts cannot come in: what waits goes on waiting.
  expect(picturedMs({ kind: 'writes-refused', sinceMs: 40_000 }, 200_000)).toBe(200_000);
});

describe('five seconds without a word', () => {
  const at = (link: LinkStatus, rows: SystemRow[], localNowMs: number) => truthOf(link, rows, localNowMs);

  test('what connects for longer does not get through, for the reason that the link has found', () => {
    for (const trouble of [null, ...TROUBLES]) {
      const link = { ...status('connecting', null), trouble };
      expect(at(link, [], 124_999)).toEqual({ kind: 'waiting' });
      expect(at(link, [], 125_000)).toEqual({ kind: 'unreached', sinceMs: null, why: trouble ?? 'unknown', fromMs: 125_000 });
    }
  });

  test('nor does a server that is there and says nothing of itself', () => {
    expect(at(status('live'), [], 125_000)).toEqual({ kind: 'unreached', sinceMs: null, why: 'silent', fromMs: 125_000 });
    expect(at(status('live'), [up], 125_000)).toEqual({ kind: 'live' });
  });
});

test('a board is whole once every server has read its history and seen a fact', () => {
  expect(isBoardWhole([])).toBe(false);
  expect(isBoardWhole([up])).toBe(true);
  expect(isBoardWhole([up, systemRow({ boardSince: null })])).toBe(false);
  expect(isBoardWhole([empty])).toBe(false);
});
