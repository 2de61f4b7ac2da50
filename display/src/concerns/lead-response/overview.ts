/** Lead response on the overview. */
import { formatCount } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { OverviewPart, SceneContext } from '../../panels/scene.ts';
import MiniRunway from './MiniRunway.vue';

interface LeadFigures {
  open: number;
  /** Open past the SLA. */
  violated: number;
  /** Those of them without an owner. */
  unclaimed: number;
}

function leadFigures({ rows, alerts }: SceneContext): LeadFigures {
  let open = 0;
  let violated = 0;
  for (const row of rows('lead-response.open').values()) {
    open += 1;
    if (row.state === 'violated') violated += 1;
  }
  let unclaimed = 0;
  for (const row of alerts.values()) if (row.rule === 'lead-violation' && row.state === 'firing') unclaimed += 1;
  return { open, violated, unclaimed };
}

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
