/** A route may pass a step more than once: which of the step's facts belong to which visit (DELIVERY-36). */
import { readEvents, type StepEvent, type StepRecord, type StepView } from './step.ts';

type Records = ReadonlyMap<string, StepRecord>;

/**
 * What the facts of a step say of each of its visits, in the order of the route: a function of the facts alone. Those of one visit stand
 * together in time. A visit gives way to the next once it has ended, or is no more than started, and a step between the two has been
 * touched since; without a step between them the next begins with the next start, block or end.
 *
 * @param visits the step's places in the route, at least two
 */
export function viewVisits(name: string, visits: readonly number[], route: readonly string[], records: Records): StepView[] {
  const parts: StepEvent[][] = visits.map(() => []);
  let visit = 0;
  for (const event of records.get(name)?.events ?? []) {
    const part = parts[visit] as StepEvent[];
    const next = visits[visit + 1];
    if (next !== undefined && part.length > 0) {
      const between = route.slice((visits[visit] as number) + 1, next).flatMap((step) => records.get(step)?.events ?? []);
      if (begins(event, part, next - (visits[visit] as number) > 1 ? between : null)) visit += 1;
    }
    (parts[visit] as StepEvent[]).push(event);
  }
  return parts.map(readEvents);
}

/** @param between facts of the steps between this visit and the next; null where there are none */
function begins(event: StepEvent, part: readonly StepEvent[], between: readonly StepEvent[] | null): boolean {
  const { status, completedAtMs } = readEvents(part);
  const last = part.at(-1) as StepEvent;
  const done = status === 'done';
  if (between === null) return done && event.state !== 'progressed';
  if (!done && !(event.state === 'started' && last.state === 'started')) return false;
  const sinceMs = done ? (completedAtMs as number) : last.atMs;
  return between.some(({ atMs }) => sinceMs <= atMs && atMs <= event.atMs);
}
