/**
 * Is what the screen shows true now, and if not, why and since when? Every page asks here, so that all of them give one answer. The
 * strictest reading counts: nothing is called live before the server has said how it stands, nor while any server is without its
 * store or still reads history.
 */
import type { SystemRow } from '@warroom/protocol/system';
import type { LinkStatus } from '../link/link.ts';

/** Why what is shown is not true now, the gravest first: of several reasons the page names the gravest. */
export const LOST_KINDS = ['refused', 'denied', 'reconnecting', 'stale', 'store-down', 'catching-up'] as const;
export type LostKind = (typeof LOST_KINDS)[number];

export type Truth =
  | { kind: 'live' }
  /** Nothing has been shown yet, or the server has not said how it stands. */
  | { kind: 'waiting' }
  /** `sinceMs`: instant of the server's clock at which the picture stands; null when nothing was ever shown. */
  | { kind: LostKind; sinceMs: number | null };
export type Lost = Extract<Truth, { sinceMs: number | null }>;

/** @param systems what every server says of itself (topic `system`) */
export function truthOf(status: LinkStatus, systems: Iterable<SystemRow>): Truth {
  const servers = [...systems];
  const kind = kindOf(status, servers);
  if (kind === 'live' || kind === 'waiting') return { kind };
  if (status.lastFrameMs === null) return { kind, sinceMs: null };
  // The oldest reason counts: one that comes on top of another does not make the picture younger.
  return { kind, sinceMs: Math.min(status.lastFrameMs + status.offsetMs, ...servers.flatMap(standsAtMs)) };
}

function kindOf({ state, lastFrameMs }: LinkStatus, servers: readonly SystemRow[]): Truth['kind'] {
  switch (state) {
    case 'refused':
    case 'denied':
      return state;
    case 'connecting':
      return 'waiting';
    case 'reconnecting':
    case 'stale':
      return lastFrameMs === null ? 'waiting' : state;
    case 'live':
      if (lastFrameMs === null || servers.length === 0) return 'waiting';
      if (servers.some((row) => row.storeState === 'down')) return 'store-down';
      return servers.some((row) => row.storeState === 'catching-up') ? 'catching-up' : 'live';
    default:
      return state satisfies never;
  }
}

/** The instant that a server's figures stand at, where it says that they stand. */
function standsAtMs({ storeState, storeDownSince, catchUp }: SystemRow): number[] {
  const at = storeState === 'down' ? storeDownSince : storeState === 'catching-up' ? (catchUp?.reachedAt ?? null) : null;
  return at === null ? [] : [Date.parse(at)];
}

/**
 * How old the figures are, ms: since the newest frame and the tail's lag behind the store, or since the picture stands, whichever
 * is longer. Null while nothing is shown.
 */
export function dataAgeMs(truth: Truth, status: LinkStatus, localNowMs: number, systems: Iterable<SystemRow>): number | null {
  if (truth.kind === 'waiting' || status.lastFrameMs === null) return null;
  const lagMs = Math.max(0, ...[...systems].map((row) => (row.tailLagSeconds ?? 0) * 1_000));
  const stoodMs = truth.kind === 'live' || truth.sinceMs === null ? 0 : localNowMs + status.offsetMs - truth.sinceMs;
  return Math.max(0, localNowMs - status.lastFrameMs + lagMs, stoodMs);
}

/** The instant that everything which ages on the screen is drawn for: now while live, the last true instant otherwise. */
export function picturedMs(truth: Truth, serverNowMs: number): number {
  if (truth.kind === 'live' || truth.kind === 'waiting' || truth.sinceMs === null) return serverNowMs;
  return Math.min(serverNowMs, truth.sinceMs);
}
