/** Where columns and names stand in the picture, by whichever way it is projected. */
import type { Column } from './labels.ts';
import type { MapData } from './mapData.ts';
import { columnHeight, namesOn } from './marks.ts';

/** Foot of what stands at a place, and the top of something so many pixels high. */
export type Project = (spot: { lng: number; lat: number }, heightPx: number) => Column;

export interface Anchors {
  /** By the key of the place. */
  names: ReadonlyMap<string, Column>;
  columns: readonly Column[];
}

export function anchorsOf(data: MapData, unitPx: number, project: Project): Anchors {
  const names = namesOn(data).map(({ key, place, heightUnits }) => [key, project(place, heightUnits * unitPx)] as const);
  const columns = data.destinations.map((destination) => project(destination.place, columnHeight(destination) * unitPx));
  return { names: new Map(names), columns };
}
