/** Whatever a monitor can raise has words in both languages: a name, a sentence made of its facts, a label for every fact. */
import type { AlertFacts, AlertRow } from '@warroom/protocol/alert';
import type { Fact } from '@warroom/protocol/events';
import { describe, expect, test } from 'vitest';
import { LOCALES, messages } from '../../display/src/i18n/messages.ts';
import { sayIn } from '../../display/src/i18n/say.ts';
import { factLines } from '../../display/src/pages/ops/factWords.ts';
import { ruleName, sentenceOf, subjectOf } from '../../display/src/pages/ops/wording.ts';
import { ALERT_RULES, type AlertRule } from '../../protocol/src/rules.ts';
import { loadConfig } from '../../server/src/config/config.ts';
import { DEMO_CONTRACTS } from '../../server/src/demo/contracts/contracts.ts';
import { createSimulator } from '../../server/src/demo/simulator.ts';
import { parseEvent } from '../../server/src/facts/parse.ts';
import { replay } from '../../server/src/replay/replay.ts';

// In whatever zone the test runs, it is noon there.
const NOW_MS = new Date(2026, 2, 20, 12).getTime();
const AT = new Date(2026, 2, 25, 12).toISOString();
const order = { orderId: 'O-1', customerId: 'C-1', region: '华东' };
const breaker = {
  scope: 'region',
  id: '华东',
  team: null,
  region: '华东',
  wallUnit: 'region',
  wallUnitId: '华东',
  value: 0.34,
  threshold: 0.5,
  windows: 2,
  baseline: 21.5,
  strategy: 'S-1',
  talkTrack: 'T-2',
};

/** As the monitors raise them, every fact known. */
const RAISED: Record<AlertRule, { subject: string; facts: AlertFacts; zh: string; en: string }> = {
  'lead-violation': {
    subject: 'lead:L-1',
    facts: {
      leadId: 'L-1',
      createdAt: AT,
      deadlineAt: AT,
      region: '华东',
      team: '华东一组',
      channel: '官网',
      tier: 'A',
      value: 168_000,
      customerId: 'C-1',
      slaSeconds: 90,
      detectionSeconds: 0.2,
    },
    zh: '90 秒内无人响应 · 华东一组 · 官网 · A 级 · ¥16.8万',
    en: 'Not answered within 90 s · 华东一组 · 官网 · tier A · ¥168K',
  },
  'lead-service-level': {
    subject: 'team:华东一组',
    facts: { team: '华东一组', serviceLevel: 0.619, decided: 21, violated: 8, target: 0.8, windowSeconds: 900 },
    zh: '15 分钟服务水平 61%，目标 80% · 21 条中 8 条违规',
    en: 'Service level over 15 min is 61%, target 80% · 8 of 21 violated',
  },
  'delivery-late': {
    subject: 'order:O-1',
    facts: { ...order, promisedAt: AT, amount: 1_200_000, expedite: true, pLate: 0.92, bottleneck: '机加工' },
    zh: '延误概率达 92%，承诺 3月25日 12:00 · 瓶颈工序 机加工 · ¥120万 · 华东 · 加急',
    en: '92% likely to be late, promised Mar 25, 12:00 · bottleneck 机加工 · ¥1.2M · 华东 · expedited',
  },
  'expedite-lost': {
    subject: 'order:O-1',
    facts: { ...order, step: '机加工', placedAt: AT, promisedAt: AT },
    zh: '加急订单的机加工没有优先级 · 承诺 3月25日 12:00 · 华东',
    en: 'Expedited, but 机加工 carries no priority · promised Mar 25, 12:00 · 华东',
  },
  'phantom-stock': {
    subject: 'order:O-1',
    facts: { ...order, sku: 'A-7', warehouse: '苏州仓', quantity: 40, available: 12, parts: 2 },
    zh: '承诺的 40 件 A-7 可用库存不足 · 等 2 种物料 · 苏州仓可用 12，其余锁定或在途 · 华东',
    en: '40 of A-7 promised, too few available · 2 parts in all · 12 available at 苏州仓, the rest locked or in transfer · 华东',
  },
  'step-blocked': {
    subject: 'order:O-1',
    facts: { ...order, step: '热处理', site: '苏州厂', blockedSince: AT, amount: 90_000 },
    zh: '热处理受阻 · 苏州厂 · ¥9万 · 华东',
    en: '热处理 is blocked · 苏州厂 · ¥90K · 华东',
  },
  'dark-channel': {
    subject: 'channel:微信群|华南',
    facts: { channel: '微信群', region: '华南', captured: 4, known: 16 },
    zh: '已知触点 16 个，系统只捕获 4 个（25%）',
    en: 'Systems saw only 4 of 16 known touchpoints (25%)',
  },
  'silent-opportunity': {
    subject: 'opportunity:P-1',
    facts: { customerId: 'C-1', stage: '商务谈判', amount: 900_000, region: '华北', limitDays: 7 },
    zh: '已 7 天没有捕获到触点 · 阶段 商务谈判 · ¥90万 · 华北',
    en: 'No captured touchpoint for 7 days · stage 商务谈判 · ¥900K · 华北',
  },
  resonance: {
    subject: 'customer:C-1',
    facts: { customerId: 'C-1', negativeChannel: '电话', inquiryChannel: '邮件', dueAt: AT, region: '华北' },
    zh: '电话上有负面情绪，邮件上在咨询 · 3月25日 12:00 前需主动联系 · 华北',
    en: 'Negative on 电话, asking on 邮件 · reach out by Mar 25, 12:00 · 华北',
  },
  'breaker-usage-lag': {
    subject: 'rep:r-1',
    facts: { ...breaker, scope: 'rep', id: 'r-1', team: '华东一组' },
    zh: '话术使用比团队平均少 34% · 连续 2 小时 · 策略 S-1 · 话术 T-2 · 华东一组',
    en: 'Talk-tracks used 34% less than the team mean · for 2 hours in a row · strategy S-1 · talk-track T-2 · 华东一组',
  },
  'breaker-usage-drop': {
    subject: 'region:华东',
    facts: { ...breaker, strategy: null, talkTrack: null },
    zh: '话术使用比往常同时段少 34% · 连续 2 小时',
    en: 'Talk-tracks used 34% less than usual at this hour · for 2 hours in a row',
  },
  'breaker-transmission-low': {
    subject: 'team:华东一组',
    facts: { ...breaker, scope: 'team', id: '华东一组', team: '华东一组', talkTrack: null },
    zh: '只有 34% 的人用过策略，应达 50% · 连续 2 小时 · 策略 S-1 · 华东',
    en: 'Only 34% have used the strategy, 50% should · for 2 hours in a row · strategy S-1 · 华东',
  },
  'breaker-decay-high': {
    subject: 'region:华东',
    facts: { ...breaker, baseline: 0.61 },
    zh: '话术采纳率比头 7 天下降 34% · 连续 2 小时 · 策略 S-1 · 话术 T-2',
    en: 'Acceptance of talk-tracks is 34% below its first 7 days · for 2 hours in a row · strategy S-1 · talk-track T-2',
  },
  'breaker-objection-slow': {
    subject: 'region:华东',
    facts: { ...breaker, baseline: 9_000, strategy: null, talkTrack: null },
    zh: '异议解决用时比往常长 34% · 连续 2 小时',
    en: 'Objections take 34% longer than usual · for 2 hours in a row',
  },
  'contract-broken': {
    subject: 'feed:wms',
    facts: { feed: 'wms', source: 'wms', field: '可用库存', owner: '物流部', newestAt: AT, intervalSeconds: 900, graceSeconds: 300 },
    zh: '上次送达 3月25日 12:00，应每15 分钟一次 · 可用库存 · 负责：物流部',
    en: 'Last delivered Mar 25, 12:00, due every 15 min · 可用库存 · owner 物流部',
  },
};

/** Numbers and their units hold together by spaces of other kinds, which nobody sees. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
const rowOf = (rule: AlertRule, facts: AlertFacts): AlertRow => ({
  rule,
  subject: RAISED[rule].subject,
  episode: AT,
  severity: 'warning',
  state: 'firing',
  firedAt: AT,
  owner: null,
  version: 1,
  count: 1,
  summary: 'the server’s own sentence',
  feeds: [],
  facts,
  sinceAt: AT,
  acknowledgedAt: null,
  leaseUntil: null,
  snoozedUntil: null,
  note: null,
  resolvedAt: null,
  reason: null,
  previous: null,
  under: null,
});

describe.each(ALERT_RULES.map((rule) => [rule]))('%s', (rule) => {
  const { facts, zh, en } = RAISED[rule];

  test('says in one sentence what happened', () => {
    expect(plain(sentenceOf(rowOf(rule, facts), sayIn('zh-CN'), 'zh-CN'))).toBe(zh);
    expect(plain(sentenceOf(rowOf(rule, facts), sayIn('en'), 'en'))).toBe(en);
  });

  test.each(LOCALES)('has a name, a kind of subject and labels for all its facts in %s', (locale) => {
    const say = sayIn(locale);
    expect(ruleName(rule, say)).not.toBe(rule);
    const { kind } = subjectOf(rowOf(rule, facts), say);
    expect(Object.values(messages[locale].ops.subject)).toContain(kind);
    const labels = factLines(rowOf(rule, facts), NOW_MS, say, locale).map(([label]) => label);
    const known: string[] = Object.values(messages[locale].ops.fact);
    expect(labels.filter((label) => !known.includes(label))).toEqual([]);
    expect(labels.length).toBeGreaterThan(3);
  });

  test.each(LOCALES)('has a sentence in %s whatever is not known', (locale) => {
    const sentence = sentenceOf(rowOf(rule, {}), sayIn(locale), locale);
    expect(sentence).not.toMatch(/null|undefined|NaN|\{/);
    expect(sentence.length).toBeGreaterThan(3);
  });
});

test('facts have the units of their rule', () => {
  const lines = (rule: AlertRule) =>
    new Map(factLines(rowOf(rule, RAISED[rule].facts), NOW_MS, sayIn('zh-CN'), 'zh-CN').map(([k, v]) => [k, plain(v)]));
  expect(lines('breaker-objection-slow').get('基准')).toBe('2 小时 30 分钟');
  expect(lines('breaker-decay-high').get('基准')).toBe('61%');
  expect(lines('breaker-usage-lag').get('指标')).toBe('34%');
  expect(lines('lead-violation').get('价值')).toBe('¥16.8万');
  expect(lines('step-blocked').get('受阻自')).toMatch(/12:00:00$/);
  expect(lines('contract-broken').get('刷新间隔')).toBe('15 分钟');
});

describe('what the monitors really raise, over the past of the simulated organisation', async () => {
  const startMs = Date.parse('2026-11-23T10:00:00+08:00');
  const untilMs = startMs + 120_000;
  function* facts(): Generator<Fact> {
    const seen = new Set<string>();
    const simulator = createSimulator({ seed: 20_261_122, startMs, longLived: { toldUntilMs: null, shows: [startMs] } });
    for (const { event, arrivesAtMs } of simulator.backfill(untilMs)) {
      const parsed = parseEvent(event, 1, arrivesAtMs, { maxFutureMs: 0 });
      if ('faults' in parsed || seen.has(event.id)) continue;
      seen.add(event.id);
      yield { ...parsed.fact, ingestedAtMs: arrivesAtMs };
    }
  }
  const config = { ...loadConfig(), contracts: [...DEMO_CONTRACTS] };
  const { log } = await replay({ config, facts: facts(), untilMs });
  const rules = [...new Set(log.map(({ rule }) => rule))].sort();

  test('no rule but those listed', () => {
    expect(rules.filter((rule) => !(ALERT_RULES as readonly string[]).includes(rule))).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
  });

  test.each(rules)('%s with no facts but those told here', (rule) => {
    const told = Object.keys(RAISED[rule as AlertRule].facts);
    const raised = new Set(log.filter((row) => row.rule === rule && row.state === 'firing').flatMap((row) => Object.keys(row.facts)));
    expect([...raised].filter((fact) => !told.includes(fact))).toEqual([]);
  });

  test.each(LOCALES)('every fact of every change has a label in %s', (locale) => {
    const known: string[] = Object.values(messages[locale].ops.fact);
    const say = sayIn(locale);
    const labels = log.flatMap((row) => factLines(row, NOW_MS, say, locale).map(([label]) => label));
    expect([...new Set(labels)].filter((label) => !known.includes(label))).toEqual([]);
  });
});
