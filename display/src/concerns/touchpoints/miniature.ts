/** The scene in miniature, the icebergs in a box of 100 × 100. Pure. */
import type { RowOf } from '@warroom/protocol/board';

export interface Berg {
  channel: string;
  x: number;
  width: number;
  /** Heights: captured above the waterline; found later below it, and below that what nobody recorded. */
  seen: number;
  found: number;
  unseen: number;
  dark: boolean;
}

/** At most `most` channels as shares of their estimated total, the lowest share captured first, and the height of the waterline. */
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
