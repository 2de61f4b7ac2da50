/** What a step under way still takes (DELIVERY-15, DELIVERY-16, DELIVERY-18). */
import type { ClassModel } from '../learning/classModel.ts';
import { ageOf, reportGroup } from '../learning/progressReports.ts';
import type { OrderStep, Position } from '../orders/orderView.ts';
import { blockedMsOf } from '../orders/step.ts';
import { STANDARD_DISTRIBUTION } from '../statistics/durationDistribution.ts';
import type { LocationScale } from '../statistics/quantiles.ts';
import { type Frailty, givenDuration } from '../statistics/sharedFrailty.ts';
import { boundedScore, type FrailResidual, frailResidual, stepTransform } from './orderFrailty.ts';

/** A report of less progress implies no total worth the name. */
const MIN_PROGRESS = 0.001;
/**
 * What a report of some age is worth was learnt from steps that still ran at that age, which is part of what the step's own figures
 * say as well: beside a report these count as if their spread were so much wider. Found on simulated orders (`npm run bench -- delivery-risk`).
 */
const SPREAD_BESIDE_REPORT = 1.5;

/** From its start or, where that is not known, from the end of the step before. */
export function residualOf(
  { view, name }: OrderStep,
  asOfMs: number,
  position: Position,
  model: ClassModel,
  frailty: Frailty,
): FrailResidual {
  const { rho } = model;
  if (view.status === 'todo') return frailResidual(model.distribution('span', name), 0, rho, frailty);
  const readyMs = position.readyMs !== null && position.readyMs <= view.firstAtMs ? position.readyMs : view.firstAtMs;
  const beganMs = view.startedAtMs ?? readyMs;
  const everBlocked = view.blockedSinceMs !== null || view.spells.length > 0;
  const distribution = model.distribution(view.startedAtMs === null ? 'span' : everBlocked ? 'net' : 'work', name);
  const workedSeconds = ((view.blockedSinceMs ?? asOfMs) - beganMs - blockedMsOf(view)) / 1_000;
  const report = view.reports.at(-1);
  let work: FrailResidual;
  if (report && report.atMs - beganMs > report.blockedMs) {
    const reportSeconds = (report.atMs - beganMs - report.blockedMs) / 1_000;
    const error = model.reportError(name, reportGroup(report.share, ageOf(reportSeconds, workedSeconds)));
    const impliedLog = Math.log(reportSeconds / Math.max(MIN_PROGRESS, report.share)) - error.median;
    const { shift, scale } = stepTransform(distribution, rho, frailty);
    const learnt = { median: distribution.median + shift, spread: distribution.spread * scale * SPREAD_BESIDE_REPORT };
    const { median, spread } = posteriorOf(learnt, impliedLog, error.spread);
    const transform = { shift: median, scale: spread };
    work = {
      residual: { distribution: STANDARD_DISTRIBUTION, elapsedSeconds: workedSeconds, transform, block: null, occurrence: 1 },
      frailty: givenDuration(
        frailty,
        boundedScore((impliedLog - distribution.median) / distribution.spread),
        (error.spread / distribution.spread) ** 2,
        rho,
      ),
    };
  } else work = frailResidual(distribution, workedSeconds, rho, frailty);
  if (view.blockedSinceMs === null) return work;
  const block = { distribution: model.blockedSpell(name), elapsedSeconds: (asOfMs - view.blockedSinceMs) / 1_000 };
  return { residual: { ...work.residual, block }, frailty: work.frailty };
}

/**
 * The total that was learnt and the total that a report implies, weighted by their precisions: the posterior of a normal mean under a
 * normal prior (A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.5), in log-durations.
 */
function posteriorOf(learnt: LocationScale, impliedLog: number, spread: number): LocationScale {
  const prior = 1 / learnt.spread ** 2;
  const data = 1 / spread ** 2;
  return { median: (prior * learnt.median + data * impliedLog) / (prior + data), spread: Math.sqrt(1 / (prior + data)) };
}
