/** Geometry of the leaking pipe, for a box of any size. Pure. */
import type { Course, JointName, People } from './flow.ts';

export interface Leak {
  /** Where the next section begins, as a share of the width. */
  left: number;
  /** SVG path of the people who fall out here. */
  path: string;
}

export interface PipeShape {
  /** SVG path of the people who stay in, in one piece. */
  flow: string;
  /** One for each joint; null where nobody is lost. */
  leaks: (Leak | null)[];
}

/** So that even one person is visible. */
const LEAST_THICKNESS = 3;

/**
 * Four sections of equal length, as thick as their number of people; those lost at a joint bend out of the pipe and fall.
 * @param height of the full pipe; leaks end at `fall` below it
 */
export function pipeShape(people: People, width: number, height: number, fall: number): PipeShape {
  const most = Math.max(...people, 1);
  const thick = people.map((count) => (count === 0 ? 0 : Math.max(LEAST_THICKNESS, (height * count) / most)));
  const part = width / people.length;
  // Along the top edge, then back along the steps from the last section to the first.
  const steps = thick.map((h, i) => `V${n(h)}H${n(i * part)}`).reverse();
  const flow = `M0 0H${n(width)}${steps.join('')}Z`;
  const leaks = thick.slice(1).map((_, i): Leak | null => {
    const [before = 0, after = 0] = [thick[i], thick[i + 1]];
    const lost = before - after;
    if (lost <= 0) return null;
    const x = (i + 1) * part;
    const radius = Math.min(lost, part * 0.8);
    return {
      left: (i + 1) / people.length,
      path: `M${n(x)} ${n(after)}A${n(radius)} ${n(lost)} 0 0 1 ${n(x + radius)} ${n(before)}V${n(height + fall)}H${n(x)}Z`,
    };
  });
  return { flow, leaks };
}

/** Hours since publication that the axis may label. */
const TICKS = [0, 4, 12, 24, 48, 96, 168] as const;
/** A strategy is judged by how many use it within these hours. */
export const HEADLINE_HOURS = 48;

export interface CourseShape {
  areas: Record<JointName, string>;
  ticks: { hours: number; left: number }[];
  /** The present, as a share of the width. */
  now: number;
}

/**
 * Progress as nested areas over the square root of the hours since publication, because most happens on the first day. Drawn in
 * steps, since nothing is known between two points.
 * @param nowHours since publication; the last value holds until then
 */
export function courseShape(course: Course, audience: number, nowHours: number, width: number, height: number): CourseShape {
  const last = course.hours.at(-1) ?? 0;
  const end = Math.max(last, Math.min(nowHours, TICKS.at(-1) ?? 0));
  const most = TICKS.find((hours) => hours >= Math.max(HEADLINE_HOURS, end)) ?? end;
  const left = (hours: number) => Math.sqrt(Math.max(0, hours) / most);
  const y = (people: number) => height * (1 - people / Math.max(1, audience));
  const area = (people: readonly number[]) => {
    const steps = course.hours.map((hours, i) => `H${n(width * left(hours))}V${n(y(people[i] ?? 0))}`).join('');
    return `M0 ${n(height)}${steps}H${n(width * left(end))}V${n(height)}Z`;
  };
  return {
    areas: { understood: area(course.understood), used: area(course.used), accepted: area(course.accepted) },
    ticks: TICKS.filter((hours) => hours <= most).map((hours) => ({ hours, left: left(hours) })),
    now: left(end),
  };
}

const n = (value: number) => Number(value.toFixed(2));
