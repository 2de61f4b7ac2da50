/** How lead response stands, in one sentence that can be read aloud: the present first, then what the last quarter of an hour was like. */
import type { LeadSummaryRow } from '@warroom/protocol/concerns/lead-response';
import { formatCount } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import type { Headline, HeadlinePart } from '../../panels/scene.ts';
import type { LeadsNow } from './leadsNow.ts';

/** @param all the row of the last 15 minutes over all leads; undefined while it has not come */
export function headline(now: LeadsNow, all: LeadSummaryRow | undefined, locale: Locale, say: Say): Headline {
  if (!all) return [[{ text: say('wall.headline.waiting'), tone: 'plain' }]];
  const count = (value: number) => formatCount(value, locale);
  return [present(now, count, say), [{ text: past(all, count, say), tone: 'plain' }]];
}

type Count = (value: number) => string;

function present({ open, violated, unclaimed, worst }: LeadsNow, count: Count, say: Say): HeadlinePart[] {
  const next = say('wall.headline.next');
  if (violated === 0) {
    const text = say(open === 0 ? 'lead-response.headline.noneOpen' : 'lead-response.headline.calm', { open: count(open) });
    return [{ text: text + next, tone: 'plain' }];
  }
  const parts: HeadlinePart[] = [{ text: say('lead-response.headline.violated', { violated: count(violated) }), tone: 'violated' }];
  parts.push(
    unclaimed > 0
      ? { text: say('lead-response.headline.unclaimed', { unclaimed: count(unclaimed) }), tone: 'violated' }
      : { text: say('lead-response.headline.claimed'), tone: 'plain' },
  );
  if (worst) {
    const where = say(worst.violated === violated ? 'lead-response.headline.allIn' : 'lead-response.headline.mostIn', {
      where: worst.region,
      most: count(worst.violated),
    });
    parts.push({ text: where, tone: 'plain' });
  }
  parts.push({ text: next, tone: 'plain' });
  return parts;
}

/** Of the leads created in the last 15 minutes; the parts add up to their number. */
function past({ leads, decided, violated, serviceLevel, open, openViolated }: LeadSummaryRow, count: Count, say: Say): string {
  if (leads === 0) return say('lead-response.headline.noLeads');
  const within = Math.round((serviceLevel ?? 0) * decided);
  const waiting = Math.max(0, open - openViolated);
  const rest = leads - within - violated - waiting;
  return [
    say('lead-response.headline.window', { leads: count(leads), within: count(within), violated: count(violated) }),
    waiting > 0 ? say('lead-response.headline.waiting', { waiting: count(waiting) }) : '',
    rest > 0 ? say('lead-response.headline.undecided', { undecided: count(rest) }) : '',
  ].join('');
}
