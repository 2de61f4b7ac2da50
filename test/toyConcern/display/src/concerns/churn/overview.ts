/** Churn in the fewest figures that say whether it is well. */
import { defineAsyncComponent } from 'vue';
import { formatCount } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { KeyFigure, OverviewPart, SceneContext, StateLine } from '../../panels/scene.ts';

export const churnLine = (context: SceneContext): StateLine => {
  const warned = context.rows('churn.customers').size;
  if (warned === 0) return { text: context.say('churn.headline.calm'), tone: 'plain' };
  return { text: context.say('churn.headline.warned', counted(warned, context)), tone: 'risk' };
};

export const churnFigure = ({ rows, say, locale }: SceneContext): KeyFigure => ({
  label: say('churn.key.warned'),
  value: formatCount(rows('churn.customers').size, locale),
  tone: rows('churn.customers').size > 0 ? 'risk' : 'plain',
  note: null,
});

export const churnOverview: OverviewPart = {
  isKnown: ({ rows }) => rows('churn.customers').size > 0,
  wrong: (context) => (context.rows('churn.customers').size > 0 ? churnLine(context) : null),
  keyFigure: churnFigure,
  line: churnLine,
  miniature: defineAsyncComponent(() => import('./panels/CustomersPanel.vue')),
};
