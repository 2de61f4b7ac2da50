/** Blind spots: which touchpoints with customers the systems capture, and which they miss. */
import { defineAsyncComponent } from 'vue';
import { defineScene } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { touchpointsOverview } from './overview.ts';

export const touchpointsScene = defineScene({
  id: 'touchpoints',
  title: 'touchpoints.title',
  words: {
    headline: ({ rows, locale, say }) => headline(rows('touchpoints.channels'), locale, say),
    keyFigures,
  },
  body: defineAsyncComponent(() => import('./TouchpointsScene.vue')),
  overview: touchpointsOverview,
});
