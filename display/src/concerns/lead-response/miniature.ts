/** The scene in miniature, the runway in a box of 100 × 100. Pure. */
import type { RowOf } from '@warroom/protocol/board';

export interface Mark {
  x: number;
  y: number;
  state: RowOf<'lead-response.open'>['state'];
}

/** Age from left to right, up to twice the SLA with the line in the middle; a lead keeps its height. */
export function miniRunway(open: Iterable<RowOf<'lead-response.open'>>, nowMs: number, slaSeconds: number): Mark[] {
  return [...open].map((row) => {
    const age = (nowMs - Date.parse(row.createdAt)) / 1_000;
    return { x: Math.min(98, Math.max(0, (age / (2 * slaSeconds)) * 100)), y: 10 + 80 * hash(row.leadId), state: row.state };
  });
}

/** From 0 to below 1, the same for a name on every screen (FNV-1a, 32 bit). */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return (h >>> 0) / 2 ** 32;
}
