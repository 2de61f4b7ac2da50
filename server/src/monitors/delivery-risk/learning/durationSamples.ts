/** The samples that an order gives of how long its steps take: a function of its facts alone (DELIVERY-8). */
import { DAY_MS } from '../instants.ts';
import type { OrderView, StepEnd } from '../orders/orderView.ts';
import { blockedMsOf, type ProgressReport, type StepView } from '../orders/step.ts';
import { stepEndsOf } from '../orders/stepEnds.ts';
import { binOf, logSeconds } from '../statistics/logBins.ts';
import { type ClassHierarchies, classOf, type Hierarchy, type HierarchyCache, unroutedName } from './hierarchy.ts';
import { AGE_RATIOS, groupOf, OLDEST_AGE, REPORT_OFFSET } from './progressReports.ts';
import { NO_NEXT, type Samples } from './samples.ts';

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

/** The samples of one order as they are found. */
class SampleList {
  readonly samples: (Hierarchy | number)[] = [];
  readonly #cache: HierarchyCache;
  readonly #ofClass: ClassHierarchies;

  constructor(order: OrderView, cache: HierarchyCache) {
    this.#cache = cache;
    this.#ofClass = hierarchiesOf(order, cache);
  }

  /** A duration, told apart by class. */
  duration(kind: 'span' | 'work' | 'rest', step: string, fromMs: number, untilMs: number): void {
    if (untilMs < fromMs) return;
    this.samples.push(this.#ofClass.of(kind, step), dayOf(untilMs), binOf(logSeconds(untilMs - fromMs)), NO_NEXT);
  }

  /** A sample of what is told apart by step alone. */
  ofStep(kind: 'block' | 'net' | 'done' | 'overtaken', step: string, atMs: number, bin: number): void {
    this.samples.push(this.#cache.forStep(kind, step), dayOf(atMs), bin, NO_NEXT);
  }

  /** @param group of progress reports */
  report(step: string, group: number, atMs: number, bin: number): void {
    this.samples.push(this.#cache.forReport(step, group), dayOf(atMs), bin, NO_NEXT);
  }

  pair(before: { name: string; bin: number }, name: string, atMs: number, bin: number): void {
    this.samples.push(this.#ofClass.pair(before.name, name), dayOf(atMs), before.bin, bin);
  }
}

/** Names for the class of the order, kept with its view. */
export function hierarchiesOf(order: OrderView, cache: HierarchyCache): ClassHierarchies {
  order.memo.hierarchies ??= cache.forClass(classOf(order));
  return order.memo.hierarchies;
}

export function durationSamplesOf(order: OrderView, cache: HierarchyCache): Samples {
  const list = new SampleList(order, cache);
  for (const { name, view } of order.steps) addStep(list, name, view);
  const ends = stepEndsOf(order);
  addSpans(list, order, ends);
  if (order.end?.how === 'delivered') {
    addRests(list, order, ends, order.end.atMs, cache);
    if (order.route.length > 0 && ends.length > 0) addOccurrences(list, order, order.end.atMs);
  }
  return list.samples;
}

function addStep(list: SampleList, name: string, view: StepView): void {
  for (const { fromMs, untilMs } of view.spells) list.ofStep('block', name, untilMs, binOf(logSeconds(untilMs - fromMs)));
  const { startedAtMs, completedAtMs } = view;
  if (view.status !== 'done' || startedAtMs === null || completedAtMs === null) return;
  list.duration('work', name, startedAtMs, completedAtMs);
  const blockedMs = blockedMsOf(view);
  const tookMs = completedAtMs - startedAtMs - blockedMs;
  list.ofStep('net', name, completedAtMs, binOf(logSeconds(tookMs)));
  for (let i = 0; i < view.reports.length; i += 1) {
    const report = view.reports[i] as ProgressReport;
    const elapsedMs = report.atMs - startedAtMs - report.blockedMs;
    if (elapsedMs <= 0 || tookMs <= elapsedMs) continue;
    const error = binOf(Math.log(elapsedMs / report.share / tookMs) + REPORT_OFFSET);
    const next = view.reports[i + 1];
    const newestUntilMs = next ? Math.min(tookMs, next.atMs - startedAtMs - next.blockedMs) : tookMs;
    for (let age = 0; age <= OLDEST_AGE && elapsedMs * (AGE_RATIOS[age] as number) < newestUntilMs; age += 1)
      list.report(name, groupOf(report.share, age), completedAtMs, error);
  }
}

/** Spans from end to end, and the pairs that consecutive ones make. */
function addSpans(list: SampleList, order: OrderView, ends: readonly StepEnd[]): void {
  let sinceMs = order.placedAtMs;
  let before: { name: string; bin: number } | null = null;
  for (const { name, atMs } of ends) {
    if (sinceMs !== null && atMs > sinceMs) {
      list.duration('span', name, sinceMs, atMs);
      const bin = binOf(logSeconds(atMs - sinceMs));
      if (before) list.pair(before, name, atMs, bin);
      before = { name, bin };
    }
    sinceMs = Math.max(sinceMs ?? atMs, atMs);
  }
}

/** What was left until delivery, from the placing and from the end of each step. */
function addRests(list: SampleList, order: OrderView, ends: readonly StepEnd[], deliveredMs: number, cache: HierarchyCache): void {
  for (const { name, fromMs } of restsOf(order, ends, cache)) list.duration('rest', name, fromMs, deliveredMs);
}

/** Instants from which what is left until delivery is counted, each under the steps that are then still to come. */
export function restsOf(
  { route, placedAtMs, memo }: OrderView,
  ends: readonly StepEnd[],
  cache: HierarchyCache,
): { name: string; fromMs: number }[] {
  const routed = route.length > 0;
  if (routed) memo.suffixes ??= cache.suffixNames(route);
  const suffixes = memo.suffixes ?? [];
  const rests: { name: string; fromMs: number }[] = [];
  if (placedAtMs !== null) rests.push({ name: routed ? (suffixes[0] as string) : unroutedName(null), fromMs: placedAtMs });
  let reached = -1;
  for (const { name, atMs, index } of ends) {
    reached = Math.max(reached, index);
    if (!routed || index >= 0) rests.push({ name: routed ? (suffixes[reached + 1] as string) : unroutedName(name), fromMs: atMs });
  }
  return rests;
}

/** Whether each step of the route took place, and whether those that a later one overtook still ended. */
function addOccurrences(list: SampleList, { steps }: OrderView, deliveredMs: number): void {
  const inRoute = steps.filter(({ place }) => place >= 0);
  for (const [i, { name, view }] of inRoute.entries()) {
    const done = view.status === 'done';
    list.ofStep('done', name, deliveredMs, done ? 1 : 0);
    const endedMs = done && view.completedAtMs !== null ? view.completedAtMs : Infinity;
    if (inRoute.some((later, j) => j > i && later.view.firstAtMs < endedMs)) list.ofStep('overtaken', name, deliveredMs, done ? 1 : 0);
  }
}
