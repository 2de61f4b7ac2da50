/**
 * p(late) of one order at an instant: the residual lives of the steps under way plus all that is to come, against the time left to the
 * promise (DELIVERY-14 to DELIVERY-19).
 */
import type { ClassModel, ClassModels, Rest } from '../learning/classModel.ts';
import { classOf, unroutedName } from '../learning/hierarchy.ts';
import type { OrderStep, OrderView, Position } from '../orders/orderView.ts';
import { positionOf } from '../orders/position.ts';
import type { DeliverySettings } from '../settings.ts';
import { type DiscreteDistribution, maximum } from '../statistics/discreteDistribution.ts';
import { ABOVE_HIGH_STRATUM, HIGH_STRATUM, IDENTITY, type LogTransform, residualSurvival } from '../statistics/durationDistribution.ts';
import type { GridDistribution } from '../statistics/logGrid.ts';
import { FRAILTY_PRIOR, type Frailty } from '../statistics/sharedFrailty.ts';
import { frailResidual, frailtyOf, restTransformOf } from './orderFrailty.ts';
import { boundOf, distributionOf, type Residual } from './residual.ts';
import { residualOf } from './stepResidual.ts';

/** What one step under way still takes. */
export interface StepResidual {
  /** Null for the rest of an order without a route, of which nothing is under way. */
  step: OrderStep | null;
  residual: DiscreteDistribution;
}

export interface Assessment {
  /** Probability that the promise is missed. */
  pLate: number;
  asOfMs: number;
  /** Seconds from `asOfMs` to the promise; negative when it is past. */
  leftSeconds: number;
  position: Position;
  /** Steps under way, or the one that is waited for; they run in parallel. */
  underWay: StepResidual[];
  /** Steps that come after those. */
  ahead: readonly OrderStep[];
  rest: GridDistribution;
  /** Where the order's frailty moves the rest. */
  restTransform: LogTransform;
  model: ClassModel;
}

/** A step that hardly ever still comes is not waited for. */
const NEGLIGIBLE_PROBABILITY = 0.03;
const DEFAULT_PRIOR_LOG = Math.log(86_400);

/** ln(seconds) that a step needs while nothing is known but the promise; rounded to halves, so that orders share tables. */
function priorLogOf({ placedAtMs, promisedAtMs, steps }: OrderView, settings: DeliverySettings): number {
  if (placedAtMs === null || promisedAtMs === null || promisedAtMs <= placedAtMs) return DEFAULT_PRIOR_LOG;
  const seconds = (promisedAtMs - placedAtMs) / 1_000;
  return Math.round(2 * Math.log((settings.priorShare * seconds) / Math.max(1, steps.length))) / 2;
}

/** The model for this order, kept until a fact comes or the model learns. */
function modelFor(order: OrderView, models: ClassModels, settings: DeliverySettings): ClassModel {
  const { memo } = order;
  if (memo.model?.version !== models.version) {
    memo.model = models.of(classOf(order), priorLogOf(order, settings));
    memo.frailty = undefined;
    memo.rest = undefined;
  }
  memo.frailty ??= frailtyOf(order, memo.model);
  return memo.model;
}

/** What an assessment is worked out from, before any of its distributions is. */
export interface Prospect {
  asOfMs: number;
  leftSeconds: number;
  position: Position;
  model: ClassModel;
  underWay: readonly { step: OrderStep | null; residual: Residual }[];
  rest: Rest;
  restTransform: LogTransform;
  /** What is left of an order without a route, of which nothing is under way. */
  unrouted: boolean;
}

/** @returns null for an order of which no promise is known */
export function assess(order: OrderView, asOfMs: number, models: ClassModels, settings: DeliverySettings): Assessment | null {
  const prospect = prospectOf(order, asOfMs, models, settings);
  return prospect && assessmentOf(prospect);
}

/** @returns null for an order of which no promise is known */
export function prospectOf(order: OrderView, asOfMs: number, models: ClassModels, settings: DeliverySettings): Prospect | null {
  if (order.promisedAtMs === null) return null;
  const position = positionOf(order);
  const model = modelFor(order, models, settings);
  const frailty = order.memo.frailty ?? FRAILTY_PRIOR;
  const leftSeconds = (order.promisedAtMs - asOfMs) / 1_000;
  const { active, ahead, later } = position;
  order.memo.rest ??= model.rest(later);
  const rest = order.memo.rest;
  if (order.route.length === 0 && active.length === 0 && ahead.length === 0) {
    const elapsedSeconds = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const distribution = model.unroutedRest(unroutedName(position.lastEnded));
    const underWay = [{ step: null, residual: { distribution, elapsedSeconds, transform: IDENTITY, block: null, occurrence: 1 } }];
    return { asOfMs, leftSeconds, position, model, underWay, rest, restTransform: IDENTITY, unrouted: true };
  }
  const { underWay, frailtyByNow } = stepsUnderWay(position, asOfMs, model, frailty);
  return { asOfMs, leftSeconds, position, model, underWay, rest, restTransform: restTransformOf(frailtyByNow, rest), unrouted: false };
}

export function assessmentOf({ unrouted, underWay: prospects, rest, ...prospect }: Prospect): Assessment {
  const { leftSeconds, restTransform } = prospect;
  const underWay = prospects.map(({ step, residual }): StepResidual => ({ step, residual: distributionOf(residual) }));
  const base = { ...prospect, underWay, ahead: prospect.position.later, rest: rest.distribution };
  if (leftSeconds <= 0) return { ...base, pLate: 1 };
  const [only] = prospects;
  const pLate =
    unrouted && only
      ? residualSurvival(only.residual.distribution, only.residual.elapsedSeconds, leftSeconds)
      : missProbability(latestOf(underWay), rest.distribution, leftSeconds, restTransform);
  return { ...base, pLate };
}

/** More than rounding can do to a probability. */
const ROUNDING = 1e-9;

/**
 * Whether p(late) is below the share for certain, by a bound that costs a tenth of it: if no step under way takes longer than its stratum
 * near the top, the rest decides; that one of them does is no likelier than what lies above these strata. False where that does not tell.
 */
export function isBelow(share: number, { leftSeconds, underWay, rest, restTransform, unrouted }: Prospect): boolean {
  if (leftSeconds <= 0 || unrouted) return false;
  let latestSeconds = 0;
  let beyond = 0;
  for (const { residual } of underWay) {
    latestSeconds = Math.max(latestSeconds, boundOf(residual, HIGH_STRATUM));
    beyond += residual.block ? 2 * ABOVE_HIGH_STRATUM : ABOVE_HIGH_STRATUM;
  }
  return beyond + survivalOf(leftSeconds - latestSeconds, rest.distribution, restTransform) < share - ROUNDING;
}

/** Steps under way or, without any, the one that is waited for; and those that were overtaken but may still come. */
function stepsUnderWay(
  position: Position,
  asOfMs: number,
  model: ClassModel,
  frailty: Frailty,
): { underWay: { step: OrderStep; residual: Residual }[]; frailtyByNow: Frailty } {
  const { active, overtaken, waited } = position;
  const underWay: { step: OrderStep; residual: Residual }[] = [];
  let frailtyByNow: Frailty | null = null;
  for (const step of active) {
    const own = residualOf(step, asOfMs, position, model, frailty);
    frailtyByNow ??= own.frailty;
    underWay.push({ step, residual: own.residual });
  }
  if (waited) {
    const elapsed = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const own = frailResidual(model.distribution('span', waited.name), elapsed, model.rho, frailty);
    frailtyByNow = own.frailty;
    const occurrence = waited.place >= 0 ? model.occurrence(waited.name) : 1;
    underWay.push({ step: waited, residual: { ...own.residual, occurrence } });
  }
  for (const step of overtaken) {
    const occurrence = model.overtakenOccurrence(step.name);
    if (occurrence <= NEGLIGIBLE_PROBABILITY) continue;
    const { residual } = residualOf(step, asOfMs, position, model, frailty);
    underWay.push({ step, residual: { ...residual, occurrence } });
  }
  return { underWay, frailtyByNow: frailtyByNow ?? frailty };
}

/** When the last of several parallel steps ends. */
export const latestOf = (steps: readonly StepResidual[]): DiscreteDistribution => maximum(steps.map(({ residual }) => residual));

/** P(under way + rest > left). */
export function missProbability(
  underWay: DiscreteDistribution,
  rest: GridDistribution,
  leftSeconds: number,
  transform: LogTransform = IDENTITY,
): number {
  let late = 0;
  for (let i = 0; i < underWay.values.length; i += 1)
    late += (underWay.masses[i] as number) * survivalOf(leftSeconds - (underWay.values[i] as number), rest, transform);
  return Math.min(1, late);
}

/** P(rest > seconds) of the rest as the transform moves it: the time is looked up where it lies in the unmoved one. */
function survivalOf(seconds: number, rest: GridDistribution, { shift, scale }: LogTransform): number {
  if (seconds < 0) return 1;
  if (shift === 0 && scale === 1) return rest.survival(seconds);
  return rest.survival(Math.exp(rest.median + (Math.log(Math.max(1, seconds)) - rest.median - shift) / scale));
}
