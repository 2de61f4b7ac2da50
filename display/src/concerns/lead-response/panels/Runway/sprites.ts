/**
 * The marks' shapes, drawn once and then copied: with a software renderer, paths of hundreds of overlapping outlines take ten times as
 * long (500 marks).
 */
import type { Palette } from '../../../../charts/palette.ts';
import type { MarkState } from './geometry.ts';

export type SpriteName = MarkState | 'handled';

export interface Sprites {
  /** The sizes and colours they were drawn for. */
  key: string;
  image: Record<SpriteName, OffscreenCanvas>;
  /** Half the edge of a sprite, CSS pixels. */
  halfPx: number;
}

/** @param sizePx nominal radius of a mark, CSS pixels; shapes that matter more are drawn larger */
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
    // A rim in the background's colour separates overlapping marks.
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
