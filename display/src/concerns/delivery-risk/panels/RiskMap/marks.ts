/** How amount and risk look on either map: heights, widths, colours, and which places are named. */
import type { Palette } from '../../../../charts/palette.ts';
import { type RiskLevel, worseLevel } from '../RiskHeat/risk.ts';
import { type Arc, type Destination, type MapData, type Place, placeKey } from './mapData.ts';

/** Height of the tallest column; here and below, wall units. */
export const HIGHEST = 84;
const LOWEST = 6;
export const COLUMN_WIDTH = 14;
const THINNEST = 1.5;
const THICKEST = 8;

export const columnHeight = ({ share }: Destination): number => LOWEST + (HIGHEST - LOWEST) * share;
export const arcWidth = ({ share }: Arc): number => THINNEST + (THICKEST - THINNEST) * share;

export const levelColour = (level: RiskLevel, calm: string, { colour }: Palette): string =>
  level === 'certain' ? colour['--violated-mark'] : level === 'likely' ? colour['--risk-mark'] : calm;

export interface Name {
  key: string;
  place: Place;
  level: RiskLevel;
  /** Null for an origin. */
  amountAtRisk: number | null;
  /** Height of its column; 0 without one. */
  heightUnits: number;
}

const MOST_DESTINATIONS = 5;
const MOST_ORIGINS = 4;

/** The worst destinations, those at the end of a risky arc first; then the origins of the arcs with the most at risk. */
export function namesOn({ arcs, destinations }: MapData): Name[] {
  const reached = new Map<string, RiskLevel>();
  for (const { to, level } of arcs) reached.set(placeKey(to), worseLevel(level, reached.get(placeKey(to)) ?? 'calm'));
  const named = destinations
    .map((destination) => {
      const { place, amountAtRisk } = destination;
      const key = placeKey(place);
      // A risky arc gives its level to the place where it ends.
      const level = worseLevel(destination.level, reached.get(key) ?? 'calm');
      return { key, place, level, amountAtRisk, heightUnits: columnHeight(destination) };
    })
    .filter(({ amountAtRisk }) => amountAtRisk > 0)
    .sort((a, b) => Number(b.level !== 'calm') - Number(a.level !== 'calm') || b.amountAtRisk - a.amountAtRisk)
    .slice(0, MOST_DESTINATIONS);
  const known = new Set(named.map(({ key }) => key));
  const origins = [...arcs].reverse().map(({ from }) => from);
  const unnamed = new Map(origins.filter((place) => !known.has(placeKey(place))).map((place) => [placeKey(place), place]));
  const quiet = [...unnamed].slice(0, MOST_ORIGINS);
  return [...named, ...quiet.map(([key, place]): Name => ({ key, place, level: 'calm', amountAtRisk: null, heightUnits: 0 }))];
}
