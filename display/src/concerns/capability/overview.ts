/** Capability flow on the overview. */
import { formatCount, formatRate } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { OverviewPart, SceneContext } from '../../panels/scene.ts';
import MiniPipe from './MiniPipe.vue';
import { newestStrategy } from './newestStrategy.ts';
import { countBreakers } from './panels/Breakers/breakers.ts';

interface CapabilityFigures {
  strategies: number;
  /** Open breakers, counted as in the scene: those of people with those of their units. */
  open: number;
  /** Used within 48 h ÷ audience of the newest strategy, over all its units; null without one. */
  efficiency: number | null;
}

function capabilityFigures({ rows }: SceneContext): CapabilityFigures {
  const newest = newestStrategy(rows('capability.strategies').values());
  const audience = newest.reduce((sum, row) => sum + row.audience, 0);
  const used = newest.reduce((sum, row) => sum + row.usedWithin48h, 0);
  return {
    strategies: new Set([...rows('capability.strategies').values()].map((row) => row.strategy)).size,
    open: countBreakers(rows('capability.breaker-board').values()).open,
    efficiency: audience === 0 ? null : used / audience,
  };
}

export const capabilityOverview: OverviewPart = {
  isKnown: (context) => capabilityFigures(context).strategies > 0,
  wrong(context) {
    const { open } = capabilityFigures(context);
    return open === 0 ? null : { text: context.say('capability.overview.wrong', counted(open, context)), tone: 'risk' };
  },
  keyFigure(context) {
    const { open } = capabilityFigures(context);
    return {
      label: context.say('capability.overview.key'),
      value: formatCount(open, context.locale),
      tone: open > 0 ? 'risk' : 'plain',
      note: null,
    };
  },
  line(context) {
    const { open, efficiency } = capabilityFigures(context);
    const { say, locale } = context;
    if (open > 0) return { text: say('capability.overview.breakers', counted(open, context)), tone: 'risk' };
    return { text: say('capability.overview.efficiency', { rate: formatRate(efficiency, locale) }), tone: 'plain' };
  },
  miniature: MiniPipe,
};
