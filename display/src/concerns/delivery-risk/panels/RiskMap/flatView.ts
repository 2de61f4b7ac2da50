/** A Mercator view from straight above, fitted to a box of pixels, for the map without WebGL. */
import type { Bounds, Spot } from './bounds.ts';
import { unwrapped } from './bounds.ts';

export interface FlatView {
  /** Longitudes at the left and right edges; Mercator ordinates (degrees at the equator) at the others. */
  west: number;
  east: number;
  bottom: number;
  top: number;
  widthPx: number;
  heightPx: number;
}

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

const RADIANS = Math.PI / 180;
/** Mercator ordinate of a latitude, in degrees at the equator. */
export const mercator = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (lat * RADIANS) / 2)) / RADIANS;

export function flatView(bounds: Bounds, widthPx: number, heightPx: number, padding: Padding): FlatView {
  const [low, high] = [mercator(bounds.south), mercator(bounds.north)];
  const free = { width: Math.max(1, widthPx - padding.left - padding.right), height: Math.max(1, heightPx - padding.top - padding.bottom) };
  const perPx = Math.max((bounds.east - bounds.west) / free.width, (high - low) / free.height);
  const x = (bounds.west + bounds.east) / 2 + ((padding.right - padding.left) / 2) * perPx;
  const y = (low + high) / 2 + ((padding.top - padding.bottom) / 2) * perPx;
  return {
    west: x - (widthPx / 2) * perPx,
    east: x + (widthPx / 2) * perPx,
    bottom: y - (heightPx / 2) * perPx,
    top: y + (heightPx / 2) * perPx,
    widthPx,
    heightPx,
  };
}

/** Pixels from the top left corner of the box. */
export function projected(view: FlatView, { lng, lat }: Spot): { x: number; y: number } {
  const { west, east, bottom, top, widthPx, heightPx } = view;
  return {
    x: ((unwrapped(lng, (west + east) / 2) - west) / (east - west)) * widthPx,
    y: ((top - mercator(lat)) / (top - bottom)) * heightPx,
  };
}
