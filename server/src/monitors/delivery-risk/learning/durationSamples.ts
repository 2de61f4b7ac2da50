/** The samples that an order gives of how long its steps take: a function of its facts alone (DELIVERY-8). */
import { DAY_MS } from '../instants.ts';
import type { OrderView } from '../orders/orderView.ts';
import { blockedMsOf, type StepView } from '../orders/step.ts';
import { type StepEnd, stepEndsOf } from '../orders/stepEnds.ts';
import { binOf, logSeconds } from '../statistics/logBins.ts';
import type { Sample } from './durationHistograms.ts';
import { classOf, type Hierarchy, type HierarchyCache, pairHierarchy, type SampleKind, suffixName, unroutedName } from './hierarchy.ts';
import { AGE_STEP, OLDEST_AGE, REPORT_OFFSET, reportGroup } from './progressReports.ts';

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

class SampleList {
  readonly samples: Sample[] = [];
  readonly #cache: HierarchyCache;
  readonly #ofClass: (kind: SampleKind, step: string) => Hierarchy;

  constructor(order: OrderView, cache: HierarchyCache) {
    this.#cache = cache;
    this.#ofClass = cache.forClass(classOf(order));
  }

  /** A duration, told apart by class. */
  duration(kind: SampleKind, step: string, fromMs: number, untilMs: number): void {
    if (untilMs < fromMs) return;
    this.samples.push({ hierarchy: this.#ofClass(kind, step), day: dayOf(untilMs), bin: binOf(logSeconds(untilMs - fromMs)) });
  }

  /** A sample of what is told apart by step alone. */
  ofStep(kind: SampleKind, step: string, atMs: number, bin: number, prefix?: string): void {
    this.samples.push({ hierarchy: this.#cache.forStep(kind, step, prefix), day: dayOf(atMs), bin });
  }
}

export function durationSamplesOf(order: OrderView, cache: HierarchyCache): Sample[] {
  const list = new SampleList(order, cache);
  for (const { name, view } of order.steps) addStep(list, name, view);
  const ends = stepEndsOf(order);
  addSpans(list, order, ends);
  if (order.end?.how === 'delivered') {
    addRests(list, order, ends, order.end.atMs);
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
  for (const [i, report] of view.reports.entries()) {
    const elapsedMs = report.atMs - startedAtMs - report.blockedMs;
    if (elapsedMs <= 0 || tookMs <= elapsedMs) continue;
    const error = binOf(Math.log(elapsedMs / report.share / tookMs) + REPORT_OFFSET);
    const next = view.reports[i + 1];
    const newestUntilMs = next ? Math.min(tookMs, next.atMs - startedAtMs - next.blockedMs) : tookMs;
    for (let age = 0; age <= OLDEST_AGE && elapsedMs * Math.exp(age * AGE_STEP) < newestUntilMs; age += 1)
      list.ofStep('report', name, completedAtMs, error, reportGroup(report.share, age));
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
      if (before)
        list.samples.push({ hierarchy: pairHierarchy(before.name, name, classOf(order)), day: dayOf(atMs), bin: before.bin, next: bin });
      before = { name, bin };
    }
    sinceMs = Math.max(sinceMs ?? atMs, atMs);
  }
}

/** What was left until delivery, from the placing and from the end of each step. */
function addRests(list: SampleList, order: OrderView, ends: readonly StepEnd[], deliveredMs: number): void {
  for (const { name, fromMs } of restsOf(order, ends)) list.duration('rest', name, fromMs, deliveredMs);
}

/** Instants from which what is left until delivery is counted, each under the steps that are then still to come. */
export function restsOf({ route, placedAtMs }: OrderView, ends: readonly StepEnd[]): { name: string; fromMs: number }[] {
  const routed = route.length > 0;
  const rests: { name: string; fromMs: number }[] = [];
  if (placedAtMs !== null) rests.push({ name: routed ? suffixName(route) : unroutedName(null), fromMs: placedAtMs });
  let reached = -1;
  for (const { name, atMs, index } of ends) {
    reached = Math.max(reached, index);
    if (!routed || index >= 0) rests.push({ name: routed ? suffixName(route.slice(reached + 1)) : unroutedName(name), fromMs: atMs });
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
