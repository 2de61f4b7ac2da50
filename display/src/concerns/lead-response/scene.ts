/** Lead response: the runway, and the figures of the last hour beside it. */
import { defineScene } from '../../panels/scene.ts';
import { headline } from './headline.ts';
import { keyFigures } from './keyFigures.ts';
import LeadResponseScene from './LeadResponseScene.vue';
import { leadsNow } from './leadsNow.ts';
import { leadResponseOverview } from './overview.ts';

export const leadResponseScene = defineScene({
  id: 'lead-response',
  title: 'lead-response.title',
  words: {
    headline: ({ rows, alerts, locale, say }) =>
      headline(leadsNow(rows('lead-response.open').values(), alerts), rows('lead-response.summary').get('15m|all|'), locale, say),
    keyFigures,
  },
  body: LeadResponseScene,
  overview: leadResponseOverview,
});
