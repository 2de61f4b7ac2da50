/** Decisions behind the wall's care of itself, apart from the browser they are carried out in. */
import type { LinkState } from '../../link/link.ts';

/** The whole picture wanders a few pixels, one step a minute, around an eight-step ring, so that no edge burns in. */
const RING = [
  [0, 0],
  [2, 0],
  [3, 1],
  [2, 3],
  [0, 3],
  [-2, 2],
  [-3, 0],
  [-1, -1],
] as const;

export function pixelShift(minute: number): { x: number; y: number } {
  const [x, y] = RING[((minute % RING.length) + RING.length) % RING.length] as readonly [number, number];
  return { x, y };
}

/** A page that the server refuses is loaded again after this long. */
const REFUSED_MS = 30_000;

/** Whether to load the page again now: a new version stands ready and nothing is going on, or the server no longer speaks with this one. */
export function mayReload(at: { loadedVersion: string; version: string; quiet: boolean; state: LinkState; inStateMs: number }): boolean {
  if (at.state === 'refused') return at.inStateMs >= REFUSED_MS;
  return at.state === 'live' && at.quiet && at.loadedVersion !== '' && at.version !== at.loadedVersion;
}
