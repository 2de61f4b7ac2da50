/** Delivery risk: where in the process orders run late, and where they go. */
import { defineAsyncComponent } from 'vue';
import { defineScene } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { deliveryRiskOverview } from './overview.ts';

export const deliveryRiskScene = defineScene({
  id: 'delivery-risk',
  title: 'delivery-risk.title',
  words: {
    headline: ({ rows, locale, say }) => headline(rows('delivery-risk.heat'), locale, say),
    keyFigures,
  },
  body: defineAsyncComponent(() => import('./DeliveryRiskScene.vue')),
  overview: deliveryRiskOverview,
});
