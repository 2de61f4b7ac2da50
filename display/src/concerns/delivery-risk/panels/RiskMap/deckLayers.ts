/** The map's layers for deck.gl, from bottom to top: land, the operator's borders, arcs, columns. */
import type { Layer } from '@deck.gl/core';
import { ArcLayer, ColumnLayer, PathLayer, SolidPolygonLayer } from '@deck.gl/layers';
import type { Palette } from '../../../../charts/palette.ts';
import { bytesOf } from '../RiskHeat/shade.ts';
import type { Line } from './borders.ts';
import { unwrapped } from './bounds.ts';
import type { Polygon } from './land.ts';
import type { Arc, Destination, MapData, Place } from './mapData.ts';
import { arcWidth, COLUMN_WIDTH, columnHeight, levelColour } from './marks.ts';

export interface Scenery {
  land: readonly Polygon[];
  borders: readonly Line[];
}

/** Height of the arcs; 1 is a semicircle. */
const ARC_HEIGHT = 0.35;
const CALM_ALPHA = 140;

export type Rgba = [red: number, green: number, blue: number, alpha: number];
export const rgba = (hex: string, alpha = 255): Rgba => [...bytesOf(hex), alpha];

/** `centre`: longitude in the middle of the picture; `metresPerPixel`: the scale there. */
export function mapLayers({ land, borders }: Scenery, data: MapData, centre: number, metresPerPixel: number, palette: Palette): Layer[] {
  const { colour, unitPx: u } = palette;
  const at = ({ lng, lat }: Place, near = centre): [number, number] => [unwrapped(lng, near), lat];
  return [
    new SolidPolygonLayer<Polygon>({
      id: 'land',
      data: land,
      getPolygon: (polygon) => polygon,
      getFillColor: rgba(colour['--line']),
      extruded: false,
    }),
    new PathLayer<Line>({
      id: 'borders',
      data: borders,
      getPath: (line) => {
        const near = unwrapped(line[0]?.[0] ?? 0, centre);
        return line.map(([lng, lat]): [number, number] => [unwrapped(lng, near), lat]);
      },
      getColor: rgba(colour['--line-strong']),
      getWidth: 1.5 * u,
      widthUnits: 'pixels',
    }),
    new ArcLayer<Arc>({
      id: 'arcs',
      data: data.arcs,
      getSourcePosition: (arc) => at(arc.from),
      getTargetPosition: (arc) => at(arc.to, at(arc.from)[0]),
      getSourceColor: (arc) => arcColour(arc, palette),
      getTargetColor: (arc) => arcColour(arc, palette),
      getWidth: (arc) => arcWidth(arc) * u,
      getHeight: ARC_HEIGHT,
      updateTriggers: { getSourcePosition: centre, getTargetPosition: centre, getSourceColor: colour, getTargetColor: colour, getWidth: u },
    }),
    new ColumnLayer<Destination>({
      id: 'columns',
      data: data.destinations,
      getPosition: ({ place }) => at(place),
      getElevation: (destination) => columnHeight(destination) * u,
      elevationScale: metresPerPixel,
      radius: (COLUMN_WIDTH / 2) * u,
      radiusUnits: 'pixels',
      diskResolution: 24,
      getFillColor: ({ level }) => rgba(levelColour(level, colour['--mark'], palette)),
      // No shading: lightness would look like data.
      material: { ambient: 1, diffuse: 0, shininess: 1, specularColor: [0, 0, 0] },
      updateTriggers: { getPosition: centre, getElevation: u, getFillColor: colour },
    }),
  ];
}

const arcColour = ({ level }: Arc, palette: Palette): Rgba =>
  rgba(levelColour(level, palette.colour['--mark'], palette), level === 'calm' ? CALM_ALPHA : 255);
