/**
 * p(late) of one order at an instant. What is left of the steps under way, given how long they have run and what was reported of
 * them, plus all that is to come, against the time left to the promise. The parts are taken as independent of each other.
 */
import { DurationCurve, type Nodes, remaining, remainingSurvival } from './curve.ts';
import type { DurationModel } from './durationModel.ts';
import type { GridTable } from './logGrid.ts';
import type { OrderClass } from './names.ts';
import { unroutedName } from './names.ts';
import type { OrderStep, OrderTables, OrderView } from './order.ts';
import { type Position, positionOf } from './position.ts';
import type { DeliverySettings } from './settings.ts';
import { blockedMsOf } from './step.ts';
import { classOf, quarterOf } from './teaching.ts';

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
  orderClass: OrderClass;
  priorLog: number;
}

const DEFAULT_PRIOR_LOG = Math.log(86_400);

/** ln(seconds) that a step needs while nothing is known but the promise; coarse, so that orders share tables. */
export function priorLogOf(order: OrderView, settings: DeliverySettings): number {
  const { placedAtMs, promisedAtMs, steps } = order;
  if (placedAtMs === null || promisedAtMs === null || promisedAtMs <= placedAtMs) return DEFAULT_PRIOR_LOG;
  const seconds = (promisedAtMs - placedAtMs) / 1_000;
  return Math.round(2 * Math.log((settings.priorShare * seconds) / Math.max(1, steps.length))) / 2;
}

/** The model's tables for this order, kept until a fact comes or the model learns. */
function tablesOf(order: OrderView, model: DurationModel): OrderTables {
  const { memo } = order;
  if (memo.tables?.version !== model.version) memo.tables = { version: model.version, curves: new Map(), rest: null };
  return memo.tables;
}

/** @returns null for an order of which no promise is known */
export function assess(order: OrderView, asOfMs: number, model: DurationModel, settings: DeliverySettings): Assessment | null {
  if (order.promisedAtMs === null) return null;
  const position = positionOf(order);
  const orderClass = classOf(order);
  const priorLog = priorLogOf(order, settings);
  const leftSeconds = (order.promisedAtMs - asOfMs) / 1_000;
  const base = { asOfMs, leftSeconds, position, orderClass, priorLog };
  const tables = tablesOf(order, model);
  const sources: Sources = { model, orderClass, priorLog, tables };
  const { active, overtaken, ahead } = position;

  if (order.route.length === 0 && active.length === 0 && ahead.length === 0) {
    const name = unroutedName(position.lastEnded);
    const curve = model.wholeCurve(name, orderClass, priorLog);
    const elapsed = (asOfMs - (position.readyMs ?? asOfMs)) / 1_000;
    const rest = model.rest([], orderClass, priorLog);
    const pLate = leftSeconds <= 0 ? 1 : remainingSurvival(curve, elapsed, leftSeconds);
    return { ...base, pLate, open: [{ name: '', nodes: remaining(curve, elapsed) }], ahead: [], rest };
  }

  const open: OpenPart[] = active.map((step) => ({ name: step.name, nodes: leftOf(step, asOfMs, position, sources) }));
  let next = 0;
  if (active.length === 0 && ahead.length > 0) {
    const waited = ahead[0] as OrderStep;
    const curve = curveOf('span', waited.name, sources);
    const nodes = remaining(curve, (asOfMs - (position.readyMs ?? asOfMs)) / 1_000);
    open.push({ name: waited.name, nodes: perhaps(nodes, waited.inRoute ? model.doneShare(waited.name) : 1) });
    next = 1;
  }
  for (const step of overtaken) {
    const share = model.overtakenShare(step.name);
    if (share > 0.01) open.push({ name: step.name, nodes: perhaps(leftOf(step, asOfMs, position, sources), share) });
  }
  const later = next === 0 ? ahead : ahead.slice(next);
  tables.rest ??= model.rest(
    later.map((step) => step.name),
    orderClass,
    priorLog,
  );
  const { rest } = tables;
  return { ...base, pLate: leftSeconds <= 0 ? 1 : missShare(sideBySide(open), rest, leftSeconds), open, ahead: later, rest };
}

/** P(open + rest > left). */
export function missShare(open: Nodes, rest: GridTable, leftSeconds: number): number {
  let late = 0;
  for (let i = 0; i < open.values.length; i += 1) {
    const after = leftSeconds - (open.values[i] as number);
    late += (open.masses[i] as number) * (after < 0 ? 1 : rest.survival(after));
  }
  return Math.min(1, late);
}

interface Sources {
  model: DurationModel;
  orderClass: OrderClass;
  priorLog: number;
  tables: OrderTables;
}

function curveOf(kind: 'span' | 'work' | 'net', step: string, { model, orderClass, priorLog, tables }: Sources): DurationCurve {
  const key = kind + step;
  let curve = tables.curves.get(key);
  if (!curve) {
    curve = kind === 'net' ? model.netCurve(step, orderClass, priorLog) : model.curve(kind, step, orderClass, priorLog);
    tables.curves.set(key, curve);
  }
  return curve;
}

/** What a step under way still takes, from its start (or, not knowing that, from the end of the step before). */
function leftOf({ view, name }: OrderStep, asOfMs: number, position: Position, sources: Sources): Nodes {
  if (view.status === 'todo') return remaining(curveOf('span', name, sources), 0);
  const readyMs = position.readyMs !== null && position.readyMs <= view.firstAtMs ? position.readyMs : view.firstAtMs;
  const beganMs = view.startedAtMs ?? readyMs;
  const everBlocked = view.blockedSinceMs !== null || view.spells.length > 0;
  let curve = curveOf(view.startedAtMs === null ? 'span' : everBlocked ? 'net' : 'work', name, sources);
  const report = view.reports.at(-1);
  if (report && report.atMs - beganMs > report.blockedMs) {
    const error = sources.model.reportError(name, quarterOf(report.share));
    curve = informed(curve, Math.log((report.atMs - beganMs - report.blockedMs) / 1_000 / report.share) - error.median, error.spread);
  }
  const workedMs = (view.blockedSinceMs ?? asOfMs) - beganMs - blockedMsOf(view);
  const work = remaining(curve, workedMs / 1_000);
  if (view.blockedSinceMs === null) return work;
  return inTurn(remaining(sources.model.blockCurve(name), (asOfMs - view.blockedSinceMs) / 1_000), work);
}

/**
 * The total that was learnt and the total that a report promises, weighed by their precisions: the posterior of a normal mean
 * under a normal prior (A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.5), in log-durations.
 */
export function informed(curve: DurationCurve, promisedLog: number, spread: number): DurationCurve {
  const own = 1 / curve.spread ** 2;
  const told = 1 / spread ** 2;
  return new DurationCurve((own * curve.median + told * promisedLog) / (own + told), Math.sqrt(1 / (own + told)));
}

function perhaps({ values, masses }: Nodes, share: number): Nodes {
  if (share >= 1) return { values, masses };
  return { values: Float64Array.of(0, ...values), masses: Float64Array.of(1 - share, ...masses.map((mass) => mass * share)) };
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
  const values = Float64Array.from([...new Set(parts.flatMap((part) => [...part.nodes.values]))]).sort();
  const below = new Float64Array(values.length).fill(1);
  for (const { nodes } of parts) {
    const sorted = [...nodes.values.keys()].sort((a, b) => (nodes.values[a] as number) - (nodes.values[b] as number));
    let k = 0;
    let mass = 0;
    for (let i = 0; i < values.length; i += 1) {
      for (; k < sorted.length && (nodes.values[sorted[k] as number] as number) <= (values[i] as number); k += 1)
        mass += nodes.masses[sorted[k] as number] as number;
      below[i] = (below[i] as number) * mass;
    }
  }
  return { values, masses: below.map((share, i) => share - (i > 0 ? (below[i - 1] as number) : 0)) };
}
