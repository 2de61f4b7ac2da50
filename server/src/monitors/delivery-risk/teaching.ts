/** What an order teaches about how long its steps take: samples for the {@link DurationBook}, a function of its facts alone. */
import { binOf, type Chain, DAY_MS, logSeconds, type OpenSample, type Sample } from './durationBook.ts';
import { type Chains, type Kind, type OrderClass, successionNames, suffixName, unroutedName } from './names.ts';
import type { OrderStep, OrderView } from './order.ts';
import { positionOf } from './position.ts';
import { blockedMsOf } from './step.ts';

/** Log-ratios of progress reports are kept this much higher, so that the bins hold ±10. */
export const REPORT_OFFSET = 10;

/** Ages of a report are told in steps of this much, as ln(work done by now ÷ work done when it was made). */
const AGE_STEP = 0.25;
const OLDEST = 8;

const quarterOf = (share: number): number => Math.min(3, Math.floor(share * 4));
const reportName = (share: number, age: number): string => `${quarterOf(share)}.${age}`;

/**
 * Reports of one kind: of one quarter, and as old. That a step still runs and has not reported anew says that it is slow: what a
 * report has turned out to be worth is therefore learnt apart for each age at which it was still the newest of a step not ended.
 */
export const reportKind = (share: number, atReport: number, byNow: number): string =>
  reportName(share, Math.max(0, Math.min(OLDEST, Math.floor(Math.log(byNow / atReport) / AGE_STEP))));
export const classOf = ({ productLine, region, expedite }: OrderView): OrderClass => ({ productLine, region, expedite });

type Duration = (kind: Kind, step: string, fromMs: number, untilMs: number) => void;
type Pair = (kind: Kind, step: string, atMs: number, bin: number, prefix?: string) => void;

export function lessonsOf(order: OrderView, chains: Chains): Sample[] {
  const samples: Sample[] = [];
  const chainOf = chains.of(classOf(order));
  const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS);
  const duration: Duration = (kind, step, fromMs, untilMs) => {
    if (untilMs >= fromMs) samples.push({ chain: chainOf(kind, step), day: dayOf(untilMs), bin: binOf(logSeconds(untilMs - fromMs)) });
  };
  const pair: Pair = (kind, step, atMs, bin, prefix) => {
    samples.push({ chain: chains.pair(kind, step, prefix), day: dayOf(atMs), bin });
  };

  for (const { name, view } of order.steps) {
    for (const spell of view.spells) pair('block', name, spell.untilMs, binOf(logSeconds(spell.untilMs - spell.fromMs)));
    const { startedAtMs, completedAtMs } = view;
    if (view.status !== 'done' || startedAtMs === null || completedAtMs === null) continue;
    duration('work', name, startedAtMs, completedAtMs);
    const blockedMs = blockedMsOf(view);
    pair('net', name, completedAtMs, binOf(logSeconds(completedAtMs - startedAtMs - blockedMs)));
    const tookMs = completedAtMs - startedAtMs - blockedMs;
    for (const [i, report] of view.reports.entries()) {
      const elapsedMs = report.atMs - startedAtMs - report.blockedMs;
      if (elapsedMs <= 0 || tookMs <= elapsedMs) continue;
      const off = binOf(Math.log(elapsedMs / report.share / tookMs) + REPORT_OFFSET);
      const next = view.reports[i + 1];
      const newestUntilMs = next ? Math.min(tookMs, next.atMs - startedAtMs - next.blockedMs) : tookMs;
      for (let age = 0; age <= OLDEST && elapsedMs * Math.exp(age * AGE_STEP) < newestUntilMs; age += 1)
        pair('report', name, completedAtMs, off, reportName(report.share, age));
    }
  }
  const ends = endsOf(order);
  let sinceMs = order.placedAtMs;
  let before: { name: string; bin: number } | null = null;
  for (const { name, atMs } of ends) {
    if (sinceMs !== null && atMs > sinceMs) {
      duration('span', name, sinceMs, atMs);
      const bin = binOf(logSeconds(atMs - sinceMs));
      if (before) samples.push({ chain: successionNames(before.name, name, classOf(order)), day: dayOf(atMs), bin: before.bin, next: bin });
      before = { name, bin };
    }
    sinceMs = Math.max(sinceMs ?? atMs, atMs);
  }
  if (order.end?.how === 'delivered') teachRest(order, ends, order.end.atMs, duration, pair);
  return samples;
}

/** An order silent for so long after its promise has been lost sight of: it says nothing about durations. */
const LOST_AFTER_MS = 30 * DAY_MS;

/** What is still under way in an open order at `nowMs`, and has taken so long already. */
export function openOf(order: OrderView, newestAtMs: number, nowMs: number, chains: Chains): OpenSample[] {
  const samples: OpenSample[] = [];
  if (order.end || (nowMs - newestAtMs > LOST_AFTER_MS && nowMs > (order.promisedAtMs ?? 0))) return samples;
  const chainOf = chains.of(classOf(order));
  const open = (chain: Chain, sinceMs: number, untilMs = nowMs) => {
    if (untilMs > sinceMs) samples.push({ chain, bin: binOf(logSeconds(untilMs - sinceMs)) });
  };
  const { active, ahead, readyMs } = positionOf(order);
  for (const { name, view } of active) {
    if (readyMs !== null && active.length === 1) open(chainOf('span', name), readyMs);
    if (view.blockedSinceMs !== null) open(chains.pair('block', name), view.blockedSinceMs);
    if (view.startedAtMs === null) continue;
    open(chainOf('work', name), view.startedAtMs);
    open(chains.pair('net', name), view.startedAtMs + blockedMsOf(view), view.blockedSinceMs ?? nowMs);
  }
  const [next] = ahead;
  if (active.length === 0 && next && readyMs !== null) open(chainOf('span', next.name), readyMs);
  const { route, placedAtMs } = order;
  const routed = route.length > 0;
  if (placedAtMs !== null) open(chainOf('rest', routed ? suffixName(route) : unroutedName(null)), placedAtMs);
  let reached = -1;
  for (const { name, atMs, index } of endsOf(order)) {
    reached = Math.max(reached, index);
    if (!routed || index >= 0) open(chainOf('rest', routed ? suffixName(route.slice(reached + 1)) : unroutedName(name)), atMs);
  }
  return samples;
}

interface StepEnd {
  name: string;
  atMs: number;
  /** Place in the route; −1 for a step outside it. */
  index: number;
}

export function endsOf({ steps, route }: { steps: readonly OrderStep[]; route: readonly string[] }): StepEnd[] {
  const ends: StepEnd[] = [];
  for (const { name, view } of steps)
    if (view.status === 'done' && view.completedAtMs !== null) ends.push({ name, atMs: view.completedAtMs, index: route.indexOf(name) });
  return ends.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
}

function teachRest(
  { steps, route, placedAtMs }: OrderView,
  ends: readonly StepEnd[],
  deliveredMs: number,
  duration: Duration,
  pair: Pair,
): void {
  const routed = route.length > 0;
  if (placedAtMs !== null) duration('rest', routed ? suffixName(route) : unroutedName(null), placedAtMs, deliveredMs);
  let reached = -1;
  for (const { name, atMs, index } of ends) {
    reached = Math.max(reached, index);
    if (routed ? index >= 0 : true) duration('rest', routed ? suffixName(route.slice(reached + 1)) : unroutedName(name), atMs, deliveredMs);
  }
  if (!routed || ends.length === 0) return;
  const inRoute = steps.filter((step) => step.inRoute);
  for (const [i, { name, view }] of inRoute.entries()) {
    const done = view.status === 'done';
    pair('done', name, deliveredMs, done ? 1 : 0);
    const endedMs = done && view.completedAtMs !== null ? view.completedAtMs : Infinity;
    if (inRoute.some((later, j) => j > i && later.view.firstAtMs < endedMs)) pair('overtaken', name, deliveredMs, done ? 1 : 0);
  }
}
