/** What is still under way in an open order: right-censored samples (DELIVERY-9). */
import { DAY_MS } from '../instants.ts';
import type { OrderView } from '../orders/orderView.ts';
import { positionOf } from '../orders/position.ts';
import { blockedMsOf } from '../orders/step.ts';
import { stepEndsOf } from '../orders/stepEnds.ts';
import { binOf, logSeconds } from '../statistics/logBins.ts';
import type { CensoredSample } from './durationHistograms.ts';
import { hierarchiesOf, restsOf } from './durationSamples.ts';
import type { Hierarchy, HierarchyCache } from './hierarchy.ts';

/** An order silent for so long after its promise has been lost sight of: it says nothing about durations. */
const LOST_AFTER_MS = 30 * DAY_MS;

/** @param newestAtMs of the order's newest fact */
export function censoredSamplesOf(order: OrderView, newestAtMs: number, nowMs: number, cache: HierarchyCache): CensoredSample[] {
  const samples: CensoredSample[] = [];
  if (order.end || (nowMs - newestAtMs > LOST_AFTER_MS && nowMs > (order.promisedAtMs ?? 0))) return samples;
  const ofClass = hierarchiesOf(order, cache);
  const add = (hierarchy: Hierarchy, sinceMs: number, untilMs = nowMs) => {
    if (untilMs > sinceMs) samples.push({ hierarchy, bin: binOf(logSeconds(untilMs - sinceMs)) });
  };
  const { active, ahead, readyMs } = positionOf(order);
  for (const { name, view } of active) {
    if (readyMs !== null && active.length === 1) add(ofClass.of('span', name), readyMs);
    if (view.blockedSinceMs !== null) add(cache.forStep('block', name), view.blockedSinceMs);
    if (view.startedAtMs === null) continue;
    add(ofClass.of('work', name), view.startedAtMs);
    add(cache.forStep('net', name), view.startedAtMs + blockedMsOf(view), view.blockedSinceMs ?? nowMs);
  }
  const [next] = ahead;
  if (active.length === 0 && next && readyMs !== null) add(ofClass.of('span', next.name), readyMs);
  for (const { name, fromMs } of restsOf(order, stepEndsOf(order), cache)) add(ofClass.of('rest', name), fromMs);
  return samples;
}
