/** How many use the newest strategy, and how many breakers are open. */
import type { BreakerBoardRow, StrategyRow } from '@warroom/protocol/concerns/capability';
import { formatCount, formatDuration } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import type { Headline, HeadlinePart } from '../../panels/scene.ts';
import { countBreakers } from './panels/Breakers/breakers.ts';
import { type Flow, newestFlow, shortTitle } from './panels/Pipe/flow.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Minutes within the first hour, hours up to three days, then days. */
export function ageWords(ageMs: number, locale: Locale): string {
  const grainMs = ageMs < HOUR_MS ? 60_000 : ageMs < 3 * DAY_MS ? HOUR_MS : DAY_MS;
  const units = Math.max(1, Math.floor(ageMs / grainMs));
  if (grainMs !== HOUR_MS) return formatDuration((units * grainMs) / 1_000, locale);
  return `${formatCount(units, locale)}\u2009${locale === 'zh-CN' ? '小时' : 'h'}`;
}

export function headline(
  strategies: ReadonlyMap<string, StrategyRow>,
  breakers: ReadonlyMap<string, BreakerBoardRow>,
  nowMs: number,
  locale: Locale,
  say: Say,
): Headline {
  const flow = newestFlow(strategies.values());
  if (!flow && breakers.size === 0) return [[{ text: say('wall.headline.waiting'), tone: 'plain' }]];
  const { open } = countBreakers(breakers.values());
  const broken: HeadlinePart =
    open > 0
      ? { text: say('capability.headline.open', { count: open }), tone: 'violated' }
      : { text: say('capability.headline.calm'), tone: 'plain' };
  const next = say('capability.headline.next');
  if (!flow) return [[{ text: say('capability.headline.none') + next, tone: 'plain' }], [broken]];
  return [[{ text: told(flow, nowMs, locale, say), tone: 'plain' }], [{ text: applied(flow, locale, say) + next, tone: 'plain' }, broken]];
}

function told({ title, publishedMs, people: [audience, understood] }: Flow, nowMs: number, locale: Locale, say: Say): string {
  const values = { title: shortTitle(title), age: ageWords(nowMs - publishedMs, locale), audience: formatCount(audience, locale) };
  return understood === 0
    ? say('capability.headline.nobody', values)
    : say('capability.headline.published', { ...values, understood: formatCount(understood, locale) });
}

function applied({ people: [, , used, accepted] }: Flow, locale: Locale, say: Say): string {
  if (used === 0) return say('capability.headline.unused');
  return say('capability.headline.used', { used: formatCount(used, locale), accepted: formatCount(accepted, locale) });
}
