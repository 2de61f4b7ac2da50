/** Who else could deliver the part that an order waits for, and what that would do to its promise. */
import type { SupplierAlternative } from '@warroom/protocol/concerns/delivery-risk';
import { type Assessment, missShare, sideBySide } from './assessment.ts';
import { DurationCurve, type Nodes, remaining } from './curve.ts';
import { DAY_MS } from './durationBook.ts';
import { momentsOf } from './explanation.ts';
import { logNormalOfMoments } from './normal.ts';
import type { DeliverySettings } from './settings.ts';
import type { Coverage, Stock } from './stock.ts';

const MAX_ALTERNATIVES = 20;
const AT_ONCE: Nodes = { values: Float64Array.of(0), masses: Float64Array.of(1) };

export const namesAny = (step: string, parts: readonly string[]): boolean => {
  const lower = step.toLowerCase();
  return parts.some((part) => lower.includes(part.toLowerCase()));
};

/**
 * A part counts as purchased when a supplier has quoted it, and as what the bottleneck waits for when available stock does not
 * cover it or the bottleneck is a purchasing step. Ordered now, the part arrives after the quoted lead time (a log-normal around
 * it); the bottleneck ends then, or when the steps before it are done if that is later.
 */
export function alternativesFor(
  assessment: Assessment,
  bottleneck: string | null,
  coverage: readonly Coverage[],
  stock: Stock,
  settings: DeliverySettings,
): SupplierAlternative[] {
  if (bottleneck === null) return [];
  const purchasing = namesAny(bottleneck, settings.purchasingSteps);
  const found: SupplierAlternative[] = [];
  for (const { sku, state } of coverage) {
    if (state === 'available' && !purchasing) continue;
    for (const quote of stock.quotes(sku, assessment.asOfMs - settings.quoteMaxAgeDays * DAY_MS)) {
      const { supplier, leadTimeDays, unitCost, currency } = quote;
      const pLate = pLateWith(leadTimeDays * 86_400, assessment, bottleneck, settings);
      found.push({ sku, supplier, leadTimeDays, unitCost, currency, pLate: Math.round(pLate * 1e4) / 1e4 });
    }
  }
  return found
    .sort((a, b) => a.leadTimeDays - b.leadTimeDays || a.unitCost - b.unitCost || (a.supplier < b.supplier ? -1 : 1))
    .slice(0, MAX_ALTERNATIVES);
}

function pLateWith(
  leadSeconds: number,
  { open, ahead, rest, pull, leftSeconds, model }: Assessment,
  bottleneck: string,
  settings: DeliverySettings,
): number {
  if (leftSeconds <= 0) return 1;
  const lead = leadSeconds <= 0 ? AT_ONCE : remaining(new DurationCurve(Math.log(leadSeconds), settings.supplierSpread), 0);
  const place = ahead.findIndex((step) => step.name === bottleneck);
  if (place < 0) {
    const beside = open.filter((part) => part.name !== bottleneck);
    return missShare(sideBySide([...beside, { name: bottleneck, nodes: lead }]), rest, leftSeconds, pull);
  }
  let { mean, variance } = momentsOf(sideBySide(open));
  for (const { name } of ahead.slice(0, place)) {
    const moments = model.curve('span', name).moments();
    mean += moments.mean;
    variance += moments.variance;
  }
  const { mu, sigma } = logNormalOfMoments(mean, variance);
  const before = mu === -Infinity ? AT_ONCE : remaining(new DurationCurve(mu, Math.max(0.01, sigma)), 0);
  const after = model.rest(ahead.slice(place + 1));
  const either = sideBySide([
    { name: '', nodes: before },
    { name: bottleneck, nodes: lead },
  ]);
  return missShare(either, after, leftSeconds, pull);
}
