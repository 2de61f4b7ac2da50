/** Service level, leads waiting, leads not answered in time. */
import { formatCount, formatRate } from '../../i18n/format.ts';
import type { KeyFigure, SceneContext } from '../../panels/scene.ts';

export function keyFigures({ rows, settings, locale, say }: SceneContext): KeyFigure[] {
  const level = rows('lead-response.summary').get('15m|all|')?.serviceLevel;
  const target = settings.serviceLevelTarget;
  const counts = { open: 0, atRisk: 0, violated: 0 };
  for (const row of rows('lead-response.open').values()) {
    counts.open += 1;
    if (row.state === 'at-risk') counts.atRisk += 1;
    if (row.state === 'violated') counts.violated += 1;
  }
  const count = (value: number) => formatCount(value, locale);
  return [
    {
      label: say('lead-response.key.serviceLevel'),
      value: formatRate(level, locale),
      tone: (level ?? 1) < target ? 'risk' : 'plain',
      note: { text: say('lead-response.key.target', { target: formatRate(target, locale) }), tone: 'plain' },
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
      note: counts.violated > 0 ? { text: say('lead-response.key.handled'), tone: 'violated', glyph: 'handled' } : null,
    },
  ];
}
