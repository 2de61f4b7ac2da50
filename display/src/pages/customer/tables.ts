/** The customer's records as tables of words, in the language of the screen. Pure. */
import type { CustomerLead, CustomerOpportunity, CustomerOrder, CustomerTouchpoint } from '@warroom/protocol/api/customer';
import { formatCount, formatDay, formatDuration, formatMoment, formatMoney, formatRate, UNKNOWN } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import { moodOf, signed, wordIn } from './words.ts';

export interface Column {
  label: string;
  /** Figures stand at the end of their column. */
  end?: boolean;
  /** Left out where there is no room. */
  secondary?: boolean;
}
export interface Cell {
  text: string;
  tone?: 'bad' | 'quiet' | 'strong';
}
export interface Table {
  columns: Column[];
  rows: { id: string; cells: Cell[] }[];
}

interface Context {
  say: Say;
  locale: Locale;
}

const msOf = (at: string | null) => (at === null ? Number.NaN : Date.parse(at));
const cell = (text: string | null | undefined, tone?: Cell['tone']): Cell =>
  tone ? { text: text || UNKNOWN, tone } : { text: text || UNKNOWN };
const moneyIn = (amount: number | null, locale: Locale) => cell(amount === null ? null : formatMoney(amount, locale));

/** Whether there is anything to influence. */
export const hasInfluence = (touchpoints: readonly CustomerTouchpoint[]) => touchpoints.some(({ influence }) => influence !== null);

export type TouchpointOrder = 'newest' | 'strongest';

export function touchpointTable(
  touchpoints: readonly CustomerTouchpoint[],
  { order, negativeSentiment }: { order: TouchpointOrder; negativeSentiment: number },
  { say, locale }: Context,
): Table {
  // One line a touchpoint, whichever roads have told of it.
  const lines = touchpoints.filter(({ sameAs }) => sameAs === null);
  const sorted = order === 'newest' ? lines : lines.sort((a, b) => (b.influence ?? -1) - (a.influence ?? -1) || msOf(b.at) - msOf(a.at));
  const weighs = hasInfluence(touchpoints);
  const roads = new Map<string, string[]>();
  for (const { id, sameAs, foundBy } of touchpoints) {
    if (foundBy === null) continue;
    const list = roads.get(sameAs ?? id) ?? [];
    roads.set(sameAs ?? id, list.includes(foundBy) ? list : [...list, foundBy]);
  }
  const mood = (sentiment: number | null): Cell => {
    if (sentiment === null) return cell(null, 'quiet');
    const of = moodOf(sentiment, negativeSentiment);
    return { text: `${say(`customer.mood.${of}`)} ${signed(sentiment)}`, ...(of === 'negative' ? { tone: 'bad' as const } : {}) };
  };
  const road = ({ id, captured }: CustomerTouchpoint): Cell => {
    const found = (roads.get(id) ?? []).map((name) => say('customer.touchpoints.found', { road: wordIn('road', name, say) ?? name }));
    const parts = [captured && say('customer.touchpoints.captured'), ...found].filter(Boolean);
    return parts.length > 0 ? cell(parts.join(' · '), captured ? 'quiet' : 'strong') : cell(null, 'quiet');
  };
  return {
    columns: [
      { label: say('customer.touchpoints.at') },
      { label: say('customer.touchpoints.channel') },
      { label: say('customer.touchpoints.direction'), secondary: true },
      { label: say('customer.touchpoints.topic') },
      { label: say('customer.touchpoints.mood') },
      { label: say('customer.touchpoints.match'), end: true, secondary: true },
      { label: say('customer.touchpoints.road'), secondary: true },
      ...(weighs ? [{ label: say('customer.touchpoints.influence'), end: true }] : []),
    ],
    rows: sorted.map((touchpoint) => ({
      id: touchpoint.id,
      cells: [
        cell(formatMoment(msOf(touchpoint.at), locale)),
        cell(touchpoint.channel),
        cell(wordIn('direction', touchpoint.direction, say), 'quiet'),
        cell(wordIn('topic', touchpoint.topic, say)),
        mood(touchpoint.sentiment),
        cell(touchpoint.match === null ? null : formatRate(touchpoint.match, locale), 'quiet'),
        road(touchpoint),
        ...(weighs ? [touchpoint.influence === null ? cell(null, 'quiet') : cell(touchpoint.influence.toFixed(2))] : []),
      ],
    })),
  };
}

export function opportunityTable(opportunities: readonly CustomerOpportunity[], { say, locale }: Context): Table {
  return {
    columns: [
      { label: say('customer.deals.number') },
      { label: say('customer.deals.stage') },
      { label: say('customer.deals.moved'), secondary: true },
      { label: say('customer.deals.expectedClose') },
      { label: say('customer.deals.amount'), end: true },
    ],
    rows: opportunities.map(({ opportunityId, stage, movedAt, expectedClose, amount }) => ({
      id: opportunityId,
      cells: [
        cell(opportunityId),
        cell(wordIn('stage', stage, say), ENDED.has(stage.toLowerCase()) ? 'quiet' : 'strong'),
        cell(formatDay(msOf(movedAt), locale), 'quiet'),
        cell(formatDay(msOf(expectedClose), locale), 'quiet'),
        moneyIn(amount, locale),
      ],
    })),
  };
}
const ENDED = new Set(['won', 'lost']);

export function orderTable(orders: readonly CustomerOrder[], { say, locale }: Context): Table {
  const outcome = ({ deliveredAt, cancelledAt, promisedAt }: CustomerOrder): Cell => {
    if (deliveredAt !== null) {
      const lateSeconds = (msOf(deliveredAt) - msOf(promisedAt)) / 1_000;
      const at = formatDay(msOf(deliveredAt), locale);
      if (!(lateSeconds > 0)) return cell(say('customer.deals.delivered', { at }), 'quiet');
      return cell(say('customer.deals.deliveredLate', { at, by: formatDuration(lateSeconds, locale) }));
    }
    if (cancelledAt !== null) return cell(say('customer.deals.cancelled', { at: formatDay(msOf(cancelledAt), locale) }), 'quiet');
    return cell(say('customer.deals.open'), 'strong');
  };
  return {
    columns: [
      { label: say('customer.deals.number') },
      { label: say('customer.deals.placed'), secondary: true },
      { label: say('customer.deals.promised'), secondary: true },
      { label: say('customer.deals.outcome') },
      { label: say('customer.deals.amount'), end: true },
    ],
    rows: orders.map((order) => ({
      id: order.orderId,
      cells: [
        cell(order.orderId),
        cell(formatDay(msOf(order.placedAt), locale), 'quiet'),
        cell(formatDay(msOf(order.promisedAt), locale), 'quiet'),
        outcome(order),
        moneyIn(order.amount, locale),
      ],
    })),
  };
}

export function leadTable(leads: readonly CustomerLead[], { say, locale }: Context): Table {
  return {
    columns: [
      { label: say('customer.deals.number') },
      { label: say('customer.deals.created') },
      { label: say('customer.touchpoints.channel'), secondary: true },
      { label: say('customer.deals.response') },
      { label: say('customer.deals.closed'), secondary: true },
      { label: say('customer.deals.amount'), end: true },
    ],
    rows: leads.map(({ leadId, createdAt, channel, latencySeconds, respondedAt, closedAt, closeReason, value }) => ({
      // A lead that came back has a line for each time.
      id: `${leadId} ${createdAt ?? ''}`,
      cells: [
        cell(leadId),
        cell(formatMoment(msOf(createdAt), locale)),
        cell(channel, 'quiet'),
        responded(latencySeconds, respondedAt, { say, locale }),
        closedAt === null
          ? cell(null, 'quiet')
          : cell(wordIn('closeReason', closeReason, say) ?? formatDay(msOf(closedAt), locale), 'quiet'),
        moneyIn(value, locale),
      ],
    })),
  };
}

function responded(latencySeconds: number | null, respondedAt: string | null, { say, locale }: Context): Cell {
  if (latencySeconds !== null) return cell(say('customer.deals.answeredIn', { latency: formatDuration(latencySeconds, locale) }));
  return respondedAt === null ? cell(say('customer.deals.unanswered'), 'strong') : cell(formatMoment(msOf(respondedAt), locale));
}

/** `50 / 132` where not all are listed, `12` where they are. */
export const countOf = ({ total, rows }: { total: number; rows: readonly unknown[] }, { say, locale }: Context): string =>
  total > rows.length
    ? say('customer.shownOf', { shown: formatCount(rows.length, locale), total: formatCount(total, locale) })
    : formatCount(total, locale);
