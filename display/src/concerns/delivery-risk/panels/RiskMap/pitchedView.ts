/** A tilted orthographic view (arcs rise, equal columns are equally high) in which the bounds fill the box within its padding. */
import { WebMercatorViewport } from '@deck.gl/core';
import type { Bounds } from './bounds.ts';
import type { Padding } from './flatView.ts';

export interface PitchedView {
  longitude: number;
  latitude: number;
  zoom: number;
  pitch: number;
  bearing: number;
}

const PITCH = 38;
/** Centre and zoom depend on each other, so the fit is found by iteration. */
const ROUNDS = 12;
const ZOOMS = { least: -1, most: 9 } as const;

export function pitchedView(bounds: Bounds, widthPx: number, heightPx: number, padding: Padding): PitchedView {
  const { west, east, south, north } = bounds;
  const corners = [west, (west + east) / 2, east].flatMap((lng) => [south, north].map((lat) => [lng, lat]));
  const free = { width: Math.max(1, widthPx - padding.left - padding.right), height: Math.max(1, heightPx - padding.top - padding.bottom) };
  const middle = { x: padding.left + free.width / 2, y: padding.top + free.height / 2 };
  let view: PitchedView = {
    longitude: (west + east) / 2,
    latitude: (south + north) / 2,
    zoom: Math.log2((free.width * 360) / ((east - west) * 512)),
    pitch: PITCH,
    bearing: 0,
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const viewport = viewportOf(view, widthPx, heightPx);
    const seen = corners.map((corner) => viewport.project(corner));
    const [xs, ys] = [seen.map(([x = 0]) => x), seen.map(([, y = 0]) => y)];
    const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
    const [longitude = 0, latitude = 0] = viewport.unproject([
      widthPx / 2 + (box.left + box.right) / 2 - middle.x,
      heightPx / 2 + (box.top + box.bottom) / 2 - middle.y,
    ]);
    const larger = Math.log2(Math.min(free.width / (box.right - box.left), free.height / (box.bottom - box.top)));
    const zoom = Math.min(ZOOMS.most, Math.max(ZOOMS.least, view.zoom + larger));
    view = { ...view, longitude, latitude: Math.min(80, Math.max(-80, latitude)), zoom };
  }
  return view;
}

export const viewportOf = (view: PitchedView, width: number, height: number): WebMercatorViewport =>
  new WebMercatorViewport({ ...view, width, height, orthographic: true });
