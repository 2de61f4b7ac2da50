import type { DeliveryHeatRow } from '@warroom/protocol/concerns/delivery-risk';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../i18n/messages.ts';
import { sayIn } from '../../i18n/say.ts';
import type { SceneContext } from '../../panels/scene.ts';
import { DEFAULTS } from '../../stores/settings.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { calmHeat, heatRow, keyed, usualHeat } from './rows.fixture.ts';

function context(heat: readonly DeliveryHeatRow[], locale: Locale = 'zh-CN'): SceneContext {
  const rows = new Map<string, unknown>([['delivery-risk.heat', new Map(keyed(heat))]]);
  return {
    rows: (topic) => (rows.get(topic) ?? new Map()) as never,
    alerts: new Map(),
    settings: DEFAULTS,
    locale,
    say: sayIn(locale),
    nowMs: () => 0,
  };
}
const sentence = (heat: readonly DeliveryHeatRow[], locale: Locale = 'zh-CN') =>
  headline(new Map(keyed(heat)), locale, sayIn(locale))
    .flat()
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u00a0', ' ');

describe('the headline', () => {
  test('says how many orders, how many likely late, what that may cost, and where it sticks', () => {
    expect(sentence(usualHeat)).toBe('168 张在途订单，9 张大概率延误；风险金额 ¥818万，瓶颈在天津工厂的装配');
    expect(sentence(usualHeat, 'en')).toBe('168 open orders, 9 likely late; ¥8.18M at risk, bottleneck: 装配 at 天津工厂');
  });

  test('only the bottleneck is coloured', () => {
    const tones = headline(new Map(keyed(usualHeat)), 'zh-CN', sayIn('zh-CN'))
      .flat()
      .map(({ tone }) => tone);
    expect(tones).toEqual(['plain', 'plain', 'risk']);
  });

  test('a good day is said calmly', () => {
    expect(sentence(calmHeat)).toBe('160 张在途订单，没有大概率延误的；风险金额 ¥80万');
    expect(sentence([heatRow('装配', '天津工厂', { orders: 1, amountAtRisk: 0 })], 'en')).toBe('One open order, not likely late');
  });

  test('no order at all is said too', () => {
    expect(sentence([])).toBe('还没有在途订单的数据');
  });
});

describe('key figures', () => {
  const figures = (heat: readonly DeliveryHeatRow[], locale: Locale = 'zh-CN') => keyFigures(context(heat, locale));

  test('likely late of how many, the amount at risk, the worst bottleneck', () => {
    expect(figures(usualHeat).map(({ label, value, note }) => [label, value, note?.text])).toEqual([
      ['大概率延误', '9', '在途 168 张'],
      ['风险金额', '818', '万元，占在途 16%'],
      ['装配 · 天津工厂', '345', '万元，瓶颈'],
    ]);
    expect(figures(usualHeat, 'en').map(({ value, note }) => [value, note?.text])).toEqual([
      ['9', 'of 168 open'],
      ['8.18', '¥M, 16% of open'],
      ['3.45', '¥M, bottleneck'],
    ]);
  });

  test('are three and without colour on a good day and on an empty board', () => {
    for (const heat of [calmHeat, []]) {
      expect(figures(heat)).toHaveLength(3);
      expect(figures(heat).every(({ tone }) => tone === 'plain')).toBe(true);
    }
    expect(figures([]).map(({ value, note }) => [value, note])).toEqual([
      ['–', null],
      ['–', null],
      ['–', null],
    ]);
  });
});
