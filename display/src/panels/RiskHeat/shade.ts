/** The heat's scale: steps of grey for what is likely to be on time, and a colour for what is not. */
import type { Palette } from '../../charts/palette.ts';
import { CERTAIN_FROM, LIKELY_FROM } from './risk.ts';

export interface Shade {
  /** p(late) from here on. */
  from: number;
  colour: string;
}

/** So few that two of them can be told apart across the room. */
const GREYS = 7;
/** How far the greys go towards the strongest line: text in ink must stay readable on the last of them. */
const FARTHEST = 0.62;
/** Most cells are far from late: the lower half of the scale has more than its half of the greys. */
const BEND = 0.75;

export function shades({ colour }: Pick<Palette, 'colour'>): Shade[] {
  const greys = Array.from({ length: GREYS }, (_, i) => ({
    from: (i * LIKELY_FROM) / GREYS,
    colour: mixed(colour['--surface-raised'], colour['--line-strong'], FARTHEST * (i / (GREYS - 1)) ** BEND),
  }));
  return [...greys, { from: LIKELY_FROM, colour: colour['--risk-mark'] }, { from: CERTAIN_FROM, colour: colour['--violated-fill'] }];
}

/** Of two `#rrggbb`, `share` of the way from the first to the second. */
export function mixed(from: string, to: string, share: number): string {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const channels = [1, 3, 5].map((at) => Math.round(channel(from, at) + (channel(to, at) - channel(from, at)) * share));
  return `#${channels.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
