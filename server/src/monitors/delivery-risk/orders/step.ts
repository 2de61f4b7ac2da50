/** One step of one order: the facts about it, and the runs that they make (DELIVERY-4, DELIVERY-5). */
import type { Fact } from '@warroom/protocol/events';
import { instantMs } from '../instants.ts';
import { type Register, type Timestamp, written } from './lastWriteWins.ts';

/** Facts at one instant are read in the order of the work itself, then by id: a step may start and end within a millisecond. */
const RANK = { started: 0, progressed: 1, blocked: 2, completed: 3 } as const;
type EventState = keyof typeof RANK;

export interface StepEvent extends Timestamp {
  state: EventState;
  progress: number | null;
}

export interface StepRecord {
  events: StepEvent[];
  plannedEnd: Register<number> | null;
  site: Register<string> | null;
  priority: Register<string> | null;
  /** When the step was first mentioned. */
  firstAtMs: number;
  /** What the events say; null until it is asked for again. */
  view: StepView | null;
}

/** How many of a step's newest facts are kept: progress reports, and all others. */
const MAX_REPORTS = 24;
const MAX_OTHERS = 40;

export const newStep = (): StepRecord => ({ events: [], plannedEnd: null, site: null, priority: null, firstAtMs: Infinity, view: null });

export function applyStepFact(step: StepRecord, fact: Fact<'order.step'>): void {
  const { data } = fact;
  step.view = null;
  step.firstAtMs = Math.min(step.firstAtMs, fact.atMs);
  step.plannedEnd = written(step.plannedEnd, instantMs(data.planned_end), fact);
  step.site = written(step.site, data.site, fact);
  step.priority = written(step.priority, data.priority == null ? null : String(data.priority), fact);
  if (data.state === 'planned') return;
  const { events } = step;
  const event: StepEvent = { atMs: fact.atMs, id: fact.id, state: data.state, progress: data.progress ?? null };
  let place = events.length;
  while (place > 0 && comesBefore(event, events[place - 1] as StepEvent)) place -= 1;
  events.splice(place, 0, event);
  if (events.length > Math.min(MAX_REPORTS, MAX_OTHERS)) dropOldest(events, event.state === 'progressed');
}

function comesBefore(a: StepEvent, b: StepEvent): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  return a.state !== b.state ? RANK[a.state] < RANK[b.state] : a.id < b.id;
}

function dropOldest(events: StepEvent[], reports: boolean): void {
  const alike = (event: StepEvent) => (event.state === 'progressed') === reports;
  if (events.filter(alike).length > (reports ? MAX_REPORTS : MAX_OTHERS)) events.splice(events.findIndex(alike), 1);
}

export interface ProgressReport {
  atMs: number;
  /** 0 < share < 1. */
  share: number;
  /** How long the run had been blocked by then. */
  blockedMs: number;
}

/** The last run of a step. A step that is worked on again after its end runs anew. */
export interface StepView {
  status: 'todo' | 'running' | 'blocked' | 'done';
  /** Start of the last run; null when no fact says so. */
  startedAtMs: number | null;
  /** First and last fact of the last run. */
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
  step.view ??= readEvents(step.events);
  return step.view;
}

/** @param events of one step, or of one visit to it, by time */
export function readEvents(events: readonly StepEvent[]): StepView {
  let run: StepView | undefined;
  let misdated = false;
  let previous: EventState | undefined;
  const begin = (atMs: number): StepView => ({ ...UNTOUCHED, status: 'running', firstAtMs: atMs, lastAtMs: atMs, spells: [], reports: [] });
  const resume = (view: StepView, atMs: number) => {
    if (view.blockedSinceMs !== null) view.spells.push({ fromMs: view.blockedSinceMs, untilMs: atMs });
    view.blockedSinceMs = null;
    view.status = 'running';
  };
  for (const event of events) {
    const done = run?.status === 'done';
    switch (event.state) {
      case 'started':
        // The first start dated after an end that had none is the start of that run, by a clock that runs ahead.
        if (run && done && run.startedAtMs === null && !misdated) {
          misdated = true;
          continue;
        }
        if (!run || done) {
          run = begin(event.atMs);
          run.startedAtMs = event.atMs;
        } else {
          // A second start in a row corrects the first; after a block or a report the run goes on.
          if (run.startedAtMs === null ? previous !== 'blocked' : previous === 'started') run.startedAtMs = event.atMs;
          resume(run, event.atMs);
        }
        break;
      case 'progressed':
        // A report after the end adds nothing.
        if (done) continue;
        run ??= begin(event.atMs);
        resume(run, event.atMs);
        break;
      case 'blocked':
        if (!run || done) run = begin(event.atMs);
        run.blockedSinceMs ??= event.atMs;
        run.status = 'blocked';
        break;
      case 'completed':
        run ??= begin(event.atMs);
        resume(run, event.atMs);
        run.status = 'done';
        run.completedAtMs = event.atMs;
        break;
    }
    run.lastAtMs = event.atMs;
    previous = event.state;
    if (event.progress !== null && event.progress > 0 && event.progress < 1 && event.state !== 'completed')
      run.reports.push({ atMs: event.atMs, share: event.progress, blockedMs: blockedMsOf(run) });
  }
  return run ?? UNTOUCHED;
}
