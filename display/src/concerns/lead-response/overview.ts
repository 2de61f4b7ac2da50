/** Lead response on the overview. */
import { formatCount } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { OverviewPart, SceneContext } from '../../panels/scene.ts';
import { leadsNow } from './leadsNow.ts';
import MiniRunway from './MiniRunway.vue';

const leadFigures = ({ rows, alerts }: SceneContext) => leadsNow(rows('lead-response.open').values(), alerts);

export const leadResponseOverview: OverviewPart = {
  isKnown: (context) => leadFigures(context).open > 0,
  wrong(context) {
    const { unclaimed } = leadFigures(context);
    return unclaimed === 0 ? null : { text: context.say('lead-response.overview.wrong', counted(unclaimed, context)), tone: 'violated' };
  },
  keyFigure(context) {
    const { open, violated } = leadFigures(context);
    return {
      label: context.say('lead-response.overview.key'),
      value: formatCount(violated, context.locale),
      tone: violated > 0 ? 'violated' : 'plain',
      note: { text: context.say('lead-response.overview.keyNote', counted(open, context)), tone: 'plain' },
    };
  },
  line(context) {
    const { open, violated, unclaimed } = leadFigures(context);
    const { say } = context;
    if (unclaimed > 0) return { text: say('lead-response.overview.unclaimed', counted(unclaimed, context)), tone: 'violated' };
    if (violated > 0) return { text: say('lead-response.overview.violated', counted(violated, context)), tone: 'violated' };
    return { text: say('lead-response.overview.waiting', counted(open, context)), tone: 'plain' };
  },
  miniature: MiniRunway,
};
