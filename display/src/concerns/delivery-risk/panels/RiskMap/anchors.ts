/** Where columns and names are in the picture, whatever the projection. */
import type { Column } from './labels.ts';
import type { MapData } from './mapData.ts';
import { columnHeight, namesOn } from './marks.ts';

/** Foot and top, in pixels, of something `heightPx` high at a place. */
export type Project = (spot: { lng: number; lat: number }, heightPx: number) => Column;

export interface Anchors {
  /** By place key. */
  names: ReadonlyMap<string, Column>;
  columns: readonly Column[];
}

export function anchorsOf(data: MapData, unitPx: number, project: Project): Anchors {
  const names = namesOn(data).map(({ key, place, heightUnits }) => [key, project(place, heightUnits * unitPx)] as const);
  const columns = data.destinations.map((destination) => project(destination.place, columnHeight(destination) * unitPx));
  return { names: new Map(names), columns };
}
