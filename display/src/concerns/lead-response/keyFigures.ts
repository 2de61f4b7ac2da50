/** Service level, leads waiting, leads not answered in time. */
import { formatCount, formatRate, UNKNOWN } from '../../i18n/format.ts';
import type { KeyFigure, SceneContext } from '../../panels/scene.ts';
import { leadsNow } from './leadsNow.ts';

export function keyFigures({ rows, alerts, settings, locale, say }: SceneContext): KeyFigure[] {
  const all = rows('lead-response.summary').get('15m|all|');
  const level = all?.serviceLevel;
  const target = settings.serviceLevelTarget;
  const counts = leadsNow(rows('lead-response.open').values(), alerts);
  const count = (value: number) => formatCount(value, locale);
  const heldNote = (violated: number, unclaimed: number): KeyFigure['note'] => {
    if (violated === 0) return null;
    if (unclaimed === 0) return { text: say('lead-response.key.handled'), tone: 'violated', glyph: 'handled' };
    return { text: say('lead-response.key.unclaimed', { unclaimed: count(unclaimed) }), tone: 'violated', glyph: 'violated' };
  };
  return [
    {
      label: say('lead-response.key.serviceLevel'),
      value: formatRate(level, locale),
      tone: (level ?? 1) < target ? 'risk' : 'plain',
      note: {
        text: say('lead-response.key.targetOf', { target: formatRate(target, locale), decided: all ? count(all.decided) : UNKNOWN }),
        tone: 'plain',
      },
    },
    {
      label: say('lead-response.key.open'),
      value: count(counts.open),
      tone: 'plain',
      note:
        counts.atRisk > 0
          ? { text: say('lead-response.key.atRisk', { atRisk: count(counts.atRisk) }), tone: 'risk', glyph: 'at-risk' }
          : null,
    },
    {
      label: say('lead-response.key.violated'),
      value: count(counts.violated),
      tone: counts.violated > 0 ? 'violated' : 'plain',
      note: heldNote(counts.violated, counts.unclaimed),
    },
  ];
}
