/** Open orders, how many are likely to be late, the amount at risk, and the worst bottleneck. */
import type { DeliveryHeatRow } from '@warroom/protocol/concerns/delivery-risk';
import { formatCount } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import type { Headline } from '../../panels/scene.ts';
import { formatAmount } from './panels/RiskHeat/amount.ts';
import { heatTotals, worstBottleneck } from './panels/RiskHeat/heatTable.ts';

export function headline(heat: ReadonlyMap<string, DeliveryHeatRow>, locale: Locale, say: Say): Headline {
  const { orders, late, amountAtRisk } = heatTotals(heat.values());
  if (orders === 0) return [[{ text: say('delivery-risk.headline.none'), tone: 'plain' }]];
  const values = { count: orders, orders: formatCount(orders, locale), late: formatCount(late, locale) };
  const worst = worstBottleneck(heat.values());
  const orderClause = say(late > 0 ? 'delivery-risk.headline.late' : 'delivery-risk.headline.calm', values);
  if (amountAtRisk === 0 && !worst) return [[{ text: orderClause, tone: 'plain' }]];
  return [
    [{ text: orderClause + say('delivery-risk.headline.next'), tone: 'plain' }],
    [
      { text: say('delivery-risk.headline.atRisk', { amount: formatAmount(amountAtRisk, locale) }), tone: 'plain' },
      ...(worst
        ? [{ text: say('delivery-risk.headline.bottleneck', { step: worst.step, where: worst.value }), tone: 'risk' as const }]
        : []),
    ],
  ];
}
