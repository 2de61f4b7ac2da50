/** Lead response: the runway, and the figures of the last hour beside it. */
import { defineScene } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import LeadResponseScene from './LeadResponseScene.vue';
import { leadResponseOverview } from './overview.ts';

export const leadResponseScene = defineScene({
  id: 'lead-response',
  title: 'lead-response.title',
  words: {
    headline: ({ rows, alerts, settings, locale, say }) =>
      headline(rows('lead-response.summary'), alerts, settings.slaSeconds, locale, say),
    keyFigures,
  },
  body: LeadResponseScene,
  overview: leadResponseOverview,
});
