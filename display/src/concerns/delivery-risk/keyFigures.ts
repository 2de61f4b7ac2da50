/** Orders likely to be late, the amount at risk, and the worst bottleneck. */
import { formatCount, formatRate, UNKNOWN } from '../../i18n/format.ts';
import type { KeyFigure, SceneContext } from '../../panels/scene.ts';
import { amountParts } from './panels/RiskHeat/amount.ts';
import { heatTotals, worstBottleneck } from './panels/RiskHeat/heatTable.ts';

export function keyFigures({ rows, locale, say }: Pick<SceneContext, 'rows' | 'locale' | 'say'>): KeyFigure[] {
  const heat = rows('delivery-risk.heat');
  const { orders, late, amount, amountAtRisk } = heatTotals(heat.values());
  const known = orders > 0;
  const atRisk = amountParts(amountAtRisk, locale);
  return [
    {
      label: say('delivery-risk.key.late'),
      value: known ? formatCount(late, locale) : UNKNOWN,
      tone: late > 0 ? 'risk' : 'plain',
      note: known
        ? {
            text: say('delivery-risk.key.of', { orders: formatCount(orders, locale) }),
            tone: 'plain',
            ...(late > 0 && { glyph: 'at-risk' as const }),
          }
        : null,
    },
    {
      label: say('delivery-risk.key.amount'),
      value: known ? atRisk.figure : UNKNOWN,
      tone: 'plain',
      note:
        amount > 0
          ? { text: say('delivery-risk.key.share', { unit: atRisk.unit, share: formatRate(amountAtRisk / amount, locale) }), tone: 'plain' }
          : null,
    },
    bottleneck(),
  ];

  function bottleneck(): KeyFigure {
    const worst = worstBottleneck(heat.values());
    if (!worst) {
      const note = known ? { text: say('delivery-risk.key.none'), tone: 'plain' as const } : null;
      return { label: say('delivery-risk.key.noBottleneck'), value: UNKNOWN, tone: 'plain', note };
    }
    const { figure, unit } = amountParts(worst.amountAtRisk, locale);
    return {
      label: say('delivery-risk.key.bottleneck', { step: worst.step, where: worst.value }),
      value: figure,
      tone: 'risk',
      note: { text: say('delivery-risk.key.bottleneckAmount', { unit }), tone: 'risk', glyph: 'at-risk' },
    };
  }
}
