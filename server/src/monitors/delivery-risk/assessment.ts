/**
 * p(late) of one order at an instant. What is left of the steps under way, given how long they have run and what was reported of
 * them, plus all that is to come, against the time left to the promise. The parts are taken as independent of each other.
 */
import { type DurationCurve, type Move, type Nodes, remaining, remainingSurvival, STANDARD_CURVE, UNMOVED } from './curve.ts';
import type { ClassModel, DurationModel, Location } from './durationModel.ts';
import { NO_PACE, type Pace, paceBeyond, paceSeen } from './kinship.ts';
import type { GridTable } from './logGrid.ts';
import { unroutedName } from './names.ts';
import type { OrderStep, OrderView } from './order.ts';
import { type Position, positionOf } from './position.ts';
import type { DeliverySettings } from './settings.ts';
import { blockedMsOf } from './step.ts';
import { classOf, endsOf, reportKind } from './teaching.ts';

/** What one step under way still takes. */
export interface OpenPart {
  name: string;
  nodes: Nodes;
}

export interface Assessment {
  /** Probability that the promise is missed. */
  pLate: number;
  asOfMs: number;
  /** Seconds from `asOfMs` to the promise; negative when it is past. */
  leftSeconds: number;
  position: Position;
  /** Steps under way, or the one that is waited for; they go on side by side. */
  open: OpenPart[];
  /** Steps that come after those. */
  ahead: readonly OrderStep[];
  rest: GridTable;
  /** How the order's own pace moves what is to come. */
  pull: Move;
  model: ClassModel;
}

const DEFAULT_PRIOR_LOG = Math.log(86_400);

/** ln(seconds) that a step needs while nothing is known but the promise; coarse, so that orders share tables. */
export function priorLogOf(order: OrderView, settings: DeliverySettings): number {
  const { placedAtMs, promisedAtMs, steps } = order;
  if (placedAtMs === null || promisedAtMs === null || promisedAtMs <= placedAtMs) return DEFAULT_PRIOR_LOG;
  const seconds = (promisedAtMs - placedAtMs) / 1_000;
  return Math.round(2 * Math.log((settings.priorShare * seconds) / Math.max(1, steps.length))) / 2;
}

/** The model for this order, kept until a fact comes or the model learns. */
function modelFor(order: OrderView, model: DurationModel, settings: DeliverySettings): ClassModel {
  const { memo } = order;
  if (memo.model?.version !== model.version) {
    memo.model = model.forClass(classOf(order), priorLogOf(order, settings));
    memo.pace = paceOf(order, memo.model);
  }
  return memo.model;
}

/** @returns null for an order of which no promise is known */
export function assess(order: OrderView, asOfMs: number, model: DurationModel, settings: DeliverySettings): Assessment | null {
  if (order.promisedAtMs === null) return null;
  const position = positionOf(order);
  const own = modelFor(order, model, settings);
  const paceSoFar = order.memo.pace ?? NO_PACE;
  const leftSeconds = (order.promisedAtMs - asOfMs) / 1_000;
  const base = { asOfMs, leftSeconds, position, model: own };
  const { active, overtaken, ahead } = position;

  if (order.route.length === 0 && active.length === 0 && ahead.length === 0) {
    const name = unroutedName(position.lastEnded);
    const curve = own.wholeCurve(name);
    const elapsed = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const rest = own.rest([]);
    const pLate = leftSeconds <= 0 ? 1 : remainingSurvival(curve, elapsed, leftSeconds);
    return { ...base, pLate, open: [{ name: '', nodes: remaining(curve, elapsed) }], ahead: [], rest, pull: UNMOVED };
  }

  const paces: Pace[] = [];
  const open: OpenPart[] = active.map((step) => {
    const { nodes, pace } = leftOf(step, asOfMs, position, own, paceSoFar);
    paces.push(pace);
    return { name: step.name, nodes };
  });
  let next = 0;
  if (active.length === 0 && ahead.length > 0) {
    const waited = ahead[0] as OrderStep;
    const curve = own.curve('span', waited.name);
    const elapsed = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const { nodes, pace } = pulledRemaining(curve, elapsed, own.kinship, paceSoFar);
    paces.push(pace);
    open.push({ name: waited.name, nodes: perhaps(nodes, waited.inRoute ? own.doneShare(waited.name) : 1) });
    next = 1;
  }
  for (const step of overtaken) {
    const share = own.overtakenShare(step.name);
    if (share > NEGLIGIBLE_SHARE)
      open.push({ name: step.name, nodes: perhaps(leftOf(step, asOfMs, position, own, paceSoFar).nodes, share) });
  }
  const later = next === 0 ? ahead : ahead.slice(next);
  const rest = own.rest(later);
  const pull = pullOf(paces[0] ?? paceSoFar, later, rest, own);
  return { ...base, pLate: leftSeconds <= 0 ? 1 : missShare(sideBySide(open), rest, leftSeconds, pull), open, ahead: later, rest, pull };
}

/** P(open + rest > left). */
export function missShare(open: Nodes, rest: GridTable, leftSeconds: number, { shift, factor }: Move = UNMOVED): number {
  let late = 0;
  const pulled = shift !== 0 || factor !== 1;
  for (let i = 0; i < open.values.length; i += 1) {
    const after = leftSeconds - (open.values[i] as number);
    late += (open.masses[i] as number) * (after < 0 ? 1 : rest.survival(pulled ? unpulled(after, rest.median, shift, factor) : after));
  }
  return Math.min(1, late);
}

/** The time that lies in the unmoved distribution where `seconds` lies in the moved one. */
const unpulled = (seconds: number, median: number, shift: number, factor: number): number =>
  Math.exp(median + (Math.log(Math.max(1, seconds)) - median - shift) / factor);

/** A step that hardly ever still comes is not waited for. */
const NEGLIGIBLE_SHARE = 0.03;
/** A report of less progress promises no total worth the name. */
const LEAST_SHARE = 0.001;
/**
 * What a report of some age is worth was learnt from steps that still ran at that age, which is part of what the step's own figures
 * say as well: beside a report these count as if they were spread so much wider. Found on simulated orders (`bench delivery`).
 */
const BESIDE_REPORT = 1.5;
/** Scores further out say that something went wrong in that step, not that the order is slow. */
const MAX_SCORE = 2.5;
const bounded = (score: number): number => Math.max(-MAX_SCORE, Math.min(MAX_SCORE, score));

/** Each ended step speaks for the pace of the order, by how long it took for its kind. */
function paceOf(order: OrderView, model: ClassModel): Pace {
  const rho = model.kinship;
  let pace = NO_PACE;
  let sinceMs = order.placedAtMs;
  for (const { name, atMs } of endsOf(order)) {
    if (sinceMs !== null && atMs > sinceMs)
      pace = paceSeen(pace, bounded(model.curve('span', name).scoreOf(Math.log((atMs - sinceMs) / 1_000))), 0, rho);
    sinceMs = Math.max(sinceMs ?? atMs, atMs);
  }
  return pace;
}

/** Where the order's pace moves one of its steps: mean √ρ·m, variance 1 − ρ + ρ·v in scores. */
const movedBy = (curve: DurationCurve, rho: number, { mean, variance }: Pace): Move => ({
  shift: curve.spread * Math.sqrt(rho) * mean,
  factor: Math.sqrt(1 - rho + rho * variance),
});

/** What is left of a step given the order's pace, and the pace given that the step still runs. */
function pulledRemaining(curve: DurationCurve, elapsedSeconds: number, rho: number, pace: Pace): { nodes: Nodes; pace: Pace } {
  const nodes = remaining(curve, elapsedSeconds, movedBy(curve, rho, pace));
  if (elapsedSeconds <= 1) return { nodes, pace };
  return { nodes, pace: paceBeyond(pace, bounded(curve.scoreOf(Math.log(elapsedSeconds))), rho) };
}

/**
 * By how much the rest moves: its steps share the order's factor with loading √ρ each, so that ln(rest) moves by their mean spread
 * times √ρ times the factor's mean, and loses the variance that is known now.
 */
function pullOf({ mean, variance }: Pace, ahead: readonly OrderStep[], rest: GridTable, model: ClassModel): Move {
  if (ahead.length === 0 || rest.spread <= 0) return UNMOVED;
  let weighted = 0;
  let whole = 0;
  for (const { name } of ahead) {
    const curve = model.curve('span', name);
    const weight = Math.exp(curve.median);
    weighted += weight * curve.spread;
    whole += weight;
  }
  const loading = Math.min(rest.spread, weighted / whole) * Math.sqrt(model.kinship);
  const known = (loading * loading * (1 - variance)) / (rest.spread * rest.spread);
  return { shift: loading * mean, factor: Math.sqrt(Math.max(0.3, 1 - known)) };
}

/** What a step under way still takes, from its start (or, not knowing that, from the end of the step before). */
function leftOf(
  { view, name }: OrderStep,
  asOfMs: number,
  position: Position,
  model: ClassModel,
  pace: Pace,
): { nodes: Nodes; pace: Pace } {
  if (view.status === 'todo') return pulledRemaining(model.curve('span', name), 0, model.kinship, pace);
  const readyMs = position.readyMs !== null && position.readyMs <= view.firstAtMs ? position.readyMs : view.firstAtMs;
  const beganMs = view.startedAtMs ?? readyMs;
  const everBlocked = view.blockedSinceMs !== null || view.spells.length > 0;
  const curve = model.curve(view.startedAtMs === null ? 'span' : everBlocked ? 'net' : 'work', name);
  const workedSeconds = ((view.blockedSinceMs ?? asOfMs) - beganMs - blockedMsOf(view)) / 1_000;
  const report = view.reports.at(-1);
  let work: { nodes: Nodes; pace: Pace };
  if (report && report.atMs - beganMs > report.blockedMs) {
    const reportSeconds = (report.atMs - beganMs - report.blockedMs) / 1_000;
    const error = model.reportError(name, reportKind(report.share, reportSeconds, workedSeconds));
    const told = Math.log(reportSeconds / Math.max(LEAST_SHARE, report.share)) - error.median;
    const rho = model.kinship;
    const { shift, factor } = movedBy(curve, rho, pace);
    const { median, spread } = informed(
      { median: curve.median + shift, spread: curve.spread * factor * BESIDE_REPORT },
      told,
      error.spread,
    );
    work = {
      nodes: remaining(STANDARD_CURVE, workedSeconds, { shift: median, factor: spread }),
      pace: paceSeen(pace, bounded((told - curve.median) / curve.spread), (error.spread / curve.spread) ** 2, rho),
    };
  } else work = pulledRemaining(curve, workedSeconds, model.kinship, pace);
  if (view.blockedSinceMs === null) return work;
  const block = remaining(model.blockCurve(name), (asOfMs - view.blockedSinceMs) / 1_000);
  return { nodes: inTurn(block, work.nodes), pace: work.pace };
}

/**
 * The total that was learnt and the total that a report promises, weighed by their precisions: the posterior of a normal mean
 * under a normal prior (A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.5), in log-durations.
 */
export function informed(learnt: Location, promisedLog: number, spread: number): Location {
  const own = 1 / learnt.spread ** 2;
  const told = 1 / spread ** 2;
  return { median: (own * learnt.median + told * promisedLog) / (own + told), spread: Math.sqrt(1 / (own + told)) };
}

function perhaps({ values, masses }: Nodes, share: number): Nodes {
  if (share >= 1) return { values, masses };
  const more = { values: new Float64Array(values.length + 1), masses: new Float64Array(masses.length + 1) };
  more.values.set(values, 1);
  more.masses[0] = 1 - share;
  for (let i = 0; i < masses.length; i += 1) more.masses[i + 1] = share * (masses[i] as number);
  return more;
}

/** Sum of two independent times, value by value. */
function inTurn(a: Nodes, b: Nodes): Nodes {
  const values = new Float64Array(a.values.length * b.values.length);
  const masses = new Float64Array(values.length);
  let k = 0;
  for (let i = 0; i < a.values.length; i += 1)
    for (let j = 0; j < b.values.length; j += 1) {
      values[k] = (a.values[i] as number) + (b.values[j] as number);
      masses[k++] = (a.masses[i] as number) * (b.masses[j] as number);
    }
  return { values, masses };
}

/** The last to end of several independent times: P(max ≤ t) is the product. No part at all takes no time. */
export function sideBySide(parts: readonly OpenPart[]): Nodes {
  const [first, ...others] = parts;
  if (!first) return { values: Float64Array.of(0), masses: Float64Array.of(1) };
  if (others.length === 0) return first.nodes;
  const values = new Float64Array(parts.reduce((size, part) => size + part.nodes.values.length, 0));
  let filled = 0;
  for (const { nodes } of parts) {
    values.set(nodes.values, filled);
    filled += nodes.values.length;
  }
  values.sort();
  const below = new Float64Array(values.length).fill(1);
  for (const { nodes } of parts) {
    const sorted = rising(nodes);
    let k = 0;
    let mass = 0;
    for (let i = 0; i < values.length; i += 1) {
      for (; k < sorted.values.length && (sorted.values[k] as number) <= (values[i] as number); k += 1) mass += sorted.masses[k] as number;
      below[i] = (below[i] as number) * mass;
    }
  }
  // Where a value occurs twice its mass stands at the first.
  return { values, masses: below.map((share, i) => share - (i > 0 ? (below[i - 1] as number) : 0)) };
}

function rising(nodes: Nodes): Nodes {
  const { values, masses } = nodes;
  let i = 1;
  while (i < values.length && (values[i - 1] as number) <= (values[i] as number)) i += 1;
  if (i >= values.length) return nodes;
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  return { values: Float64Array.from(order, (k) => values[k] as number), masses: Float64Array.from(order, (k) => masses[k] as number) };
}
