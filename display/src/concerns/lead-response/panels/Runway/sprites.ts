/**
 * The shapes of marks, drawn once and then stamped: hundreds of overlapping outlines in one path are what a software renderer is slowest
 * at (500 marks: ten times the cost of stamping).
 */
import type { Palette } from '../../../../charts/palette.ts';
import type { MarkState } from './geometry.ts';

export type SpriteName = MarkState | 'handled';

export interface Sprites {
  /** What they were drawn for; other sizes or colours need others. */
  key: string;
  image: Record<SpriteName, OffscreenCanvas>;
  /** Half the edge of a sprite, CSS pixels. */
  halfPx: number;
}

/** @param sizePx radius of a waiting lead's dot before its rim; the other shapes are a little larger, as they matter more */
export function spritesFor(before: Sprites | null, sizePx: number, density: number, { colour, unitPx: u }: Palette): Sprites {
  const key = [sizePx, density, u, colour['--mark'], colour['--violated-mark'], colour['--surface']].join();
  if (before?.key === key) return before;
  const halfPx = Math.ceil(sizePx * 1.35 + 3 * u + 1);
  const draw = (paint: (context: OffscreenCanvasRenderingContext2D) => void): OffscreenCanvas => {
    const edge = Math.ceil(2 * halfPx * density);
    const canvas = new OffscreenCanvas(edge, edge);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser draws no 2D canvas');
    context.setTransform(density, 0, 0, density, halfPx * density, halfPx * density);
    // Rims in the ground's colour keep overlapping marks apart.
    context.strokeStyle = colour['--surface'];
    context.lineWidth = 2 * u;
    context.beginPath();
    paint(context);
    return canvas;
  };
  const rimmed = (context: OffscreenCanvasRenderingContext2D, fill: string) => {
    context.stroke();
    context.fillStyle = fill;
    context.fill();
  };
  return {
    key,
    halfPx,
    image: {
      waiting: draw((context) => {
        context.arc(0, 0, sizePx * 0.8, 0, 2 * Math.PI);
        rimmed(context, colour['--mark']);
      }),
      'at-risk': draw((context) => {
        polygon(context, [0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]);
        rimmed(context, colour['--risk-mark']);
      }),
      violated: draw((context) => {
        polygon(context, [0, -1.35], [1.35, 1.08], [-1.35, 1.08]);
        rimmed(context, colour['--violated-mark']);
      }),
      handled: draw((context) => {
        polygon(context, [0, -1.15], [1.15, 0.95], [-1.15, 0.95]);
        context.strokeStyle = colour['--violated-mark'];
        context.lineWidth = 3 * u;
        context.stroke();
      }),
    },
  };

  function polygon(context: OffscreenCanvasRenderingContext2D, ...points: [number, number][]): void {
    for (const [x, y] of points) context.lineTo(x * sizePx, y * sizePx);
    context.closePath();
  }
}
