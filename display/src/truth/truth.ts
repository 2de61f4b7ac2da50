/**
 * Is what the screen shows true now, and if not, why and since when? Every page asks here, so that all of them give one answer. The
 * strictest reading counts: nothing is called live before the server has said how it stands, nor while any server is without its
 * store, still reads history, has never seen a fact, or can take in no more of them.
 */
import type { SystemRow } from '@warroom/protocol/system';
import type { LinkStatus } from '../link/link.ts';
import type { Trouble } from '../link/trouble.ts';

/** Why what is shown is not true now, the gravest first: of several reasons the page names the gravest. */
export const LOST_KINDS = [
  'refused',
  'denied',
  'unreached',
  'reconnecting',
  'stale',
  'store-down',
  'catching-up',
  'no-data',
  'writes-refused',
] as const;
export type LostKind = (typeof LOST_KINDS)[number];

/** Why nothing has been heard: what the link found out, or that a server was reached which says nothing of itself. */
export type UnreachedReason = Trouble | 'silent' | 'unknown';

export type Truth =
  | { kind: 'live' }
  /** Nothing has been shown yet, or the server has not said how it stands, and it is too early to make much of it. */
  | { kind: 'waiting' }
  /** Nothing has been shown for so long that something must be wrong; `fromMs`: since when, by the server's clock as far as it is known. */
  | { kind: 'unreached'; sinceMs: null; why: UnreachedReason; fromMs: number }
  /** `sinceMs`: instant of the server's clock at which the picture stands; null when nothing was ever shown. */
  | { kind: Exclude<LostKind, 'unreached'>; sinceMs: number | null };
export type Lost = Extract<Truth, { sinceMs: number | null }>;

/** How long a page may say that it connects before it says that it does not get through. */
export const UNREACHED_MS = 5_000;

/**
 * @param systems what every server says of itself (topic `system`)
 * @param localNowMs by this machine's clock, as the link's status is
 */
export function truthOf(status: LinkStatus, systems: Iterable<SystemRow>, localNowMs: number): Truth {
  const servers = [...systems];
  const kind = kindOf(status, servers);
  if (kind === 'waiting') {
    if (localNowMs - status.sinceMs < UNREACHED_MS) return { kind };
    const why = status.state === 'live' ? 'silent' : (status.trouble ?? 'unknown');
    return { kind: 'unreached', sinceMs: null, why, fromMs: status.sinceMs + status.offsetMs };
  }
  if (kind === 'live') return { kind };
  if (status.lastFrameMs === null || kind === 'no-data') return { kind, sinceMs: null };
  // The oldest reason counts: one that comes on top of another does not make the picture younger.
  return { kind, sinceMs: Math.min(status.lastFrameMs + status.offsetMs, ...servers.flatMap(standsAtMs)) };
}

function kindOf({ state, lastFrameMs }: LinkStatus, servers: readonly SystemRow[]): Exclude<Truth['kind'], 'unreached'> {
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
      if (servers.some((row) => row.storeState === 'catching-up')) return 'catching-up';
      if (servers.some((row) => row.newestEventAt === null)) return 'no-data';
      return servers.some((row) => row.writesRefusedSince !== null) ? 'writes-refused' : 'live';
    default:
      return state satisfies never;
  }
}

/** The instant that a server's figures stand at, where it says that they stand. */
function standsAtMs({ storeState, storeDownSince, catchUp, writesRefusedSince }: SystemRow): number[] {
  const stopped = storeState === 'down' ? storeDownSince : storeState === 'catching-up' ? (catchUp?.reachedAt ?? null) : null;
  return [stopped, writesRefusedSince].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
}

/** Whether there are figures to show at all: not before a server has had the whole of its history on its board. */
export const isBoardWhole = (systems: readonly SystemRow[]): boolean =>
  systems.length > 0 && systems.every(({ boardSince, newestEventAt }) => boardSince !== null && newestEventAt !== null);

/**
 * How old the figures are, ms: since the newest frame and the tail's lag behind the store, or since the picture stands, whichever
 * is longer. Null while nothing is shown.
 */
export function dataAgeMs(truth: Truth, status: LinkStatus, localNowMs: number, systems: Iterable<SystemRow>): number | null {
  if (truth.kind === 'waiting' || status.lastFrameMs === null || ('sinceMs' in truth && truth.sinceMs === null)) return null;
  const lagMs = Math.max(0, ...[...systems].map((row) => (row.tailLagSeconds ?? 0) * 1_000));
  const stoodMs = truth.kind === 'live' || truth.sinceMs === null ? 0 : localNowMs + status.offsetMs - truth.sinceMs;
  return Math.max(0, localNowMs - status.lastFrameMs + lagMs, stoodMs);
}

/**
 * The instant that everything which ages on the screen is drawn for: now while live, the last true instant otherwise. Where only new
 * facts cannot come in, what is known goes on ageing.
 */
export function picturedMs(truth: Truth, serverNowMs: number): number {
  if (truth.kind === 'live' || truth.kind === 'waiting' || truth.kind === 'writes-refused' || truth.sinceMs === null) return serverNowMs;
  return Math.min(serverNowMs, truth.sinceMs);
}
