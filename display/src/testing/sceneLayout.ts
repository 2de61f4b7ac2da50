/** What every scene's browser test measures: rooms for each layout, whether anything runs out, overlaps or is cut. */
import type { RowOf, Topic } from '@warroom/protocol/board';
import { iso } from './rows.ts';

/** A room for each layout: what a wall of that shape is in life. */
export const LAYOUTS = [
  { name: '16:9, 1080p', width: 1920, height: 1080, screenInches: 75 },
  { name: '32:9, two of them side by side', width: 5120, height: 1440, screenInches: 136.5 },
  { name: 'portrait', width: 1080, height: 1920, screenInches: 75 },
] as const;

/** Seen from 8 m. */
export const roomOf = ({ width, height, screenInches }: { width: number; height: number; screenInches: number }) => ({
  screenInches,
  viewerMetres: 8,
  aspect: width / height,
  screenHeightPx: height,
});

const box = (element: Element) => element.getBoundingClientRect();
const named = (element: Element) => `“${element.textContent?.trim()}” (${element.className})`;
const apart = (a: DOMRect, b: DOMRect) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;

/** Faults of the layout as it stands, in words; none when all is well. */
export function layoutFaults(): string[] {
  const faults: string[] = [];
  const blocks = [...document.querySelectorAll('.stage > :not(.scene), .scene > *')];
  for (const [i, a] of blocks.entries()) {
    if (box(a).bottom > innerHeight || box(a).right > innerWidth + 8) faults.push(`${a.className} runs out of the screen`);
    for (const b of blocks.slice(i + 1)) if (!apart(box(a), box(b))) faults.push(`${a.className} and ${b.className} overlap`);
  }
  for (const panel of document.querySelectorAll('.scene section')) {
    const texts = [...panel.querySelectorAll<HTMLElement>('[data-meaning]')].filter((text) => text.textContent?.trim());
    const frame = box(panel);
    for (const [i, text] of texts.entries()) {
      const own = box(text);
      if (own.left < frame.left - 1 || own.right > frame.right + 1 || own.top < frame.top - 1 || own.bottom > frame.bottom + 1)
        faults.push(`${named(text)} runs out of its panel`);
      if (text.scrollWidth > text.clientWidth + 1 && getComputedStyle(text).display !== 'inline') faults.push(`${named(text)} is cut`);
      for (const other of texts.slice(i + 1))
        if (!text.contains(other) && !shrunk(own, box(other))) faults.push(`${named(text)} lies on ${named(other)}`);
    }
  }
  for (const text of document.querySelectorAll('.head [data-meaning], .figures [data-meaning]'))
    if (text.scrollWidth > Math.ceil(box(text).width) + 1 || box(text).right > box(text.closest('dl, .head') ?? document.body).right)
      faults.push(`${named(text)} runs out of its card`);
  return faults;
}

/** Lines of text may touch: a box is higher than what is drawn in it. */
function shrunk(a: DOMRect, b: DOMRect): boolean {
  const inset = (rect: DOMRect) => new DOMRect(rect.x, rect.y + rect.height * 0.2, rect.width, rect.height * 0.6);
  return apart(inset(a), inset(b));
}

/** A contract on some topics' feed, broken or not. */
export const contractRow = (state: 'fresh' | 'broken', topics: readonly Topic[], sinceMs: number): RowOf<'contracts'> =>
  ({ state, topics, newestAt: null, dueAt: iso(sinceMs), brokenAt: state === 'broken' ? iso(sinceMs) : null }) as RowOf<'contracts'>;
