/** Names on the map: the worst first, each where it hides no other name and no column; what finds no place is not named. */
export interface LabelWish {
  key: string;
  /** What it names: top of its column, and its foot. */
  x: number;
  y: number;
  footY: number;
  widthPx: number;
  heightPx: number;
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
] as const;

/** `wishes` with the most important first; `columns` are what must not be hidden. */
export function placeLabels(wishes: readonly LabelWish[], widthPx: number, heightPx: number, gapPx: number): Placed[] {
  const taken: Box[] = wishes.map(({ x, y, footY }) => ({
    left: x - gapPx / 2,
    top: y,
    right: x + gapPx / 2,
    bottom: Math.max(footY, y + 1),
  }));
  const placed: Placed[] = [];
  for (const wish of wishes) {
    for (const { across, down, gapX, gapY } of SIDES) {
      const left = wish.x + across * wish.widthPx + gapX * gapPx;
      const top = wish.y + down * wish.heightPx + gapY * gapPx;
      const box = { left, top, right: left + wish.widthPx, bottom: top + wish.heightPx };
      if (box.left < 0 || box.top < 0 || box.right > widthPx || box.bottom > heightPx || taken.some((other) => overlap(box, other)))
        continue;
      taken.push(box);
      placed.push({ key: wish.key, left, top });
      break;
    }
  }
  return placed;
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Width of a line of text before it is drawn: ideographs are square, all else about half as wide. */
export function textWidth(text: string, sizePx: number): number {
  const wide = [...text].filter((letter) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u.test(letter),
  ).length;
  return (wide + ([...text].length - wide) * 0.62) * sizePx;
}
