/** The piece of the world that holds all places: as narrow as can be, so across the antimeridian where that is the shorter way. */
export interface Spot {
  lat: number;
  lng: number;
}
export interface Bounds {
  /** −180 … 180. */
  west: number;
  /** West of it never; beyond 180 where the piece crosses the antimeridian. */
  east: number;
  south: number;
  north: number;
}

/** A city alone is shown with its surroundings; degrees. */
const LEAST_SPAN = 5;
/** Poleward of this Mercator shows nothing but stretch. */
const FARTHEST_LAT = 78;
/** Edges lie on whole multiples, so that the picture does not stir with every order. Degrees. */
const GRID = 1;

export function boundsOf(spots: readonly Spot[]): Bounds | null {
  if (spots.length === 0) return null;
  const [west, east] = narrowest(spots.map(({ lng }) => wrapped(lng)));
  const lats = spots.map(({ lat }) => Math.min(FARTHEST_LAT, Math.max(-FARTHEST_LAT, lat)));
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const wider = Math.max(0, LEAST_SPAN - (east - west)) / 2;
  const higher = Math.max(0, LEAST_SPAN - (north - south)) / 2;
  return {
    west: down(west - wider),
    east: up(east + wider),
    south: Math.max(-FARTHEST_LAT, down(south - higher)),
    north: Math.min(FARTHEST_LAT, up(north + higher)),
  };
}

const down = (degrees: number) => Math.floor(degrees / GRID) * GRID;
const up = (degrees: number) => Math.ceil(degrees / GRID) * GRID;
const wrapped = (lng: number) => ((((lng + 180) % 360) + 360) % 360) - 180;

/** The way around the world from one longitude to the next leaves out the widest gap between neighbours. */
function narrowest(lngs: readonly number[]): [west: number, east: number] {
  const sorted = [...lngs].sort((a, b) => a - b);
  let widest = { gap: -1, after: 0 };
  for (const [i, lng] of sorted.entries()) {
    const next = sorted[i + 1] ?? (sorted[0] as number) + 360;
    if (next - lng > widest.gap) widest = { gap: next - lng, after: i };
  }
  const west = sorted[(widest.after + 1) % sorted.length] as number;
  const east = sorted[widest.after] as number;
  return [west, east < west ? east + 360 : east];
}

export const sameBounds = (a: Bounds, b: Bounds): boolean =>
  a.west === b.west && a.east === b.east && a.south === b.south && a.north === b.north;

export const holds = ({ west, east, south, north }: Bounds, { lng, lat }: Spot): boolean => {
  const near = unwrapped(lng, (west + east) / 2);
  return near >= west && near <= east && lat >= south && lat <= north;
};

/** The same meridian, named as the one nearest to `centre`. */
export function unwrapped(lng: number, centre: number): number {
  return lng - 360 * Math.round((lng - centre) / 360);
}
