/** Delivery risk on the overview. */
import { formatCount, formatMoney } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { OverviewPart, SceneContext } from '../../panels/scene.ts';
import MiniHeat from './MiniHeat.vue';

interface DeliveryFigures {
  orders: number;
  /** From the warning threshold on. */
  late: number;
  amountAtRisk: number;
  bottlenecks: number;
}

/** Each open order is in one step, and so in exactly one cell of the dimension `region`. */
function deliveryFigures({ rows }: SceneContext): DeliveryFigures {
  const sum: DeliveryFigures = { orders: 0, late: 0, amountAtRisk: 0, bottlenecks: 0 };
  for (const row of rows('delivery-risk.heat').values()) {
    if (row.dimension !== 'region') continue;
    sum.orders += row.orders;
    sum.late += row.late;
    sum.amountAtRisk += row.amountAtRisk;
    sum.bottlenecks += row.bottlenecks;
  }
  return sum;
}

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
      value: formatCount(late, context.locale),
      tone: late > 0 ? 'violated' : 'plain',
      note: { text: context.say('delivery-risk.overview.keyNote', counted(orders, context)), tone: 'plain' },
    };
  },
  line(context) {
    const { orders, late, amountAtRisk } = deliveryFigures(context);
    const { say, locale } = context;
    if (late === 0) return { text: say('delivery-risk.overview.orders', counted(orders, context)), tone: 'plain' };
    const amount = formatMoney(amountAtRisk, locale);
    return { text: say('delivery-risk.overview.late', { ...counted(late, context), amount }), tone: 'violated' };
  },
  miniature: MiniHeat,
};
