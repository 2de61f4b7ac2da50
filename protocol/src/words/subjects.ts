/** What an alert can be about and how it can end, as people call it. */
import type { ResolveReason } from '../alert.ts';
import type { SubjectType } from '../defineConcern.ts';
import type { Locale } from './locale.ts';

export const SUBJECT_WORDS: Readonly<Record<Locale, Readonly<Record<SubjectType, string>>>> = {
  'zh-CN': {
    lead: '线索',
    order: '订单',
    customer: '客户',
    opportunity: '商机',
    feed: '数据源',
    team: '团队',
    region: '区域',
    channel: '渠道',
    rep: '销售',
    server: '服务器',
  },
  en: {
    lead: 'Lead',
    order: 'Order',
    customer: 'Customer',
    opportunity: 'Opportunity',
    feed: 'Feed',
    team: 'Team',
    region: 'Region',
    channel: 'Channel',
    rep: 'Rep',
    server: 'Server',
  },
};

export const ENDING_WORDS: Readonly<Record<Locale, Readonly<Record<ResolveReason, string>>>> = {
  'zh-CN': { recovered: '已恢复', disproved: '已证伪', handled: '已人工解除', expired: '已过期' },
  en: { recovered: 'recovered', disproved: 'disproved', handled: 'handled', expired: 'expired' },
};

/** The word for a type of subject; a type of tomorrow by its name. */
export function subjectWord(type: string, locale: Locale): string {
  const words: Readonly<Record<string, string>> = SUBJECT_WORDS[locale];
  return Object.hasOwn(words, type) ? (words[type] ?? type) : type;
}

/** `lead:L-17` → type `lead`, name `L-17`; without a colon all of it is the name. */
export function splitSubject(subject: string): { type: string; name: string } {
  const colon = subject.indexOf(':');
  return { type: subject.slice(0, Math.max(0, colon)), name: subject.slice(colon + 1) };
}
