/**
 * The operator's own map. No borders are bundled: in China a published map needs a review number, which the operator's map has.
 * Anything other than GeoJSON lines and areas is refused as a whole.
 */
export type Line = [lng: number, lat: number][];

/** The lines and outlines of areas; null if it is not GeoJSON, has an invalid coordinate, or has no line. */
export function bordersOf(json: unknown): Line[] | null {
  const lines: Line[] = [];
  return collect(json, lines) && lines.length > 0 ? lines : null;
}

type Reader = (value: unknown, into: Line[]) => boolean;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const each =
  (read: Reader): Reader =>
  (value, into) =>
    Array.isArray(value) && value.every((item) => read(item, into));

const line: Reader = (value, into) => {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isSpot)) return false;
  into.push(value.map(([lng, lat]): [number, number] => [lng, lat]));
  return true;
};

const GEOMETRIES: Readonly<Record<string, Reader>> = {
  LineString: line,
  MultiLineString: each(line),
  Polygon: each(line),
  MultiPolygon: each(each(line)),
  // Accepted, but not drawn.
  Point: () => true,
  MultiPoint: () => true,
};

function isSpot(value: unknown): value is [number, number] {
  if (!Array.isArray(value)) return false;
  const [lng, lat] = value;
  return Number.isFinite(lng) && Number.isFinite(lat) && Math.abs(lng) <= 360 && Math.abs(lat) <= 90;
}

function collect(json: unknown, into: Line[]): boolean {
  if (!isObject(json)) return false;
  const { type } = json;
  if (type === 'FeatureCollection') return each(collect)(json.features, into);
  if (type === 'Feature') return json.geometry === null || collect(json.geometry, into);
  if (type === 'GeometryCollection') return each(collect)(json.geometries, into);
  return typeof type === 'string' && Object.hasOwn(GEOMETRIES, type) ? (GEOMETRIES[type] as Reader)(json.coordinates, into) : false;
}
