/**
 * A believable sales organisation as a deterministic stream of rows: pure, no clock, no chance but the seed's.
 *
 * Speed: at speed N the organisation is N times as busy (N times the leads a minute) while each lead lives in real seconds: the
 * SLA is 90 real seconds, so latencies, outages and campaigns keep their length, and every figure keeps its meaning. What lives for days
 * keeps its pace as well, and its number: a step of two days takes two days. There the systems only report √N times as often.
 */
import type { EventEnvelope } from '@warroom/protocol/events';
import { createLeadSource } from './lead-response/leads.ts';
import { createLeftovers, type LeftOpenLead } from './lead-response/leftovers.ts';
import { createScenario } from './lead-response/scenario.ts';
import { createLongLivedSources, type LongLivedOptions } from './longLived.ts';
import { type Arrival, ArrivalQueue, type DemoSource } from './world/arrivals.ts';
import { RECENT_MS } from './world/calendarSource.ts';

/** How much past of leads an empty store is given. */
export const BACKFILL_MS = RECENT_MS;

export interface SimulatorOptions {
  seed: number;
  /** The demo's zero hour, epoch ms: the scenario is laid out from here. */
  startMs: number;
  /** 1–100; see above. */
  speed?: number;
  /** How much past of leads to bring forth; {@link BACKFILL_MS} where not given, 0 for none. */
  backfillMs?: number;
  /** Open leads of an earlier run, which are answered in the first minutes. */
  leftOpen?: readonly LeftOpenLead[];
  /** What lives for days: from where on, and what it has to show. Leads alone where not given. */
  longLived?: LongLivedOptions;
}

export interface Simulator {
  /** When the next row arrives, epoch ms. */
  nextAtMs(): number;
  /**
   * The past: rows that had arrived by `untilMs` (as a rule `startMs`), in order of arrival, each with the instant of its arrival, so that it
   * can be stored as history (`ingested_at` = `arrivesAtMs`) and no detection lag is invented. Call it before the first `step`.
   */
  backfill(untilMs: number): Arrival[];
  /** Rows that arrive after the last call and by `untilMs`, in order of arrival. How the time is cut into steps changes nothing. */
  step(untilMs: number): EventEnvelope[];
}

/** Deterministic for all of its options. */
export function createSimulator({
  seed,
  startMs,
  speed = 1,
  backfillMs = BACKFILL_MS,
  leftOpen = [],
  longLived,
}: SimulatorOptions): Simulator {
  if (!(speed > 0 && speed <= 100)) throw new RangeError(`demo speed must lie above 0 and at most at 100, not ${speed}`);
  const seedText = `${seed}|${startMs}`;
  const scenario = createScenario(seedText, startMs);
  // One line per kind of thing that happens.
  const sources: readonly DemoSource[] = [
    createLeadSource({ seedText, scenario, fromMs: startMs - backfillMs, startMs, speed }),
    createLeftovers(seedText, startMs, leftOpen),
    ...(longLived ? createLongLivedSources(seed, startMs, speed, longLived) : []),
  ];
  const queue = new ArrivalQueue();
  const arrivalsUntil = (untilMs: number): Arrival[] => {
    for (const [rank, source] of sources.entries()) {
      while (source.nextAtMs() <= untilMs) for (const arrival of source.spawn()) queue.push(arrival, rank);
    }
    const arrivals: Arrival[] = [];
    while (queue.nextAtMs() <= untilMs) arrivals.push(queue.pop() as Arrival);
    return arrivals;
  };
  return {
    nextAtMs: () => Math.min(queue.nextAtMs(), ...sources.map((source) => source.nextAtMs())),
    backfill: arrivalsUntil,
    step: (untilMs) => arrivalsUntil(untilMs).map((arrival) => arrival.event),
  };
}
