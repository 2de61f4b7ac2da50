/** Facts that alerts of several concerns have: their units and labels. */
import type { Listed, Unit } from './defineAlerts.ts';
import type { Locale } from './locale.ts';

export const SHARED_FACTS = {
  region: 'text',
  team: 'text',
  channel: 'text',
  customerId: 'text',
  amount: 'money',
  threshold: 'rate',
  /** Of alerts about people: the unit judged, and the unit that a wall may name (`privacy.ts`). */
  scope: 'kind',
  id: 'hidden',
  wallUnit: 'hidden',
  wallUnitId: 'hidden',
  /** The broken feed that an indeterminate alert stands on, and the episode of its own alert. */
  under: 'text',
  underEpisode: 'hidden',
} as const satisfies Readonly<Record<string, Unit>>;

export const SHARED_LABELS: Readonly<Record<Locale, Readonly<Record<Listed<typeof SHARED_FACTS>, string>>>> = {
  'zh-CN': {
    region: '区域',
    team: '团队',
    channel: '渠道',
    customerId: '客户',
    amount: '金额',
    threshold: '阈值',
    under: '中断的数据源',
  },
  en: {
    region: 'Region',
    team: 'Team',
    channel: 'Channel',
    customerId: 'Customer',
    amount: 'Amount',
    threshold: 'Threshold',
    under: 'Broken feed',
  },
};
