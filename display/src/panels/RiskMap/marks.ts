/** How amount and risk look on the map, whichever of the two draws it: heights, widths, colours, and what is named. */
import type { Palette } from '../../charts/palette.ts';
import type { RiskLevel } from '../RiskHeat/risk.ts';
import type { Arc, Destination, MapData, Place } from './mapData.ts';
import { placeKey } from './mapData.ts';

/** Of the destination with most at risk; wall units. */
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
  /** What is at risk there; null for where goods come from. */
  amountAtRisk: number | null;
  /** Of its column; 0 where none stands. */
  heightUnits: number;
}

const MOST_DESTINATIONS = 5;
const MOST_ORIGINS = 4;

/** The worst destinations, then where the arcs of most risk begin. */
export function namesOn({ arcs, destinations }: MapData): Name[] {
  const named = destinations
    .filter(({ amountAtRisk }) => amountAtRisk > 0)
    .slice(-MOST_DESTINATIONS)
    .reverse()
    .map((destination): Name => {
      const { place, level, amountAtRisk } = destination;
      return { key: placeKey(place), place, level, amountAtRisk, heightUnits: columnHeight(destination) };
    });
  const known = new Set(named.map(({ key }) => key));
  const origins = [...arcs].reverse().map(({ from }) => from);
  const unnamed = new Map(origins.filter((place) => !known.has(placeKey(place))).map((place) => [placeKey(place), place]));
  const quiet = [...unnamed].slice(0, MOST_ORIGINS);
  return [...named, ...quiet.map(([key, place]): Name => ({ key, place, level: 'calm', amountAtRisk: null, heightUnits: 0 }))];
}
