/** Whether what the wall shows is true now, and if not, since when and why. A figure is never shown as live when it is not. */
import type { SystemRow } from '@warroom/protocol/system';
import type { LinkStatus } from '../../link/link.ts';

export type Truth =
  | { kind: 'live' }
  /** Nothing was ever shown. */
  | { kind: 'waiting' }
  /** `sinceMs`: instant of the server's clock at which the picture stands still. */
  | { kind: 'stale' | 'reconnecting' | 'store-down'; sinceMs: number }
  | { kind: 'catching-up'; reachedMs: number };

export function truthOf(status: LinkStatus, systems: Iterable<SystemRow>): Truth {
  if (status.lastFrameMs === null) return { kind: 'waiting' };
  const lastTrueMs = status.lastFrameMs + status.offsetMs;
  if (status.state === 'stale') return { kind: 'stale', sinceMs: lastTrueMs };
  if (status.state !== 'live') return { kind: 'reconnecting', sinceMs: lastTrueMs };
  for (const row of systems) {
    if (row.storeState === 'down') return { kind: 'store-down', sinceMs: row.storeDownSince ? Date.parse(row.storeDownSince) : lastTrueMs };
    if (row.storeState === 'catching-up')
      return { kind: 'catching-up', reachedMs: row.catchUp ? Date.parse(row.catchUp.reachedAt) : lastTrueMs };
  }
  return { kind: 'live' };
}

/** How old the figures are, whole seconds: since the newest frame, and how far the server's tail is behind the store. Null before any came. */
export function dataAgeSeconds(status: LinkStatus, localNowMs: number, systems: Iterable<SystemRow>): number | null {
  if (status.lastFrameMs === null) return null;
  const lags = [...systems].map((row) => row.tailLagSeconds ?? 0);
  return Math.max(0, Math.floor((localNowMs - status.lastFrameMs) / 1_000 + Math.max(0, ...lags)));
}

/** The instant that everything which ages on the screen is drawn for: now while live, the last true instant otherwise. */
export function picturedMs(truth: Truth, serverNowMs: number): number {
  switch (truth.kind) {
    case 'live':
    case 'waiting':
      return serverNowMs;
    case 'stale':
    case 'reconnecting':
    case 'store-down':
      return Math.min(serverNowMs, truth.sinceMs);
    case 'catching-up':
      return Math.min(serverNowMs, truth.reachedMs);
  }
}
