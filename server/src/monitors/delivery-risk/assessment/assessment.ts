/**
 * p(late) of one order at an instant: the residual lives of the steps under way plus all that is to come, against the time left to the
 * promise (DELIVERY-14 to DELIVERY-19).
 */
import type { ClassModel, ClassModels } from '../learning/classModel.ts';
import { classOf, unroutedName } from '../learning/hierarchy.ts';
import type { OrderStep, OrderView, Position } from '../orders/orderView.ts';
import { positionOf } from '../orders/position.ts';
import type { DeliverySettings } from '../settings.ts';
import { type DiscreteDistribution, maximum, mixtureWithAtomAtZero } from '../statistics/discreteDistribution.ts';
import { IDENTITY, type LogTransform, residualLife, residualSurvival } from '../statistics/durationDistribution.ts';
import type { GridDistribution } from '../statistics/logGrid.ts';
import { FRAILTY_PRIOR, type Frailty } from '../statistics/sharedFrailty.ts';
import { frailResidual, frailtyOf, restTransformOf } from './orderFrailty.ts';
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
    memo.frailty = frailtyOf(order, memo.model);
  }
  return memo.model;
}

/** @returns null for an order of which no promise is known */
export function assess(order: OrderView, asOfMs: number, models: ClassModels, settings: DeliverySettings): Assessment | null {
  if (order.promisedAtMs === null) return null;
  const position = positionOf(order);
  const model = modelFor(order, models, settings);
  const frailty = order.memo.frailty ?? FRAILTY_PRIOR;
  const leftSeconds = (order.promisedAtMs - asOfMs) / 1_000;
  const base = { asOfMs, leftSeconds, position, model };
  if (order.route.length === 0 && position.active.length === 0 && position.ahead.length === 0) {
    const distribution = model.unroutedRest(unroutedName(position.lastEnded));
    const elapsed = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const rest = model.rest([]);
    const pLate = leftSeconds <= 0 ? 1 : residualSurvival(distribution, elapsed, leftSeconds);
    const underWay = [{ step: null, residual: residualLife(distribution, elapsed) }];
    return { ...base, pLate, underWay, ahead: [], rest, restTransform: IDENTITY };
  }
  const { underWay, ahead, frailtyByNow } = stepsUnderWay(position, asOfMs, model, frailty);
  const rest = model.rest(ahead);
  const restTransform = restTransformOf(frailtyByNow, ahead, rest, model);
  const pLate = leftSeconds <= 0 ? 1 : missProbability(latestOf(underWay), rest, leftSeconds, restTransform);
  return { ...base, pLate, underWay, ahead, rest, restTransform };
}

/** Steps under way or, without any, the one that is waited for; and those that were overtaken but may still come. */
function stepsUnderWay(
  position: Position,
  asOfMs: number,
  model: ClassModel,
  frailty: Frailty,
): { underWay: StepResidual[]; ahead: readonly OrderStep[]; frailtyByNow: Frailty } {
  const { active, overtaken, ahead } = position;
  const underWay: StepResidual[] = [];
  let frailtyByNow: Frailty | null = null;
  for (const step of active) {
    const own = residualOf(step, asOfMs, position, model, frailty);
    frailtyByNow ??= own.frailty;
    underWay.push({ step, residual: own.residual });
  }
  const waited = active.length === 0 ? ahead[0] : undefined;
  if (waited) {
    const elapsed = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const own = frailResidual(model.distribution('span', waited.name), elapsed, model.rho, frailty);
    frailtyByNow = own.frailty;
    const occurrence = waited.place >= 0 ? model.occurrence(waited.name) : 1;
    underWay.push({ step: waited, residual: mixtureWithAtomAtZero(own.residual, occurrence) });
  }
  for (const step of overtaken) {
    const occurrence = model.overtakenOccurrence(step.name);
    if (occurrence <= NEGLIGIBLE_PROBABILITY) continue;
    const { residual } = residualOf(step, asOfMs, position, model, frailty);
    underWay.push({ step, residual: mixtureWithAtomAtZero(residual, occurrence) });
  }
  return { underWay, ahead: waited ? ahead.slice(1) : ahead, frailtyByNow: frailtyByNow ?? frailty };
}

/** When the last of several parallel steps ends. */
export const latestOf = (steps: readonly StepResidual[]): DiscreteDistribution => maximum(steps.map(({ residual }) => residual));

/** P(under way + rest > left). */
export function missProbability(
  underWay: DiscreteDistribution,
  rest: GridDistribution,
  leftSeconds: number,
  { shift, scale }: LogTransform = IDENTITY,
): number {
  let late = 0;
  const moved = shift !== 0 || scale !== 1;
  for (let i = 0; i < underWay.values.length; i += 1) {
    const after = leftSeconds - (underWay.values[i] as number);
    late +=
      (underWay.masses[i] as number) * (after < 0 ? 1 : rest.survival(moved ? inverseTransform(after, rest.median, shift, scale) : after));
  }
  return Math.min(1, late);
}

/** The time that lies in the unmoved distribution where `seconds` lies in the moved one. */
const inverseTransform = (seconds: number, median: number, shift: number, scale: number): number =>
  Math.exp(median + (Math.log(Math.max(1, seconds)) - median - shift) / scale);
