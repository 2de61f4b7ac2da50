/** Draws one picture of the runway's marks. Everything still (lanes, line, words) is in the page, not here. */
import type { Palette } from '../../charts/palette.ts';
import { markState, runwaySeconds } from './geometry.ts';
import type { Answer, PlacedMark } from './scene.ts';

export interface View {
  widthPx: number;
  heightPx: number;
  /** How far the canvas reaches beyond the scale at either end. */
  overPx: number;
  lanes: number;
  /** Device pixels per CSS pixel. */
  density: number;
  lineSeconds: number;
}

/** How long the parting mark of an answered lead stays. */
export const PARTING_MS = 4_000;
/** From here on marks are drawn smaller, so that a crowd is still made of leads. */
const CROWD = 240;
/** How long the trace of an answer stays on the lane's floor. */
const TRACE_MS = 120_000;

export function paint(
  context: CanvasRenderingContext2D,
  marks: readonly PlacedMark[],
  answers: Iterable<Answer>,
  nowMs: number,
  view: View,
  palette: Palette,
): void {
  const { widthPx, heightPx, overPx, density, lineSeconds } = view;
  const { colour, unitPx: u } = palette;
  const laneHeight = heightPx / view.lanes;
  const x = (seconds: number) => (Math.min(seconds, 2 * lineSeconds) / (2 * lineSeconds)) * (widthPx - 2 * overPx) + overPx;
  const y = (lane: number, row: number) => (lane + 0.5 + row * 0.26) * laneHeight;
  const size = Math.min(13 * u, laneHeight * 0.22) * (marks.length > CROWD ? 0.75 : 1);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  for (const answer of answers) drawTrace(context, answer, nowMs, x(answer.latencySeconds), (answer.lane + 1) * laneHeight, palette);
  context.fillStyle = colour['--mark'];
  context.beginPath();
  for (const mark of marks) {
    if (markState(mark, nowMs) !== 'waiting') continue;
    const at = x(runwaySeconds(mark, nowMs, lineSeconds));
    const on = y(mark.lane, mark.row);
    context.moveTo(at + size * 0.8, on);
    context.arc(at, on, size * 0.8, 0, 2 * Math.PI);
  }
  context.fill();
  // Rims in the ground's colour keep overlapping marks apart.
  context.strokeStyle = colour['--surface'];
  context.lineWidth = 1.5 * u;
  context.stroke();
  context.fillStyle = colour['--risk-mark'];
  context.beginPath();
  for (const mark of marks)
    if (markState(mark, nowMs) === 'at-risk')
      diamond(context, x(runwaySeconds(mark, nowMs, lineSeconds)), y(mark.lane, mark.row), size * 1.15);
  context.fill();
  context.stroke();
  for (const handled of [true, false]) {
    context.beginPath();
    for (const mark of marks) {
      if (mark.handled === handled && markState(mark, nowMs) === 'violated')
        triangle(context, x(runwaySeconds(mark, nowMs, lineSeconds)), y(mark.lane, mark.row), size * 1.35);
    }
    if (handled) {
      context.strokeStyle = colour['--violated-mark'];
      context.lineWidth = 3 * u;
      context.stroke();
    } else {
      context.fillStyle = colour['--violated-mark'];
      context.fill();
      context.strokeStyle = colour['--surface'];
      context.lineWidth = 1.5 * u;
      context.stroke();
    }
  }
  for (const answer of answers) drawParting(context, answer, nowMs, x(answer.latencySeconds), y(answer.lane, answer.row), widthPx, palette);
  context.globalAlpha = 1;
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  context.moveTo(x, y - r);
  context.lineTo(x + r, y);
  context.lineTo(x, y + r);
  context.lineTo(x - r, y);
  context.closePath();
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  context.moveTo(x, y - r);
  context.lineTo(x + r, y + r * 0.8);
  context.lineTo(x - r, y + r * 0.8);
  context.closePath();
}

/** A tick on the lane's floor where the answer came, paling as it ages. */
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

/** The lead leaves: its place stays marked for a moment, with how long it took. */
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
  // Near the end of the scale the word goes to the left of its mark, so that it is not cut off.
  const leftwards = x > widthPx - 90 * u;
  context.textAlign = leftwards ? 'right' : 'left';
  context.fillText(`${Math.round(answer.latencySeconds)} s`, leftwards ? x - 16 * u : x + 16 * u, y);
  context.globalAlpha = 1;
}
