/** The smallest part of the world that holds all places, across the antimeridian if that is narrower. */
export interface Spot {
  lat: number;
  lng: number;
}
export interface Bounds {
  /** −180 to 180. */
  west: number;
  /** At least `west`; above 180 across the antimeridian. */
  east: number;
  south: number;
  north: number;
}

/** Least width and height, degrees: a single city is shown with its surroundings. */
const LEAST_SPAN = 5;
/** Beyond this latitude Mercator distorts too much. */
const FARTHEST_LAT = 78;
/** Edges are rounded outwards to multiples of this, degrees, so that the map does not move with every order. */
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

/** The narrowest range that holds all longitudes: it leaves out the widest gap between neighbours. */
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

/** The same meridian, plus or minus whole turns, nearest to `centre`. */
export function unwrapped(lng: number, centre: number): number {
  return lng - 360 * Math.round((lng - centre) / 360);
}
