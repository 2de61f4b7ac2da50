/** What the map draws: arcs, columns, and the places to be in view. */
import type { DeliveryMapRow } from '@warroom/protocol/concerns/delivery-risk';
import { type RiskLevel, type RiskThresholds, riskLevel } from '../RiskHeat/risk.ts';

export interface Place {
  name: string;
  lat: number;
  lng: number;
}
interface Risk {
  pLate: number;
  level: RiskLevel;
  amountAtRisk: number;
  /** Amount at risk relative to the largest of its kind, 0–1. */
  share: number;
}
export interface Arc extends Risk {
  from: Place;
  to: Place;
}
export interface Destination extends Risk {
  place: Place;
}
export interface MapData {
  /** Worst last, so that it is painted on top; `destinations` too. */
  arcs: Arc[];
  destinations: Destination[];
  /** Places that the view is fitted to. */
  focus: Place[];
}

/** The view holds the destinations of this share of the amount at risk; the remote rest would make it too small. */
const FOCUS_SHARE = 0.9;
/** The arcs with the least at risk are left out. */
const MOST_ARCS = 60;

export function mapData(rows: Iterable<DeliveryMapRow>, thresholds: RiskThresholds): MapData {
  const all = [...rows];
  const riskOf = ({ pLate, amountAtRisk }: DeliveryMapRow) => ({ pLate, level: riskLevel(pLate, thresholds), amountAtRisk });
  const arcs = withShares(all.flatMap((row) => (row.kind === 'arc' && row.from ? [{ from: row.from, to: row.to, ...riskOf(row) }] : [])));
  const destinations = withShares(all.flatMap((row) => (row.kind === 'destination' ? [{ place: row.to, ...riskOf(row) }] : [])));
  const focused = focusOf(destinations);
  const reached = new Set(focused.map(placeKey));
  const shown = arcs.slice(-MOST_ARCS);
  // Both ends of a risky arc are in view, and the origins of calm arcs that end in view.
  const ends = shown.flatMap(({ from, to, level }) => (level !== 'calm' ? [from, to] : reached.has(placeKey(to)) ? [from] : []));
  const focus = [...new Map([...focused, ...ends].map((place) => [placeKey(place), place])).values()];
  return { arcs: shown, destinations, focus };
}

export const placeKey = ({ name, lat, lng }: Place): string => `${name}@${lat},${lng}`;

function withShares<T extends Omit<Risk, 'share'>>(items: readonly T[]): (T & Risk)[] {
  const most = items.reduce((max, { amountAtRisk }) => Math.max(max, amountAtRisk), 0);
  const rank = ({ level }: Omit<Risk, 'share'>) => (level === 'calm' ? 0 : 1);
  return items
    .map((item) => ({ ...item, share: most === 0 ? 0 : item.amountAtRisk / most }))
    .sort((a, b) => rank(a) - rank(b) || a.amountAtRisk - b.amountAtRisk);
}

/** The fewest destinations with {@link FOCUS_SHARE} of the amount at risk; all if nothing is at risk. */
function focusOf(destinations: readonly Destination[]): Place[] {
  const total = destinations.reduce((sum, { amountAtRisk }) => sum + amountAtRisk, 0);
  const ranked = [...destinations].sort((a, b) => b.amountAtRisk - a.amountAtRisk || (placeKey(a.place) < placeKey(b.place) ? -1 : 1));
  const focus: Place[] = [];
  let held = 0;
  for (const { place, amountAtRisk } of ranked) {
    if (total > 0 && held >= FOCUS_SHARE * total) break;
    held += amountAtRisk;
    focus.push(place);
  }
  return focus;
}
