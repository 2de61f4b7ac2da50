/** Capability flow: how far a strategy reaches, and what has broken. */
import { defineAsyncComponent } from 'vue';
import { defineScene } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import { capabilityOverview } from './overview.ts';

export const capabilityScene = defineScene({
  id: 'capability',
  title: 'capability.title',
  words: {
    headline: ({ rows, nowMs, locale, say }) =>
      headline(rows('capability.strategies'), rows('capability.breaker-board'), nowMs(), locale, say),
    keyFigures,
  },
  body: defineAsyncComponent(() => import('./CapabilityScene.vue')),
  overview: capabilityOverview,
});
