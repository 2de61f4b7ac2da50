/** The scene in the least that still tells it apart across a room: pure geometry in a box of 100 × 100. */
import type { RowOf } from '@warroom/protocol/board';

export interface Berg {
  channel: string;
  x: number;
  width: number;
  /** Heights from the waterline: up for what was seen, down for what came to light later, and below that what nobody saw. */
  seen: number;
  found: number;
  unseen: number;
  dark: boolean;
}

/** The icebergs of at most `most` channels as shares of what there was, the least seen first, and where the waterline lies. */
export function miniIcebergs(channels: Iterable<RowOf<'touchpoints.channels'>>, most = 8): { bergs: Berg[]; waterline: number } {
  const rows = [...channels]
    .filter((row) => row.region === null && row.known > 0)
    .map(({ channel, captured, foundLater, known, estimated, dark }) => {
      const all = Math.max(known, estimated ?? 0);
      return { channel, dark, seen: captured / all, found: foundLater / all, unseen: (all - known) / all };
    })
    .sort((a, b) => a.seen - b.seen || (a.channel < b.channel ? -1 : 1))
    .slice(0, most);
  const above = Math.max(0, ...rows.map((row) => row.seen));
  const below = Math.max(0, ...rows.map((row) => row.found + row.unseen));
  const scale = rows.length === 0 ? 0 : 100 / (above + below);
  const pitch = 100 / Math.max(1, rows.length);
  return {
    waterline: above * scale,
    bergs: rows.map((row, i) => ({
      channel: row.channel,
      x: i * pitch + pitch * 0.12,
      width: pitch * 0.76,
      seen: row.seen * scale,
      found: row.found * scale,
      unseen: row.unseen * scale,
      dark: row.dark,
    })),
  };
}
