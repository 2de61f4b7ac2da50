/** The heat's scale: steps of grey for what is likely to be on time, and a colour for what is not. */
import type { Palette } from '../../../../charts/palette.ts';
import type { RiskThresholds } from './risk.ts';

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

/** The greys end where `likely` begins. */
export function shades({ colour }: Pick<Palette, 'colour'>, { likely, certain }: RiskThresholds): Shade[] {
  const greys = Array.from({ length: GREYS }, (_, i) => ({
    from: (i * likely) / GREYS,
    colour: mixed(colour['--surface-raised'], colour['--line-strong'], FARTHEST * (i / (GREYS - 1)) ** BEND),
  }));
  return [...greys, { from: likely, colour: colour['--risk-mark'] }, { from: certain, colour: colour['--violated-fill'] }];
}

/** Of two colours of the tokens, `share` of the way from the first to the second. */
export function mixed(from: string, to: string, share: number): string {
  const end = bytesOf(to);
  const bytes = bytesOf(from).map((byte, i) => Math.round(byte + ((end[i] as number) - byte) * share));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Red, green and blue of `#rrggbb`, and of `#rgb`, to which the build shortens a token where it can. */
export function bytesOf(hex: string): [red: number, green: number, blue: number] {
  const digits = hex.length === 4 ? [...hex].flatMap((digit, i) => (i === 0 ? [] : [digit, digit])).join('') : hex.slice(1);
  const byte = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return [byte(0), byte(2), byte(4)];
}
