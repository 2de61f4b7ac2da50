/** What a start from nothing reads of the history, worked out from what the monitors need of it. */
import { EVENT_KINDS, type EventKind } from '@warroom/protocol/events';
import type { Need } from '../monitors/monitor.ts';

/** Times of arrival, epoch ms. */
export interface ReadPlan {
  /** The first arrival that is read. */
  fromMs: number;
  /** From here on every row is read whole, of whatever kind. */
  untilMs: number;
  /** From when on the facts of a kind are read, by kind; none of those that nobody needs. */
  whole: [kind: EventKind, fromMs: number][];
  /** From when on only the newest of each hour are, as `Need` says it, up to where they are read whole. */
  hourly: [kind: EventKind, fromMs: number][];
  /** Members of `data` by which facts of an hour are told apart. */
  flags: readonly string[];
  /** From when on only their arrivals are, up to where they are read whole. */
  arrivals: [kind: EventKind, fromMs: number][];
  /** What is known of the time before: arrivals as one, and the newest fact of each key, of what arrived before then. */
  before: [kind: EventKind, untilMs: number][];
  newest: [kind: EventKind, untilMs: number][];
}

export interface PlanStretch {
  fromMs: number;
  untilMs: number;
  /** Kinds that are not read whole. Rows of unknown kinds are, to be listed. */
  but: EventKind[];
  /** Kinds of which the newest of each hour are. */
  hourly: EventKind[];
  flags: readonly string[];
  /** Kinds whose arrivals are read. */
  arrivals: EventKind[];
}

/** All kinds whole, as far back as `tail.historyMs`. */
export const EVERYTHING: readonly Need[] = [{ kinds: EVENT_KINDS, backMs: Number.POSITIVE_INFINITY, of: 'whole' }];

export interface PlanLimits {
  /** The most that is read back, by arrival. */
  historyMs: number;
  /** A fact matters for so much longer, since it may have been for the future when it arrived. */
  maxFutureMs: number;
}

/** How far back the longest need reaches, by arrival. */
export function backMs(needs: readonly Need[], { historyMs, maxFutureMs }: PlanLimits): number {
  return Math.min(historyMs, Math.max(0, ...needs.map((need) => (need.of === 'newest' ? 0 : need.backMs + maxFutureMs))));
}

/** @param untilMs arrival up to which the plan holds. */
export function planReading(needs: readonly Need[], nowMs: number, untilMs: number, limits: PlanLimits): ReadPlan {
  const reach = (of: Need['of']) => {
    const byKind = new Map<EventKind, number>();
    for (const need of needs) {
      if (need.of !== of) continue;
      const fromMs = nowMs - backMs([{ ...need, of: 'whole' }], limits);
      for (const kind of need.kinds) byKind.set(kind, Math.min(byKind.get(kind) ?? untilMs, fromMs));
    }
    return byKind;
  };
  const whole = reach('whole');
  const wholeFromMs = (kind: EventKind) => whole.get(kind) ?? untilMs;
  const arrivals = [...reach('arrival')];
  const flags = needs.flatMap((need) => need.flags ?? []);
  return {
    fromMs: Math.min(nowMs - backMs(needs, limits), untilMs),
    untilMs,
    whole: [...whole],
    hourly: [...reach('hourly')].filter(([kind, fromMs]) => fromMs < wholeFromMs(kind)),
    flags: [...new Set(flags)],
    arrivals: arrivals.filter(([kind, fromMs]) => fromMs < wholeFromMs(kind)),
    before: arrivals.map(([kind, fromMs]) => [kind, Math.min(fromMs, wholeFromMs(kind))]),
    newest: [...reach('newest').keys()].map((kind) => [kind, wholeFromMs(kind)]),
  };
}

/** The stretches of `[fromMs, plan.untilMs)` in each of which the same is read, in order. */
export function stretchesOf(plan: ReadPlan, fromMs: number): PlanStretch[] {
  const whole = new Map(plan.whole);
  const starts = [plan.fromMs, ...[...plan.whole, ...plan.hourly, ...plan.arrivals].map(([, startMs]) => startMs)];
  const edges = [...new Set([fromMs, ...starts.filter((startMs) => startMs > fromMs && startMs < plan.untilMs), plan.untilMs])].sort(
    (a, b) => a - b,
  );
  return edges.slice(1).map((untilMs, i) => {
    const startMs = edges[i] as number;
    const isWhole = (kind: EventKind) => (whole.get(kind) ?? plan.untilMs) <= startMs;
    const hourly = plan.hourly.filter(([kind, hourlyMs]) => hourlyMs <= startMs && !isWhole(kind)).map(([kind]) => kind);
    return {
      fromMs: startMs,
      untilMs,
      but: EVENT_KINDS.filter((kind) => !isWhole(kind) && !hourly.includes(kind)),
      hourly,
      flags: plan.flags,
      arrivals: plan.arrivals.filter(([kind, arrivalMs]) => arrivalMs <= startMs && !isWhole(kind)).map(([kind]) => kind),
    };
  });
}

/** From when on facts of a kind are read whole. */
export function wholeFrom(plan: ReadPlan, kind: string): number {
  return plan.whole.find(([name]) => name === kind)?.[1] ?? plan.untilMs;
}
