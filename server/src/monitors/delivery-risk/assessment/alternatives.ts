/** Who else could deliver the part that an order waits for, and what that would do to its promise (DELIVERY-22). */
import type { SupplierAlternative } from '@warroom/protocol/concerns/delivery-risk';
import { DAY_MS } from '../instants.ts';
import type { OrderStep } from '../orders/orderView.ts';
import type { DeliverySettings } from '../settings.ts';
import { ATOM_AT_ZERO, maximum, momentsOf } from '../statistics/discreteDistribution.ts';
import { DurationDistribution, residualLife } from '../statistics/durationDistribution.ts';
import { logNormalOfMoments } from '../statistics/normal.ts';
import { namesAny } from '../stepNames.ts';
import { byLeadTimeThenCost, type Coverage, type Stock } from '../stock.ts';
import { type Assessment, latestOf, missProbability } from './assessment.ts';

const MAX_ALTERNATIVES = 20;
/** Least spread of the log-normal through the moments of the steps before the bottleneck. */
const MIN_SIGMA = 0.01;

export function alternativesFor(
  assessment: Assessment,
  bottleneck: OrderStep | null,
  coverage: readonly Coverage[],
  stock: Stock,
  settings: DeliverySettings,
): SupplierAlternative[] {
  if (bottleneck === null || coverage.length === 0) return [];
  const purchasing = namesAny(bottleneck.name, settings.purchasingSteps);
  const found: SupplierAlternative[] = [];
  for (const { sku, state } of coverage) {
    if (state === 'available' && !purchasing) continue;
    for (const quote of stock.quotes(sku, assessment.asOfMs - settings.quoteMaxAgeDays * DAY_MS)) {
      const { supplier, leadTimeDays, unitCost, currency } = quote;
      const pLate = pLateWith(leadTimeDays * 86_400, assessment, bottleneck, settings);
      found.push({ sku, supplier, leadTimeDays, unitCost, currency, pLate: Math.round(pLate * 1e4) / 1e4 });
    }
  }
  return found.sort(byLeadTimeThenCost).slice(0, MAX_ALTERNATIVES);
}

function pLateWith(
  leadSeconds: number,
  { underWay, ahead, rest, restTransform, leftSeconds, model }: Assessment,
  bottleneck: OrderStep,
  settings: DeliverySettings,
): number {
  if (leftSeconds <= 0) return 1;
  const lead = leadSeconds <= 0 ? ATOM_AT_ZERO : residualLife(new DurationDistribution(Math.log(leadSeconds), settings.supplierSpread), 0);
  const place = ahead.indexOf(bottleneck);
  if (place < 0) {
    const others = underWay.filter(({ step }) => step !== bottleneck);
    return missProbability(latestOf([...others, { step: bottleneck, residual: lead }]), rest, leftSeconds, restTransform);
  }
  let { mean, variance } = momentsOf(latestOf(underWay));
  for (const { name } of ahead.slice(0, place)) {
    const moments = model.distribution('span', name).moments();
    mean += moments.mean;
    variance += moments.variance;
  }
  const { mu, sigma } = logNormalOfMoments(mean, variance);
  const before = mu === -Infinity ? ATOM_AT_ZERO : residualLife(new DurationDistribution(mu, Math.max(MIN_SIGMA, sigma)), 0);
  const after = model.rest(ahead.slice(place + 1)).distribution;
  return missProbability(maximum([before, lead]), after, leftSeconds, restTransform);
}
