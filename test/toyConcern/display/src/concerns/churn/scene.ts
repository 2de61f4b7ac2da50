/** Churn: the customers of whom a model warns. */
import { defineAsyncComponent } from 'vue';
import { defineScene } from '../../panels/scene.ts';
import { churnFigure, churnLine, churnOverview } from './overview.ts';

export const churnScene = defineScene({
  id: 'churn',
  title: 'churn.title',
  words: { headline: (context) => [[churnLine(context)]], keyFigures: (context) => [churnFigure(context)] },
  body: defineAsyncComponent(() => import('./ChurnScene.vue')),
  overview: churnOverview,
});
