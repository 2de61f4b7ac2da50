/** Blind spots on the overview. */
import { formatCount } from '../../i18n/format.ts';
import { counted } from '../../panels/counted.ts';
import type { OverviewPart, SceneContext } from '../../panels/scene.ts';
import MiniIcebergs from './MiniIcebergs.vue';

interface TouchpointFigures {
  channels: number;
  dark: string[];
  resonances: number;
  silent: number;
}

function touchpointFigures({ rows }: SceneContext): TouchpointFigures {
  const all = [...rows('touchpoints.channels').values()].filter((row) => row.region === null);
  return {
    channels: all.length,
    dark: all.filter((row) => row.dark).map((row) => row.channel),
    resonances: [...rows('touchpoints.resonance').values()].filter((row) => row.state === 'open').length,
    silent: rows('touchpoints.silent').size,
  };
}

export const touchpointsOverview: OverviewPart = {
  isKnown: (context) => touchpointFigures(context).channels > 0,
  wrong(context) {
    const { resonances } = touchpointFigures(context);
    return resonances === 0 ? null : { text: context.say('touchpoints.overview.wrong', counted(resonances, context)), tone: 'risk' };
  },
  keyFigure(context) {
    const { channels, dark } = touchpointFigures(context);
    return {
      label: context.say('touchpoints.overview.key'),
      value: formatCount(dark.length, context.locale),
      tone: dark.length > 0 ? 'risk' : 'plain',
      note: { text: context.say('touchpoints.overview.keyNote', counted(channels, context)), tone: 'plain' },
    };
  },
  line(context) {
    const { channels, dark, resonances, silent } = touchpointFigures(context);
    const { say } = context;
    if (resonances > 0) return { text: say('touchpoints.overview.resonances', counted(resonances, context)), tone: 'risk' };
    if (dark.length > 0) {
      const names = dark.slice(0, 2).join(say('touchpoints.overview.and'));
      return { text: say('touchpoints.overview.dark', { names }), tone: 'risk' };
    }
    if (silent > 0) return { text: say('touchpoints.overview.silent', counted(silent, context)), tone: 'risk' };
    return { text: say('touchpoints.overview.channels', counted(channels, context)), tone: 'plain' };
  },
  miniature: MiniIcebergs,
};
