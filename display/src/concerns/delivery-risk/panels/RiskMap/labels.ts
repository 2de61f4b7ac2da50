/** Places labels so that none hides another or a column; a label without a free place is left out. */
export interface LabelWish {
  key: string;
  /** The point it names: the top of its column. */
  x: number;
  y: number;
  widthPx: number;
  heightPx: number;
  /** Placed even if it hides columns. */
  must: boolean;
}
export interface Placed {
  key: string;
  /** Top left corner. */
  left: number;
  top: number;
}
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** In order of preference: offset of the label's top left corner from the anchor, in label widths and heights, and the gap's direction. */
const SIDES = [
  { across: 0, down: -0.5, gapX: 1, gapY: 0 },
  { across: -1, down: -0.5, gapX: -1, gapY: 0 },
  { across: -0.5, down: -1, gapX: 0, gapY: -1 },
  { across: 0, down: -1, gapX: 1, gapY: 0 },
  { across: -1, down: -1, gapX: -1, gapY: 0 },
  { across: 0, down: 0, gapX: 1, gapY: 0 },
  { across: -1, down: 0, gapX: -1, gapY: 0 },
  { across: 0, down: -1.5, gapX: 1, gapY: 0 },
  { across: -1, down: -1.5, gapX: -1, gapY: 0 },
  { across: 0, down: 0.5, gapX: 1, gapY: 0 },
  { across: -1, down: 0.5, gapX: -1, gapY: 0 },
] as const;

/** A column on the map, not to be hidden by a label. */
export interface Column {
  x: number;
  y: number;
  footY: number;
}

/** `wishes`: the most important first. */
export function placeLabels(
  wishes: readonly LabelWish[],
  columns: readonly Column[],
  { widthPx, heightPx, columnPx, gapPx }: { widthPx: number; heightPx: number; columnPx: number; gapPx: number },
): Placed[] {
  const awayPx = columnPx / 2 + gapPx;
  const standing = columns.map(
    ({ x, y, footY }): Box => ({ left: x - columnPx / 2, top: y, right: x + columnPx / 2, bottom: Math.max(footY, y + 1) }),
  );
  const placed: (Placed & Box)[] = [];
  const inside = ({ left, top, right, bottom }: Box) => left >= 0 && top >= 0 && right <= widthPx && bottom <= heightPx;
  for (const { key, x, y, must, ...size } of wishes) {
    const boxes = SIDES.map(({ across, down, gapX, gapY }): Box => {
      const left = x + across * size.widthPx + gapX * awayPx;
      const top = y + down * size.heightPx + gapY * gapPx;
      return { left, top, right: left + size.widthPx, bottom: top + size.heightPx };
    }).filter((box) => inside(box) && !placed.some((other) => overlap(box, other)));
    const free = boxes.find((box) => !standing.some((column) => overlap(box, column))) ?? (must ? boxes[0] : undefined);
    if (free) placed.push({ key, ...free });
  }
  return placed.map(({ key, left, top }) => ({ key, left, top }));
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Estimated width of a line of text: ideographs are square, anything else 0.62 of that. */
export function textWidth(text: string, sizePx: number): number {
  const wide = [...text].filter((letter) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u.test(letter),
  ).length;
  return (wide + ([...text].length - wide) * 0.62) * sizePx;
}
