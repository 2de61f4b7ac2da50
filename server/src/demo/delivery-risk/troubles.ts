/**
 * What goes wrong on the shop floor, by the calendar, so that something always does: at any instant one work centre has been blocked for
 * more than two hours, and one runs slow for days. Work centre: one process step in one plant.
 */
import { PLANTS, type Plant } from '../world/geography.ts';
import { createRandom } from '../world/random.ts';
import { ASSEMBLY, FINISHING, HEAT_TREATMENT, MACHINING } from './process.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A block is alarming from two hours on; one begins before the one before it has ended, so that one always is. */
const BLOCK_EVERY_MS = 5.8 * HOUR_MS;
const BLOCK_LASTS_MS = 7.9 * HOUR_MS;
const BLOCKED_STEPS = [MACHINING, ASSEMBLY] as const;
/** The large plants' people get theirs going again at once. */
const BLOCKED_PLANTS = PLANTS.slice(2);

const SLOW_ERA_MS = 5 * DAY_MS;
/** None that is ever blocked: what gathers before a slow work centre would all stand still at once. */
const SLOW_STEPS = [HEAT_TREATMENT, FINISHING] as const;
/** How much longer a step takes that starts while its work centre runs slow. */
const SLOW_FACTOR = 3.2;

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface WorkCentre {
  readonly plant: Plant;
  readonly step: string;
}

export interface Troubles {
  /** When the work centre is blocked, as far as it touches the span, in order. */
  blocks(plant: Plant, step: string, fromMs: number, untilMs: number): Span[];
  /** 1, or how much longer a step takes that starts now. */
  slowness(plant: Plant, step: string, atMs: number): number;
}

export function createTroubles(seedText: string): Troubles {
  const blocked = memoised((nth): WorkCentre => {
    const random = createRandom(`${seedText}|block|${nth}`);
    // The steps take turns: two blocks that overlap never fall on one work centre.
    return { plant: random.weighted(BLOCKED_PLANTS), step: BLOCKED_STEPS[nth & 1] as string };
  });
  const slow = memoised((era): WorkCentre => {
    const random = createRandom(`${seedText}|slow|${era}`);
    return { plant: random.weighted(PLANTS), step: random.pick(SLOW_STEPS) };
  });
  return {
    blocks(plant, step, fromMs, untilMs) {
      const spans: Span[] = [];
      for (let nth = Math.floor((fromMs - BLOCK_LASTS_MS) / BLOCK_EVERY_MS); nth * BLOCK_EVERY_MS < untilMs; nth += 1) {
        const beginMs = nth * BLOCK_EVERY_MS;
        const centre = blocked(nth);
        if (beginMs + BLOCK_LASTS_MS > fromMs && centre.plant === plant && centre.step === step)
          spans.push({ fromMs: beginMs, untilMs: beginMs + BLOCK_LASTS_MS });
      }
      return spans;
    },
    slowness(plant, step, atMs) {
      const centre = slow(Math.floor(atMs / SLOW_ERA_MS));
      return centre.plant === plant && centre.step === step ? SLOW_FACTOR : 1;
    },
  };
}

const REMEMBERED = 5_000;

function memoised<T>(make: (nth: number) => T): (nth: number) => T {
  const known = new Map<number, T>();
  return (nth) => {
    let value = known.get(nth);
    if (value === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      value = make(nth);
      known.set(nth, value);
    }
    return value;
  };
}
