/** The whole life of one simulated order, from its placing to its delivery: a function of the seed and its number. */
import { type Account, ALL_ACCOUNTS } from '../world/accounts.ts';
import { type City, EXPORT_PORTS, PLANTS, type Plant } from '../world/geography.ts';
import { CHINA_OFFSET_MS } from '../world/organisation.ts';
import type { Random } from '../world/random.ts';
import { EXPORT_SHIPPING_FACTOR, MACHINING, PRODUCT_LINES, type ProductLine, PURCHASING, SHIPPING } from './process.ts';
import type { Span, Troubles } from './troubles.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** One order a slot. */
export const ORDER_SLOT_MS = 2 * HOUR_MS;
/** No order lives longer: what is not done by then is hurried through. */
export const LONGEST_LIFE_MS = 44 * DAY_MS;

/**
 * Some orders have a part to play, by their number, so that at any instant each of these stands somewhere: an expedited order that
 * everybody forgot to give priority, a promise of stock that is locked or still on the road, and one that waits for a purchased part.
 */
const FORGOTTEN_EVERY = 13;
const PHANTOM_EVERY = 13;
const STARVED_EVERY = 53;
/** How long the first two stand; longer than the time between two of them. */
export const SEEDED_STANDS_MS = 30 * HOUR_MS;

const SHARES = { expedited: 0.07, exported: 0.17, cancelled: 0.02, nearestPlant: 0.55 } as const;
const EXPEDITED_FACTOR = 0.7;
const STARVED_FACTOR = 6.5;
/** More than any warehouse has: it waits for what is bought. */
const STARVED_QUANTITY = 2_400;

export interface StepLife {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Without the pauses. */
  readonly workMs: number;
  readonly pauses: readonly Span[];
  readonly plannedEndMs: number;
  /** Reported progress is the true share to this power: some report early, some late. */
  readonly bend: number;
}

export interface OrderLife {
  readonly id: string;
  readonly placedMs: number;
  readonly promisedMs: number;
  readonly account: Account;
  readonly line: ProductLine;
  readonly plant: Plant;
  readonly to: City;
  readonly amountYuan: number;
  readonly expedite: boolean;
  /** When the production step gets its priority; null where it needs none. */
  readonly priorityMs: number | null;
  /** Which of the locked stocks it is promised from; null for an ordinary order. */
  readonly phantom: number | null;
  readonly sku: string;
  readonly quantity: number;
  readonly steps: readonly StepLife[];
  readonly deliveredMs: number;
  /** When it is called off, if it is. */
  readonly cancelledMs: number | null;
}

export function orderLife(slot: number, random: Random, troubles: Troubles): OrderLife {
  const placedMs = Math.round(slot * ORDER_SLOT_MS + random.unit() * ORDER_SLOT_MS);
  const account = random.pick(ALL_ACCOUNTS);
  const line = random.weighted(PRODUCT_LINES);
  const nearest = PLANTS.find(({ region }) => region === account.region);
  const plant = nearest && random.chance(SHARES.nearestPlant) ? nearest : random.weighted(PLANTS);
  const exported = random.chance(SHARES.exported);
  const forgotten = slot % FORGOTTEN_EVERY === 0;
  const starved = slot % STARVED_EVERY === 1;
  const phantom = slot % PHANTOM_EVERY === 6 ? Math.floor(slot / PHANTOM_EVERY) : null;
  const expedite = forgotten || random.chance(SHARES.expedited);
  const haste = line.factor * (expedite ? EXPEDITED_FACTOR : 1);
  const pace = haste * random.logNormal(1, 0.12);

  const steps: StepLife[] = [];
  let plannedMs = 0;
  let readyMs = placedMs + random.logNormal(2, 0.5) * HOUR_MS;
  for (const { name, medianDays, spread } of line.route) {
    const abroad = exported && name === SHIPPING ? EXPORT_SHIPPING_FACTOR : 1;
    const usualMs = medianDays * abroad * haste * DAY_MS;
    const unlucky = (starved && name === PURCHASING ? STARVED_FACTOR : 1) * troubles.slowness(plant, name, readyMs);
    const drawnMs = medianDays * abroad * pace * unlucky * random.logNormal(1, spread) * DAY_MS;
    const hurriedMs = Math.max(HOUR_MS, placedMs + LONGEST_LIFE_MS - DAY_MS - readyMs);
    const workMs = Math.round(Math.min(drawnMs, hurriedMs));
    const startMs = Math.round(readyMs);
    const { endMs, pauses } = workThrough(startMs, workMs, troubles.blocks(plant, name, startMs, startMs + workMs + 2 * DAY_MS));
    steps.push({
      name,
      startMs,
      endMs,
      workMs,
      pauses,
      plannedEndMs: Math.round(startMs + 0.9 * usualMs),
      bend: random.between(0.85, 1.2),
    });
    readyMs = endMs + random.logNormal(1.6, 0.6) * HOUR_MS;
    plannedMs += usualMs;
  }

  const lastEndMs = (steps.at(-1) as StepLife).endMs;
  const deliveredMs = Math.round(lastEndMs + random.between(5, 50) * 60_000);
  const cancelled = random.chance(SHARES.cancelled) && !forgotten && phantom === null;
  const cancelledMs = cancelled ? Math.round(placedMs + random.between(0.05, 0.8) * (deliveredMs - placedMs)) : null;
  const amountYuan = Math.round((random.logNormal(360_000, 0.6) * account.size * (exported ? 1.6 : 1)) / 1_000) * 1_000;
  return {
    id: orderIdAt(slot),
    placedMs,
    promisedMs: eveningAfter(placedMs + plannedMs * random.between(1.52, 1.78) + DAY_MS),
    account,
    line,
    plant,
    to: exported ? random.pick(EXPORT_PORTS) : account.city,
    amountYuan,
    expedite,
    priorityMs: forgotten ? placedMs + SEEDED_STANDS_MS : expedite ? placedMs + random.between(1, 9) * 60_000 : null,
    phantom,
    sku: random.pick(line.skus),
    quantity: starved ? STARVED_QUANTITY : Math.round(random.between(4, 36)),
    steps,
    deliveredMs,
    cancelledMs,
  };
}

/** The share of the step's work that is done at an instant. */
export function shareDone({ startMs, workMs, pauses }: StepLife, atMs: number): number {
  let paused = 0;
  for (const { fromMs, untilMs } of pauses) paused += Math.max(0, Math.min(atMs, untilMs) - fromMs);
  return Math.min(1, Math.max(0, (atMs - startMs - paused) / workMs));
}

/** Share as the shop floor reports it: never 0 nor 1 while the step goes on. */
export const shareReported = (step: StepLife, atMs: number): number =>
  Math.min(0.999, Math.max(0.001, Math.round(shareDone(step, atMs) ** step.bend * 10_000) / 10_000));

export const productionStep = (order: OrderLife): StepLife =>
  order.steps.find(({ name }) => name === MACHINING) ?? (order.steps[0] as StepLife);

/** Where the blocks of its work centre leave the step: each pushes the end out by as long as it lasts. */
function workThrough(startMs: number, workMs: number, blocks: readonly Span[]): { endMs: number; pauses: Span[] } {
  const pauses: Span[] = [];
  let endMs = startMs + workMs;
  for (const block of blocks) {
    // A minute passes before anybody notices that the work centre does not run.
    const fromMs = Math.max(block.fromMs, startMs + 60_000);
    if (fromMs >= endMs || fromMs >= block.untilMs) continue;
    pauses.push({ fromMs, untilMs: block.untilMs });
    endMs += block.untilMs - fromMs;
  }
  return { endMs, pauses };
}

/** `SO-261123-05`: day in China and number of the day. */
function orderIdAt(slot: number): string {
  const beganMs = slot * ORDER_SLOT_MS + CHINA_OFFSET_MS;
  const day = new Date(beganMs).toISOString().slice(2, 10).replaceAll('-', '');
  const nth = Math.floor((beganMs % DAY_MS) / ORDER_SLOT_MS) + 1;
  return `SO-${day}-${String(nth).padStart(2, '0')}`;
}

/** Six in the evening in China, on the day of the instant. */
function eveningAfter(atMs: number): number {
  return Math.floor((atMs + CHINA_OFFSET_MS) / DAY_MS) * DAY_MS + 18 * HOUR_MS - CHINA_OFFSET_MS;
}
