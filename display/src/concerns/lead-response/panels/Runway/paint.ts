/** Draws the runway's marks on a canvas. Lanes, line and text are HTML. */
import type { Palette } from '../../../../charts/palette.ts';
import { markState, runwaySeconds } from './geometry.ts';
import type { Answer, PlacedMark } from './scene.ts';
import type { SpriteName, Sprites } from './sprites.ts';

export interface View {
  widthPx: number;
  heightPx: number;
  /** How far the canvas extends beyond the scale at each end. */
  overPx: number;
  lanes: number;
  /** Device pixels per CSS pixel. */
  density: number;
  lineSeconds: number;
}

/** How long the ring and the time of an answered lead are shown. */
export const PARTING_MS = 4_000;
/** With more marks than this they are drawn smaller, so that they can still be told apart. */
const CROWD = 240;
/** How long the tick of an answer stays at the bottom of its lane. */
const TRACE_MS = 120_000;

const ORDER: readonly SpriteName[] = ['waiting', 'at-risk', 'handled', 'violated'];

/** Radius of a waiting lead's dot. */
export function markSizePx(marks: number, view: Pick<View, 'heightPx' | 'lanes'>, unitPx: number): number {
  return Math.min(13 * unitPx, (view.heightPx / view.lanes) * 0.22) * (marks > CROWD ? 0.75 : 1);
}

export function paint(
  context: CanvasRenderingContext2D,
  marks: readonly PlacedMark[],
  answers: Iterable<Answer>,
  nowMs: number,
  view: View,
  sprites: Sprites,
  palette: Palette,
): void {
  const { widthPx, heightPx, overPx, density, lineSeconds } = view;
  const laneHeight = heightPx / view.lanes;
  const x = (seconds: number) => (Math.min(seconds, 2 * lineSeconds) / (2 * lineSeconds)) * (widthPx - 2 * overPx) + overPx;
  const y = (lane: number, row: number) => (lane + 0.5 + row * 0.26) * laneHeight;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  for (const answer of answers) drawTrace(context, answer, nowMs, x(answer.latencySeconds), (answer.lane + 1) * laneHeight, palette);
  const { image, halfPx } = sprites;
  // Worse states are painted on top.
  for (const state of ORDER) {
    for (const mark of marks) {
      const its = markState(mark, nowMs);
      if ((its === 'violated' && mark.handled ? 'handled' : its) !== state) continue;
      const left = x(runwaySeconds(mark, nowMs, lineSeconds)) - halfPx;
      context.drawImage(image[state], left, y(mark.lane, mark.row) - halfPx, 2 * halfPx, 2 * halfPx);
    }
  }
  for (const answer of answers) drawParting(context, answer, nowMs, x(answer.latencySeconds), y(answer.lane, answer.row), widthPx, palette);
  context.globalAlpha = 1;
}

/** A tick at the bottom of the lane where the answer came, fading with age. */
function drawTrace(
  context: CanvasRenderingContext2D,
  answer: Answer,
  nowMs: number,
  x: number,
  floor: number,
  { colour, unitPx: u }: Palette,
): void {
  const left = 1 - (nowMs - answer.respondedMs) / TRACE_MS;
  if (left <= 0 || left > 1) return;
  context.globalAlpha = 0.15 + 0.55 * left;
  context.fillStyle = answer.violated ? colour['--violated-mark'] : colour['--line-strong'];
  context.fillRect(x - 1.5 * u, floor - 9 * u, 3 * u, 9 * u);
  context.globalAlpha = 1;
}

/** For a moment after the answer, a ring where the lead was and how long it took. */
function drawParting(
  context: CanvasRenderingContext2D,
  answer: Answer,
  nowMs: number,
  x: number,
  y: number,
  widthPx: number,
  { colour, unitPx: u, font }: Palette,
): void {
  if (answer.seenMs === null) return;
  const left = 1 - (nowMs - answer.seenMs) / PARTING_MS;
  if (left <= 0 || left > 1) return;
  context.globalAlpha = Math.min(1, left * 2);
  context.strokeStyle = colour['--ink'];
  context.lineWidth = 2.5 * u;
  context.beginPath();
  context.arc(x, y, 9 * u, 0, 2 * Math.PI);
  context.stroke();
  context.fillStyle = answer.violated ? colour['--violated-text'] : colour['--ink'];
  context.font = `500 ${22 * u}px ${font}`;
  context.textBaseline = 'middle';
  // Near the right end the text goes to the left of its mark, so that it is not cut off.
  const leftwards = x > widthPx - 90 * u;
  context.textAlign = leftwards ? 'right' : 'left';
  context.fillText(`${Math.round(answer.latencySeconds)} s`, leftwards ? x - 16 * u : x + 16 * u, y);
  context.globalAlpha = 1;
}
