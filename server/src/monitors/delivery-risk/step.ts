/** One step of one order: the facts about it, and what they say together. */
import type { Fact } from '@warroom/protocol/events';
import { instantMs, later, type Stamp, type Stamped } from './stamped.ts';

/** Facts at one instant are read in the order of the work itself, then by id: a step may start and end within a millisecond. */
const RANK = { started: 0, progressed: 1, blocked: 2, completed: 3 } as const;
type MarkState = keyof typeof RANK;

interface Mark extends Stamp {
  state: MarkState;
  progress: number | null;
}

export interface StepRecord {
  marks: Mark[];
  plannedEnd: Stamped<number> | null;
  site: Stamped<string> | null;
  priority: Stamped<string> | null;
  /** When the step was first spoken of. */
  firstAtMs: number;
  /** What the marks say, until there are others. */
  view: StepView | null;
}

/** The newest facts of a step that are kept: progress reports, and all others. */
const MAX_REPORTS = 24;
const MAX_OTHERS = 40;

export const newStep = (): StepRecord => ({ marks: [], plannedEnd: null, site: null, priority: null, firstAtMs: Infinity, view: null });

export function applyStepFact(step: StepRecord, fact: Fact<'order.step'>): void {
  const { data } = fact;
  step.view = null;
  step.firstAtMs = Math.min(step.firstAtMs, fact.atMs);
  step.plannedEnd = later(step.plannedEnd, instantMs(data.planned_end), fact);
  step.site = later(step.site, data.site, fact);
  step.priority = later(step.priority, data.priority == null ? null : String(data.priority), fact);
  if (data.state === 'planned') return;
  const { marks } = step;
  const mark: Mark = { atMs: fact.atMs, id: fact.id, state: data.state, progress: data.progress ?? null };
  let place = marks.length;
  while (place > 0 && comesBefore(mark, marks[place - 1] as Mark)) place -= 1;
  marks.splice(place, 0, mark);
  if (marks.length > Math.min(MAX_REPORTS, MAX_OTHERS)) dropOldest(marks, mark.state === 'progressed');
}

function comesBefore(a: Mark, b: Mark): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  return a.state !== b.state ? RANK[a.state] < RANK[b.state] : a.id < b.id;
}

function dropOldest(marks: Mark[], reports: boolean): void {
  const alike = (mark: Mark) => (mark.state === 'progressed') === reports;
  if (marks.filter(alike).length > (reports ? MAX_REPORTS : MAX_OTHERS)) marks.splice(marks.findIndex(alike), 1);
}

export interface ProgressReport {
  atMs: number;
  /** 0 < share < 1. */
  share: number;
  /** How long the run had been blocked by then. */
  blockedMs: number;
}

/** What the facts of a step say. A step that is worked on again after its end runs anew. */
export interface StepView {
  status: 'todo' | 'running' | 'blocked' | 'done';
  /** Start of the last run; null when no fact says so. */
  startedAtMs: number | null;
  /** First and last sign of the last run. */
  firstAtMs: number;
  lastAtMs: number;
  completedAtMs: number | null;
  blockedSinceMs: number | null;
  /** Blocked spells of the last run that have ended. */
  spells: { fromMs: number; untilMs: number }[];
  reports: ProgressReport[];
}

const UNTOUCHED: StepView = {
  status: 'todo',
  startedAtMs: null,
  firstAtMs: Infinity,
  lastAtMs: -Infinity,
  completedAtMs: null,
  blockedSinceMs: null,
  spells: [],
  reports: [],
};

export const blockedMsOf = (view: StepView): number => view.spells.reduce((sum, spell) => sum + spell.untilMs - spell.fromMs, 0);

export function viewStep(step: StepRecord): StepView {
  step.view ??= readMarks(step.marks);
  return step.view;
}

function readMarks(marks: readonly Mark[]): StepView {
  let run: StepView | undefined;
  let misdated = false;
  let previous: MarkState | undefined;
  const begin = (atMs: number): StepView => ({ ...UNTOUCHED, status: 'running', firstAtMs: atMs, lastAtMs: atMs, spells: [], reports: [] });
  const resume = (view: StepView, atMs: number) => {
    if (view.blockedSinceMs !== null) view.spells.push({ fromMs: view.blockedSinceMs, untilMs: atMs });
    view.blockedSinceMs = null;
    view.status = 'running';
  };
  for (const mark of marks) {
    const done = run?.status === 'done';
    switch (mark.state) {
      case 'started':
        // A first start dated after an end that had none is that end's own start, by a clock that runs ahead.
        if (run && done && run.startedAtMs === null && !misdated) {
          misdated = true;
          continue;
        }
        if (!run || done) {
          run = begin(mark.atMs);
          run.startedAtMs = mark.atMs;
        } else {
          // Twice in a row is a correction; after a block or a report it is going on.
          if (run.startedAtMs === null ? previous !== 'blocked' : previous === 'started') run.startedAtMs = mark.atMs;
          resume(run, mark.atMs);
        }
        break;
      case 'progressed':
        // A report that comes in after the end adds nothing.
        if (done) continue;
        run ??= begin(mark.atMs);
        resume(run, mark.atMs);
        break;
      case 'blocked':
        if (!run || done) run = begin(mark.atMs);
        run.blockedSinceMs ??= mark.atMs;
        run.status = 'blocked';
        break;
      case 'completed':
        run ??= begin(mark.atMs);
        resume(run, mark.atMs);
        run.status = 'done';
        run.completedAtMs = mark.atMs;
        break;
    }
    run.lastAtMs = mark.atMs;
    previous = mark.state;
    if (mark.progress !== null && mark.progress > 0 && mark.progress < 1 && mark.state !== 'completed')
      run.reports.push({ atMs: mark.atMs, share: mark.progress, blockedMs: blockedMsOf(run) });
  }
  return run ?? UNTOUCHED;
}
