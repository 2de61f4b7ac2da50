/** Rows of the board: of an assessed order, of a cell of heat or map (DELIVERY-23, DELIVERY-25, DELIVERY-28). */
import type {
  DeliveryHeatRow,
  DeliveryMapRow,
  DeliveryOrderRow,
  DeliveryStep,
  SupplierAlternative,
} from '@warroom/protocol/concerns/delivery-risk';
import type { Assessment } from './assessment/assessment.ts';
import type { Explanation } from './assessment/explanation.ts';
import type { CellFigures } from './cells/riskCells.ts';
import { iso, MINUTE_MS } from './instants.ts';
import type { OrderStep, OrderView } from './orders/orderView.ts';
import type { Coverage } from './stock.ts';

const LAST_MS = 8.64e15;

const roundShare = (share: number): number => Math.round(share * 1e4) / 1e4;
const isoOrNull = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : iso(ms));

/** The step in which the order stands: the first under way, else the one that is waited for. */
export const standsIn = ({ position }: Assessment): OrderStep | null =>
  position.active[0] ?? position.ahead[0] ?? position.overtaken[0] ?? null;

export function orderRow(
  name: string,
  view: OrderView,
  assessment: Assessment,
  explanation: Explanation,
  coverage: readonly Coverage[],
  alternatives: SupplierAlternative[],
): DeliveryOrderRow {
  const stands = standsIn(assessment);
  return {
    orderId: name,
    customerId: view.customerId,
    region: view.region,
    productLine: view.productLine,
    ...instantsOf(view),
    amount: view.amount,
    expedite: view.expedite,
    pLate: roundShare(assessment.pLate),
    bottleneck: explanation.bottleneck?.name ?? null,
    bottleneckVisit: explanation.bottleneck?.visit ?? null,
    standsAt: stands?.name ?? null,
    site: stands?.record?.site?.value ?? null,
    expectedAt: iso(Math.min(LAST_MS, Math.round(explanation.expectedAtMs / MINUTE_MS) * MINUTE_MS)),
    expectedLatenessSeconds: Math.round(explanation.expectedLatenessSeconds),
    steps: stepRows(view, assessment, explanation),
    parts: coverage.map(({ sku, warehouse, quantity, available, state }) => ({ sku, warehouse, quantity, available, state })),
    alternatives,
  };
}

function instantsOf({ memo, placedAtMs, promisedAtMs }: OrderView): { placedAt: string | null; promisedAt: string } {
  memo.instants ??= { placedAt: isoOrNull(placedAtMs), promisedAt: iso(promisedAtMs ?? 0) };
  return memo.instants;
}

function stepRows(view: OrderView, { position }: Assessment, explanation: Explanation): DeliveryStep[] {
  view.memo.stepRows ??= view.steps.map((step) => shownOf(step, view, position.overtaken.includes(step)));
  return view.memo.stepRows.map((facts, i): DeliveryStep => {
    const risk = explanation.steps.find(({ step }) => step === view.steps[i]);
    return risk ? { ...facts, pLate: roundShare(risk.pLate), addsSeconds: Math.round(risk.addsSeconds) } : facts;
  });
}

function shownOf(step: OrderStep, { steps, plain }: OrderView, overtaken: boolean): DeliveryStep {
  const { shown } = step;
  if (shown && plain && overtaken === (shown.state === 'overtaken')) return shown;
  step.shown = stepFacts(step, steps, overtaken);
  return step.shown;
}

/** What the facts alone say of a step. */
function stepFacts(step: OrderStep, steps: readonly OrderStep[], overtaken: boolean): DeliveryStep {
  const { name, view, record, visit } = step;
  return {
    step: name,
    visit,
    state: overtaken ? 'overtaken' : view.status,
    site: record?.site?.value ?? null,
    startedAt: isoOrNull(view.startedAtMs),
    completedAt: view.status === 'done' ? isoOrNull(view.completedAtMs) : null,
    plannedEnd: isoOrNull(plannedVisit(step, steps) === step ? record?.plannedEnd?.value : null),
    progress: view.status === 'done' ? 1 : (view.reports.at(-1)?.share ?? null),
    blockedSince: isoOrNull(view.blockedSinceMs),
    pLate: null,
    addsSeconds: null,
  };
}

/** Of a step that the route passes several times, the visit of which its planned end is told: the first not ended by then, else the last. */
function plannedVisit({ name, record }: OrderStep, steps: readonly OrderStep[]): OrderStep | undefined {
  const visits = steps.filter((step) => step.name === name);
  const toldAtMs = record?.plannedEnd?.atMs ?? -Infinity;
  return visits.find(({ view }) => view.status !== 'done' || (view.completedAtMs ?? -Infinity) > toldAtMs) ?? visits.at(-1);
}

export type HeatMeta = Pick<DeliveryHeatRow, 'step' | 'dimension' | 'value'>;
export type MapMeta = Pick<DeliveryMapRow, 'kind' | 'from' | 'to'>;

/** @param order place of the step in the process */
export const heatRow = (meta: HeatMeta, figures: CellFigures, order: number): DeliveryHeatRow => ({ ...meta, order, ...figures });

export const mapRow = (meta: MapMeta, { pLate, orders, amountAtRisk, amount, late }: CellFigures): DeliveryMapRow => ({
  ...meta,
  pLate,
  orders,
  amountAtRisk,
  amount,
  late,
});
