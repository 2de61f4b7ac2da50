/** Coasts as polygons, shifted by whole turns into the part of the world shown. No borders: see {@link file://./borders.ts}. */
import type { FeatureCollection, MultiPolygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** Outer ring, then holes, in degrees. */
export type Polygon = [lng: number, lat: number][][];
/** The part of the world shown, in degrees. */
export interface Window {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** Natural Earth's land at 1:50 million (public domain), loaded on demand. */
export async function loadLand(): Promise<Polygon[]> {
  const { default: atlas } = await import('world-atlas/land-50m.json');
  const topology = atlas as unknown as Topology<{ land: GeometryCollection }>;
  const { features } = feature(topology, topology.objects.land) as FeatureCollection<MultiPolygon>;
  return features.flatMap(({ geometry }) => geometry.coordinates as Polygon[]);
}

/** The polygons that overlap the window; one may appear more than once in a window wider than a turn. */
export function landIn(land: readonly Polygon[], window: Window): Polygon[] {
  const shifts = [-360, 0, 360].filter((shift) => window.west < shift + 180 && window.east > shift - 180);
  return land.flatMap((polygon) => {
    const { west, east, south, north } = extent(polygon);
    if (north < window.south || south > window.north) return [];
    return shifts
      .filter((shift) => west + shift <= window.east && east + shift >= window.west)
      .map((shift) => (shift === 0 ? polygon : shifted(polygon, shift)));
  });
}

const shifted = (polygon: Polygon, shift: number): Polygon => polygon.map((ring) => ring.map(([lng, lat]) => [lng + shift, lat]));

function extent([outer = []]: Polygon): Window {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [lng, lat] of outer) {
    box.west = Math.min(box.west, lng);
    box.east = Math.max(box.east, lng);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
}
