/** What an alert says of its facts, one sentence in Chinese by rule, without the words for how it ended. */
import type { AlertFacts } from '@warroom/protocol/alert';
import type { AlertRule } from '@warroom/protocol/rules';
import type { Alert } from './lifeCycle.ts';

export type Told = Pick<Alert, 'rule' | 'subject' | 'facts'>;

export const SENTENCES: Readonly<Record<AlertRule, (told: Told) => string>> = {
  'lead-violation': leadViolation,
  'lead-service-level': leadServiceLevel,
  'delivery-late': ({ subject, facts }) => {
    const bottleneck = text(facts, 'bottleneck');
    const late = after('延误概率达 ', share(facts, 'pLate')) ?? '可能延误';
    return `订单 ${text(facts, 'orderId') ?? subject}${about(facts)}${late}${bottleneck ? `,瓶颈工序${bottleneck}` : ''}`;
  },
  'expedite-lost': ({ subject, facts }) =>
    `加急订单 ${text(facts, 'orderId') ?? subject}${about(facts)}下达后${text(facts, 'step') ?? '生产工序'}仍没有优先级`,
  'phantom-stock': ({ subject, facts }) => {
    const part = [text(facts, 'quantity'), text(facts, 'sku')].filter(Boolean).join(' 件 ') || '物料';
    const kinds = number(facts, 'parts') ?? 1;
    const [warehouse, available] = [text(facts, 'warehouse'), text(facts, 'available')];
    const where = warehouse ? `在${warehouse}` : '';
    const left = available === null ? '' : `(可用 ${available})`;
    return `订单 ${text(facts, 'orderId') ?? subject}${about(facts)}承诺的 ${part}${kinds > 1 ? ` 等 ${kinds} 种物料` : ''}${where}可用库存不足${left},只有锁定或在途库存`;
  },
  'step-blocked': ({ subject, facts }) => {
    const site = text(facts, 'site');
    return `订单 ${text(facts, 'orderId') ?? subject}${about(facts)}的${text(facts, 'step') ?? '工序'}${site ? `在${site}` : ''}受阻`;
  },
  'dark-channel': ({ subject, facts }) => {
    const [captured, known] = [number(facts, 'captured'), number(facts, 'known')];
    const counts = captured === null || !known ? '' : `:${known} 个已知触点中系统只捕获 ${captured} 个(${percent(captured / known)})`;
    return `渠道 ${[text(facts, 'channel') ?? subject, text(facts, 'region')].filter(Boolean).join(' · ')} 成为暗渠道${counts}`;
  },
  'silent-opportunity': ({ subject, facts }) => {
    const days = number(facts, 'limitDays');
    const whose = [after('客户 ', text(facts, 'customerId')), after('阶段 ', text(facts, 'stage')), ...whereAndWorth(facts)];
    return `商机 ${nameOf(subject)}${bracketed(whose)}${days === null ? '久' : `已 ${days} 天`}没有捕获到任何触点`;
  },
  resonance: ({ subject, facts }) => {
    const [negative, inquiry] = [text(facts, 'negativeChannel') ?? '一个渠道', text(facts, 'inquiryChannel') ?? '另一渠道'];
    return `客户 ${text(facts, 'customerId') ?? nameOf(subject)}${bracketed([text(facts, 'region')])}触点共振:${negative}上有负面情绪,${inquiry}上在咨询,需在时限内主动联系`;
  },
  'breaker-usage-lag': (told) => breaker(told, (value) => `话术使用比团队平均少 ${value}`, '话术使用落后于团队'),
  'breaker-usage-drop': (told) => breaker(told, (value) => `话术使用比往常同时段少 ${value}`, '话术使用下滑'),
  'breaker-transmission-low': (told) => breaker(told, (value) => `只有 ${value} 的人用过策略`, '策略传导不足'),
  'breaker-decay-high': (told) => breaker(told, (value) => `话术采纳率比头 7 天下降 ${value}`, '话术转化衰减'),
  'breaker-objection-slow': (told) => breaker(told, (value) => `异议解决用时比往常长 ${value}`, '异议解决变慢'),
  'contract-broken': ({ subject, facts }) => {
    const interval = number(facts, 'intervalSeconds');
    const owner = text(facts, 'owner');
    const due = interval === null ? '' : `,应每 ${duration(interval)}送达一次`;
    const never = text(facts, 'newestAt') === null ? '从未送达' : '未按契约送达';
    return `数据源 ${text(facts, 'feed') ?? nameOf(subject)} ${never}${due}${owner ? `(负责:${owner})` : ''}`;
  },
};

function leadViolation({ subject, facts }: Told): string {
  const tier = text(facts, 'tier');
  const what = [text(facts, 'region'), text(facts, 'team'), text(facts, 'channel'), tier && `${tier} 级`, worth(number(facts, 'value'))];
  const slaSeconds = number(facts, 'slaSeconds');
  const latencySeconds = number(facts, 'latencySeconds');
  const happened =
    latencySeconds === null
      ? `${slaSeconds === null ? '超时' : `超过 ${duration(slaSeconds)}`}未响应,高流失风险`
      : `响应用时 ${duration(latencySeconds)}`;
  return `线索 ${text(facts, 'leadId') ?? subject}${bracketed(what)}${happened}`;
}

function leadServiceLevel({ subject, facts }: Told): string {
  const [decided, violated] = [number(facts, 'decided'), number(facts, 'violated')];
  const counts = decided === null ? '' : `(${decided} 条已判定线索中 ${violated ?? 0} 条违规)`;
  const [reached, goal] = [after(' ', share(facts, 'serviceLevel')) ?? '', after(',低于目标 ', share(facts, 'target')) ?? ''];
  return `团队 ${text(facts, 'team') ?? subject} 近 15 分钟响应达标率${reached}${goal}${counts}`;
}

const SCOPES: Record<string, string> = { rep: '销售', team: '团队', region: '区域' };

function breaker({ subject, facts }: Told, told: (value: string) => string, plain: string): string {
  const value = share(facts, 'value');
  const windows = number(facts, 'windows');
  const about = [text(facts, 'strategy'), text(facts, 'talkTrack'), windows === null ? null : `连续 ${windows} 小时`];
  const scope = text(facts, 'scope') ?? subject.split(':', 1)[0] ?? '';
  return `熔断:${SCOPES[scope] ?? scope} ${text(facts, 'id') ?? nameOf(subject)} ${value === null ? plain : told(value)}${bracketed(about)}`;
}

/** Whose order, where, and for how much. */
const about = (facts: AlertFacts) => bracketed([after('客户 ', text(facts, 'customerId')), ...whereAndWorth(facts)]);
const whereAndWorth = (facts: AlertFacts) => [text(facts, 'region'), worth(number(facts, 'amount'))];
const worth = (amount: number | null) => (amount ? `金额 ${amount.toLocaleString('en-US')}` : null);

function bracketed(parts: readonly (string | null)[]): string {
  const known = parts.filter((part) => part !== null && part !== '');
  return known.length > 0 ? `(${known.join(' · ')})` : '';
}
const after = (before: string, words: string | null) => (words === null ? null : `${before}${words}`);
const nameOf = (subject: string) => subject.slice(subject.indexOf(':') + 1);

function text(facts: AlertFacts, name: string): string | null {
  const value = facts[name];
  return value === null || value === undefined || value === '' ? null : String(value);
}
function number(facts: AlertFacts, name: string): number | null {
  const value = facts[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
const percent = (rate: number) => `${Math.round(rate * 1_000) / 10}%`;
function share(facts: AlertFacts, name: string): string | null {
  const value = number(facts, name);
  return value === null ? null : percent(value);
}
/** 15 秒, 2 分 5 秒, 1 小时 3 分: the two largest units. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  if (h > 0) return m > 0 ? `${h} 小时 ${m} 分` : `${h} 小时`;
  if (m > 0) return s > 0 ? `${m} 分 ${s} 秒` : `${m} 分`;
  return `${s} 秒`;
}
