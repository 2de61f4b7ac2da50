/** Names on the map: the worst first, each where it hides no other name and no column; what finds no place is not named. */
export interface LabelWish {
  key: string;
  /** What it names: the top of its column. */
  x: number;
  y: number;
  widthPx: number;
  heightPx: number;
  /** Named even where its name hides columns of others. */
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

/** In order of preference: share of the label's width and height by which its corner lies away from the anchor, and the gap's direction. */
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

/** A column on the map, which no name may hide. */
export interface Column {
  x: number;
  y: number;
  footY: number;
}

/** `wishes` with the most important first. */
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

/** Width of a line of text before it is drawn: ideographs are square, all else about half as wide. */
export function textWidth(text: string, sizePx: number): number {
  const wide = [...text].filter((letter) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u.test(letter),
  ).length;
  return (wide + ([...text].length - wide) * 0.62) * sizePx;
}
