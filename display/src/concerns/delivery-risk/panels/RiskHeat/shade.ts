/** The heat's colour scale: steps of grey up to the warning threshold, a colour for each level above it. */
import type { Palette } from '../../../../charts/palette.ts';
import type { RiskThresholds } from './risk.ts';

export interface Shade {
  /** Lowest p(late) of this shade. */
  from: number;
  colour: string;
}

/** Few enough to tell two of them apart across the room. */
const GREYS = 7;
/** How far the greys go towards `--line-strong`: text must stay readable on the last of them. */
const FARTHEST = 0.62;
/** Most cells have a low p(late): below 1, the lower part of the scale gets more of the contrast. */
const BEND = 0.75;

/** In ascending order; the greys end where `likely` begins. */
export function shades({ colour }: Pick<Palette, 'colour'>, { likely, certain }: RiskThresholds): Shade[] {
  const greys = Array.from({ length: GREYS }, (_, i) => ({
    from: (i * likely) / GREYS,
    colour: mixed(colour['--surface-raised'], colour['--line-strong'], FARTHEST * (i / (GREYS - 1)) ** BEND),
  }));
  return [...greys, { from: likely, colour: colour['--risk-mark'] }, { from: certain, colour: colour['--violated-fill'] }];
}

/** The colour at `share` (0–1) of the way between two colours. */
export function mixed(from: string, to: string, share: number): string {
  const end = bytesOf(to);
  const bytes = bytesOf(from).map((byte, i) => Math.round(byte + ((end[i] as number) - byte) * share));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Of `#rrggbb`, or `#rgb`, to which the build shortens tokens. */
export function bytesOf(hex: string): [red: number, green: number, blue: number] {
  const digits = hex.length === 4 ? [...hex].flatMap((digit, i) => (i === 0 ? [] : [digit, digit])).join('') : hex.slice(1);
  const byte = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return [byte(0), byte(2), byte(4)];
}
