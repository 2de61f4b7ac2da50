/**
 * One sentence in Chinese about an alert, for programs that show text as it comes. Made of the alert's facts alone, so that it stays
 * the same while they do: no ages. Screens word alerts themselves, in the viewer's language.
 */
import type { AlertFacts } from '@warroom/protocol/board';
import type { Alert } from './lifeCycle.ts';

type Told = Pick<Alert, 'rule' | 'subject' | 'facts' | 'life'>;

const SENTENCES: Record<string, (told: Told) => string> = {
  'lead-violation': leadViolation,
  'lead-service-level': leadServiceLevel,
};

const ENDINGS = { recovered: '已恢复', disproved: '已证伪', handled: '已人工解除', expired: '已过期' } as const;

export function summaryOf(told: Told): string {
  const sentence = SENTENCES[told.rule]?.(told) ?? `${told.rule}:${told.subject}`;
  return told.life.state === 'resolved' ? `${sentence}(${ENDINGS[told.life.reason]})` : sentence;
}

const text = (facts: AlertFacts, name: string): string | null => {
  const value = facts[name];
  return value === null || value === undefined || value === '' ? null : String(value);
};
const number = (facts: AlertFacts, name: string): number | null => {
  const value = facts[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};
const percent = (share: number) => `${Math.round(share * 1_000) / 10}%`;
/** 15 秒, 2 分 5 秒, 1 小时 3 分: the two largest units. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  if (h > 0) return m > 0 ? `${h} 小时 ${m} 分` : `${h} 小时`;
  if (m > 0) return s > 0 ? `${m} 分 ${s} 秒` : `${m} 分`;
  return `${s} 秒`;
}

function leadViolation({ subject, facts }: Told): string {
  const where = ['region', 'team', 'channel'].map((name) => text(facts, name)).filter((part) => part !== null);
  const tier = text(facts, 'tier');
  const value = number(facts, 'value');
  const worth = [tier && `${tier} 级`, value && `金额 ${value.toLocaleString('en-US')}`].filter(Boolean);
  const slaSeconds = number(facts, 'slaSeconds');
  const latencySeconds = number(facts, 'latencySeconds');
  const lead = `线索 ${text(facts, 'leadId') ?? subject}`;
  const about = [...where, ...worth].join(' · ');
  const what =
    latencySeconds === null
      ? `${slaSeconds === null ? '超时' : `超过 ${duration(slaSeconds)}`}未响应,高流失风险`
      : `响应用时 ${duration(latencySeconds)}`;
  return `${lead}${about ? `(${about})` : ''}${what}`;
}

function leadServiceLevel({ subject, facts }: Told): string {
  const [serviceLevel, target] = [number(facts, 'serviceLevel'), number(facts, 'target')];
  const [decided, violated] = [number(facts, 'decided'), number(facts, 'violated')];
  const reached = serviceLevel === null ? '' : ` ${percent(serviceLevel)}`;
  const goal = target === null ? '' : `,低于目标 ${percent(target)}`;
  const counts = decided === null ? '' : `(${decided} 条已判定线索中 ${violated ?? 0} 条违规)`;
  return `团队 ${text(facts, 'team') ?? subject} 近 15 分钟响应达标率${reached}${goal}${counts}`;
}
