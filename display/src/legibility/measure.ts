/** Finds every text on the page that carries meaning and judges it. */
import { type Judgement, judge, type Room } from './arcMinutes.ts';

export interface Measured extends Judgement {
  element: HTMLElement;
  meaning: 'far' | 'near';
}

/** `data-meaning="far"` must be read by the farthest viewer, `"near"` by one who steps closer. Empty and hidden texts have no meaning. */
export function measure(root: ParentNode, room: Room): Measured[] {
  const found: Measured[] = [];
  for (const element of root.querySelectorAll<HTMLElement>('[data-meaning]')) {
    const text = element.textContent?.trim() ?? '';
    if (text === '' || element.getClientRects().length === 0) continue;
    const meaning = element.dataset.meaning === 'far' ? 'far' : 'near';
    found.push({ ...judge(text, Number.parseFloat(getComputedStyle(element).fontSize), meaning, room), element, meaning });
  }
  return found;
}
