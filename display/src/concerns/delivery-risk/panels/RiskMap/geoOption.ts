/** The map for screens without WebGL: the same coasts, arcs and columns from straight above. */
import type { FeatureCollection, MultiPolygon } from 'geojson';
import type { ChartOption } from '../../../../charts/echarts.ts';
import type { Palette } from '../../../../charts/palette.ts';
import type { Line } from './borders.ts';
import { unwrapped } from './bounds.ts';
import { type FlatView, mercator } from './flatView.ts';
import type { Polygon } from './land.ts';
import type { MapData, Place } from './mapData.ts';
import { arcWidth, COLUMN_WIDTH, columnHeight, levelColour } from './marks.ts';

/** The name under which the coasts are registered with ECharts. */
export const COASTS = 'coasts';

/** Already projected, so that ECharts only has to scale them. */
export function coastsFor(land: readonly Polygon[]): FeatureCollection<MultiPolygon> {
  const coordinates = land.map((rings) => rings.map((ring) => ring.map(([lng, lat]) => [lng, mercator(lat)])));
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { name: COASTS }, geometry: { type: 'MultiPolygon', coordinates } }],
  };
}

/** `map`: the name of the registered coasts. */
export function geoOption(map: string, view: FlatView, data: MapData, borders: readonly Line[], palette: Palette): ChartOption {
  const { colour, unitPx: u } = palette;
  const centre = (view.west + view.east) / 2;
  const at = ({ lng, lat }: Pick<Place, 'lng' | 'lat'>, near = centre) => [unwrapped(lng, near), mercator(lat)];
  const shared = { coordinateSystem: 'geo', silent: true } as const;
  return {
    geo: {
      map,
      silent: true,
      roam: false,
      aspectScale: 1,
      left: 0,
      right: 0,
      top: 0,
      bottom: 0,
      boundingCoords: [
        [view.west, view.top],
        [view.east, view.bottom],
      ],
      itemStyle: { areaColor: colour['--line'], borderWidth: 0 },
    },
    series: [
      {
        ...shared,
        type: 'lines',
        polyline: true,
        lineStyle: { color: colour['--line-strong'], width: 1.5 * u, opacity: 1 },
        data: borders.map((line) => {
          const near = unwrapped(line[0]?.[0] ?? 0, centre);
          return { coords: line.map(([lng, lat]) => at({ lng, lat }, near)) };
        }),
      },
      {
        ...shared,
        type: 'lines',
        data: data.arcs.map((arc) => {
          const from = at(arc.from);
          return {
            coords: [from, at(arc.to, from[0])],
            lineStyle: {
              color: levelColour(arc.level, colour['--mark'], palette),
              width: arcWidth(arc) * u,
              opacity: arc.level === 'calm' ? 0.55 : 1,
              curveness: 0.2,
            },
          };
        }),
      },
      {
        ...shared,
        type: 'scatter',
        symbol: 'rect',
        data: data.destinations.map((destination) => {
          const height = columnHeight(destination) * u;
          return {
            value: at(destination.place),
            symbolSize: [COLUMN_WIDTH * u, height],
            symbolOffset: [0, -height / 2],
            itemStyle: { color: levelColour(destination.level, colour['--mark'], palette), opacity: 1 },
          };
        }),
      },
    ],
  };
}
