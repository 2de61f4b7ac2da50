/** The customer in one sentence that can be read aloud, made from what stands on the board. Pure. */
import type { CustomerNow } from '@warroom/protocol/api/customer';
import { formatAge } from '../../i18n/format.ts';
import type { MessageKey } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

export interface Headline {
  text: string;
  /** Something in it needs somebody. */
  asks: boolean;
}

export function headlineOf({ live, limits }: Pick<CustomerNow, 'live' | 'limits'>, nowMs: number, say: Say): Headline {
  const late = live.orders.filter((order) => order.pLate >= limits.warningShare);
  const violated = live.leads.filter((lead) => lead.state === 'violated').length;
  const worst = late[0];
  const parts: { key: MessageKey; values: Record<string, string | number>; asks: boolean }[] = [];
  const add = (asks: boolean, key: MessageKey, values: Record<string, string | number> = {}) => parts.push({ key, values, asks });

  const { resonance } = live;
  if (resonance?.state === 'open') add(true, 'customer.headline.resonance', { left: formatAge(Date.parse(resonance.dueAt) - nowMs) });
  if (resonance?.state === 'missed') add(true, 'customer.headline.missed');
  if (worst) add(true, 'customer.headline.late', { late: late.length, count: live.orders.length });
  else if (live.orders.length > 0) add(false, 'customer.headline.onTime', { count: live.orders.length });
  if (worst?.bottleneck) add(true, 'customer.headline.stuck', { order: worst.orderId, step: worst.bottleneck });
  const blocked = live.orders.filter(({ steps }) => steps.some(({ state }) => state === 'blocked')).length;
  if (blocked > 0) add(true, 'customer.headline.blocked', { count: blocked });
  if (violated > 0) add(true, 'customer.headline.violated', { violated, count: live.leads.length });
  else if (live.leads.length > 0) add(false, 'customer.headline.leads', { count: live.leads.length });
  if (live.silent.length > 0) add(true, 'customer.headline.silent', { count: live.silent.length });
  if (parts.length === 0) return { text: say('customer.headline.nothing'), asks: false };
  const text = parts.map(({ key, values }) => say(key, values)).join(say('customer.headline.and'));
  return { text: text.charAt(0).toUpperCase() + text.slice(1), asks: parts.some(({ asks }) => asks) };
}
