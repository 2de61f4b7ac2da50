/** How lead response stands, in one sentence that can be read aloud. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { LeadSummaryRow } from '@warroom/protocol/concerns/lead-response';
import { formatCount } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import type { Headline, HeadlinePart } from '../../panels/scene.ts';

/**
 * `summary` and `alerts`: rows of `lead-response.summary` and `alerts` by key. The clause about violations names the region with most
 * of those in the last 15 minutes, and counts every open violation that nobody has acknowledged.
 */
export function headline(
  summary: ReadonlyMap<string, LeadSummaryRow>,
  alerts: ReadonlyMap<string, AlertRow>,
  slaSeconds: number,
  locale: Locale,
  say: Say,
): Headline {
  const all = summary.get('15m|all|');
  if (!all) return [[{ text: say('wall.headline.waiting'), tone: 'plain' }]];
  const count = (value: number) => formatCount(value, locale);
  const within = Math.round((all.serviceLevel ?? 0) * all.decided);
  const happened =
    all.leads === 0
      ? say('lead-response.headline.noLeads')
      : say('lead-response.headline.answered', { leads: count(all.leads), within: count(within), sla: count(slaSeconds) });
  const unclaimed = [...alerts.values()].filter((a) => a.rule === 'lead-violation' && a.state === 'firing').length;
  const wrong: HeadlinePart[] = [];
  if (all.violated > 0) wrong.push({ text: violations(all.violated, worstRegion(summary), count, say), tone: 'violated' });
  else wrong.push({ text: say(unclaimed > 0 ? 'lead-response.headline.noneNew' : 'lead-response.headline.calm'), tone: 'plain' });
  if (unclaimed > 0) wrong.push({ text: say('lead-response.headline.unclaimed', { unclaimed: count(unclaimed) }), tone: 'violated' });
  else if (all.openViolated > 0) wrong.push({ text: say('lead-response.headline.claimed'), tone: 'plain' });
  return [[{ text: happened + say('wall.headline.next'), tone: 'plain' }], wrong];
}

/** Names the region if all of them are there; else gives the total before the region's part. */
function violations(total: number, worst: { name: string; violated: number } | null, count: (value: number) => string, say: Say): string {
  if (!worst) return say('lead-response.headline.violatedHere', { violated: count(total) });
  if (worst.violated === total) return say('lead-response.headline.violated', { where: worst.name, violated: count(total) });
  return say('lead-response.headline.violatedMost', { violated: count(total), where: worst.name, most: count(worst.violated) });
}

function worstRegion(summary: ReadonlyMap<string, LeadSummaryRow>): { name: string; violated: number } | null {
  let worst: { name: string; violated: number } | null = null;
  for (const row of summary.values()) {
    const { window, dimension, name } = row;
    if (window !== '15m' || dimension !== 'region' || row.violated === 0) continue;
    if (!worst || row.violated > worst.violated || (row.violated === worst.violated && name < worst.name))
      worst = { name, violated: row.violated };
  }
  return worst;
}
