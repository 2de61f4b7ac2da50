/** Delivery risk on the overview. */
import { formatCount, formatMoney, UNKNOWN } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { OverviewPart, SceneContext } from '../../panels/scene.ts';
import MiniHeat from './MiniHeat.vue';
import { heatTotals } from './panels/RiskHeat/heatTable.ts';

/** The same sums as the scene's own headline has. */
const deliveryFigures = ({ rows }: SceneContext) => heatTotals(rows('delivery-risk.heat').values());

export const deliveryRiskOverview: OverviewPart = {
  isKnown: (context) => deliveryFigures(context).orders > 0,
  wrong(context) {
    const { late } = deliveryFigures(context);
    return late === 0 ? null : { text: context.say('delivery-risk.overview.wrong', counted(late, context)), tone: 'violated' };
  },
  keyFigure(context) {
    const { orders, late } = deliveryFigures(context);
    return {
      label: context.say('delivery-risk.overview.key'),
      value: orders === 0 ? UNKNOWN : formatCount(late, context.locale),
      tone: late > 0 ? 'violated' : 'plain',
      note: { text: context.say('delivery-risk.overview.keyNote', counted(orders, context)), tone: 'plain' },
    };
  },
  line(context) {
    const { orders, late, amountAtRisk } = deliveryFigures(context);
    const { say, locale } = context;
    if (orders === 0) return { text: say('delivery-risk.headline.none'), tone: 'plain' };
    if (late === 0) return { text: say('delivery-risk.overview.orders', counted(orders, context)), tone: 'plain' };
    const amount = formatMoney(amountAtRisk, locale);
    return { text: say('delivery-risk.overview.late', { ...counted(late, context), amount }), tone: 'violated' };
  },
  miniature: MiniHeat,
};
