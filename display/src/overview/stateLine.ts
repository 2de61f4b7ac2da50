/** How one concern stands, in a few words: what is wrong where something is, else what goes on. */
import type { SceneId } from '@warroom/protocol/scenes';
import { formatCount, formatMoney, formatRate } from '../i18n/format.ts';
import type { SceneContext } from '../panels/scene.ts';
import { capabilityFigures, deliveryFigures, leadFigures, touchpointFigures } from './concerns.ts';

export interface StateLine {
  text: string;
  tone: 'plain' | 'risk' | 'violated';
}

export function stateLine(concern: Exclude<SceneId, 'overview'>, context: SceneContext): StateLine {
  const { say, locale } = context;
  const count = (value: number) => ({ count: value, figure: formatCount(value, locale) });
  switch (concern) {
    case 'lead-response': {
      const { open, violated, unclaimed } = leadFigures(context);
      if (unclaimed > 0) return { text: say('overview.line.unclaimed', count(unclaimed)), tone: 'violated' };
      if (violated > 0) return { text: say('overview.line.violated', count(violated)), tone: 'violated' };
      return { text: say('overview.line.waiting', count(open)), tone: 'plain' };
    }
    case 'delivery-risk': {
      const { orders, late, amountAtRisk } = deliveryFigures(context);
      if (late > 0)
        return { text: say('overview.line.late', { ...count(late), amount: formatMoney(amountAtRisk, locale) }), tone: 'violated' };
      return { text: say('overview.line.orders', count(orders)), tone: 'plain' };
    }
    case 'touchpoints': {
      const { channels, dark, resonances, silent } = touchpointFigures(context);
      if (resonances > 0) return { text: say('overview.line.resonances', count(resonances)), tone: 'risk' };
      if (dark.length > 0)
        return { text: say('overview.line.dark', { names: dark.slice(0, 2).join(say('overview.line.and')) }), tone: 'risk' };
      if (silent > 0) return { text: say('overview.line.silent', count(silent)), tone: 'risk' };
      return { text: say('overview.line.channels', count(channels)), tone: 'plain' };
    }
    case 'capability': {
      const { open, efficiency } = capabilityFigures(context);
      if (open > 0) return { text: say('overview.line.breakers', count(open)), tone: 'risk' };
      return { text: say('overview.line.efficiency', { rate: formatRate(efficiency, locale) }), tone: 'plain' };
    }
    default:
      return concern satisfies never;
  }
}
