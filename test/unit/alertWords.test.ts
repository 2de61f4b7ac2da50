/** Whatever a monitor can raise has words in both languages: a name, a sentence made of its facts, a label for every fact. */

import type { AlertFacts, AlertRow } from '@warroom/protocol/alert';
import type { Fact } from '@warroom/protocol/events';
import { describe, expect, test } from 'vitest';
import { sentenceOf, subjectOf } from '../../display/src/alerts/wording.ts';
import { factLines } from '../../display/src/pages/ops/factWords.ts';
import { ALERT_RULES, type AlertRule } from '../../protocol/src/rules.ts';
import { LOCALES, type Locale } from '../../protocol/src/words/locale.ts';
import { SUBJECT_WORDS } from '../../protocol/src/words/subjects.ts';
import { factLabel, factUnit, ruleName } from '../../protocol/src/words/tell.ts';
import { loadConfig } from '../../server/src/config/config.ts';
import { DEMO_CONTRACTS } from '../../server/src/demo/contracts/contracts.ts';
import { createSimulator } from '../../server/src/demo/simulator.ts';
import { parseEvent } from '../../server/src/facts/parse.ts';
import { replay } from '../../server/src/replay/replay.ts';
import { alertRow } from '../../testing/alertRow.ts';

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
const RAISED = {
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
    zh: '超过 90 秒未响应，高流失风险 · 华东一组 · 官网 · A 级 · 金额 ¥16.8万',
    en: 'Not answered within 90 s · 华东一组 · 官网 · tier A · worth ¥168K',
  },
  'lead-service-level': {
    subject: 'team:华东一组',
    facts: { team: '华东一组', serviceLevel: 0.619, decided: 21, violated: 8, target: 0.8, windowSeconds: 900 },
    zh: '近 15 分钟响应达标率 61%，低于目标 80%（21 条已判定线索中 8 条违规）',
    en: 'Service level over 15 min is 61%, target 80% (8 of 21 violated)',
  },
  'delivery-late': {
    subject: 'order:O-1',
    facts: { ...order, promisedAt: AT, amount: 1_200_000, expedite: true, pLate: 0.92, bottleneck: '机加工' },
    zh: '延误概率达 92% · 瓶颈工序机加工 · 承诺 3月25日 12:00 · 加急 · 华东 · 金额 ¥120万',
    en: '92% likely to be late · bottleneck 机加工 · promised Mar 25, 12:00 · expedited · 华东 · worth ¥1.2M',
  },
  'expedite-lost': {
    subject: 'order:O-1',
    facts: { ...order, step: '机加工', placedAt: AT, promisedAt: AT },
    zh: '下达后机加工仍没有优先级 · 加急 · 承诺 3月25日 12:00 · 华东',
    en: '机加工 still carries no priority · expedited · promised Mar 25, 12:00 · 华东',
  },
  'phantom-stock': {
    subject: 'order:O-1',
    facts: { ...order, sku: 'A-7', warehouse: '苏州仓', quantity: 40, available: 12, parts: 2 },
    zh: '承诺的 40 件 A-7 等 2 种物料在苏州仓可用库存不足（可用 12），只有锁定或在途库存 · 华东',
    en: '40 of A-7 promised, one of 2 parts short; too few available at 苏州仓 (12), the rest locked or in transfer · 华东',
  },
  'step-blocked': {
    subject: 'order:O-1',
    facts: { ...order, step: '热处理', site: '苏州厂', blockedSince: AT, amount: 90_000 },
    zh: '热处理在苏州厂受阻 · 华东 · 金额 ¥9万',
    en: '热处理 is blocked at 苏州厂 · 华东 · worth ¥90K',
  },
  'dark-channel': {
    subject: 'channel:微信群|华南',
    facts: { channel: '微信群', region: '华南', captured: 4, known: 16 },
    zh: '成为暗渠道：16 个已知触点中系统只捕获 4 个（25%）',
    en: 'Systems saw only 4 of 16 known touchpoints (25%)',
  },
  'silent-opportunity': {
    subject: 'opportunity:P-1',
    facts: {
      ...{ customerId: 'C-1', stage: '商务谈判', amount: 900_000, region: '华北', limitDays: 7 },
      ...{ lastCapturedAt: AT, openedAt: AT },
    },
    zh: '已 7 天没有捕获到任何触点 · 阶段 商务谈判 · 华北 · 金额 ¥90万',
    en: 'No captured touchpoint for 7 days · stage 商务谈判 · 华北 · worth ¥900K',
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
    zh: '话术使用比团队平均少 34% · S-1 · T-2 · 连续 2 小时 · 华东一组',
    en: 'Talk-tracks used 34% less than the team mean · strategy S-1 · talk-track T-2 · 2 h in a row · 华东一组',
  },
  'breaker-usage-drop': {
    subject: 'region:华东',
    facts: { ...breaker, strategy: null, talkTrack: null },
    zh: '话术使用比往常同时段少 34% · 连续 2 小时',
    en: 'Talk-tracks used 34% less than usual at this hour · 2 h in a row',
  },
  'breaker-transmission-low': {
    subject: 'team:华东一组',
    facts: { ...breaker, scope: 'team', id: '华东一组', team: '华东一组', talkTrack: null },
    zh: '只有 34% 的人用过策略 · 应达 50% · S-1 · 连续 2 小时 · 华东',
    en: 'Only 34% have used the strategy · 50% should · strategy S-1 · 2 h in a row · 华东',
  },
  'breaker-decay-high': {
    subject: 'region:华东',
    facts: { ...breaker, baseline: 0.61 },
    zh: '话术采纳率比头 7 天下降 34% · S-1 · T-2 · 连续 2 小时',
    en: 'Acceptance of talk-tracks is 34% below its first 7 days · strategy S-1 · talk-track T-2 · 2 h in a row',
  },
  'breaker-objection-slow': {
    subject: 'region:华东',
    facts: { ...breaker, baseline: 9_000, strategy: null, talkTrack: null },
    zh: '异议解决用时比往常长 34% · 连续 2 小时',
    en: 'Objections take 34% longer than usual · 2 h in a row',
  },
  'contract-broken': {
    subject: 'feed:wms',
    facts: { feed: 'wms', source: 'wms', field: '可用库存', owner: '物流部', newestAt: AT, intervalSeconds: 900, graceSeconds: 300 },
    zh: '未按契约送达 · 应每 15 分钟送达一次 · 上次送达 3月25日 12:00 · 可用库存 · 负责：物流部',
    en: 'Does not deliver as agreed · due every 15 min · last delivered Mar 25, 12:00 · 可用库存 · owner 物流部',
  },
  'feed-silent': {
    subject: 'feed:crm|lead.created',
    facts: { source: 'crm', kind: 'lead.created', newestAt: AT, heardAt: AT, usualGapSeconds: 36 },
    zh: '自 3月25日 12:00 起没有 lead.created · 此时段通常每 36 秒一条',
    en: 'No lead.created since Mar 25, 12:00 · at this hour usually one every 36 s',
  },
} satisfies Partial<Record<AlertRule, { subject: string; facts: AlertFacts; zh: string; en: string }>>;

type ToldRule = keyof typeof RAISED;
const TOLD = Object.keys(RAISED) as ToldRule[];

/** Numbers and their units hold together by spaces of other kinds, which nobody sees. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
const rowOf = (rule: ToldRule, facts: AlertFacts): AlertRow =>
  alertRow({ rule, subject: RAISED[rule].subject, episode: AT, firedAt: AT, summary: 'the server’s own sentence', facts, sinceAt: AT });

/** Facts that are neither labelled nor hidden. */
const unlabelled = (rule: string, facts: AlertFacts, locale: Locale) =>
  Object.keys(facts).filter((fact) => {
    const unit = factUnit(rule, fact);
    return unit !== 'hidden' && unit !== 'kind' && (unit === undefined || factLabel(rule, fact, locale) === undefined);
  });

describe.each(TOLD.map((rule) => [rule]))('%s', (rule) => {
  const { facts, zh, en } = RAISED[rule];

  test('says in one sentence what happened', () => {
    expect(plain(sentenceOf(rowOf(rule, facts), 'zh-CN'))).toBe(zh);
    expect(plain(sentenceOf(rowOf(rule, facts), 'en'))).toBe(en);
  });

  test.each(LOCALES)('has a name, a kind of subject and labels for all its facts in %s', (locale) => {
    expect(ruleName(rule, locale)).not.toBe(rule);
    const { kind } = subjectOf(rowOf(rule, facts), locale);
    expect(Object.values(SUBJECT_WORDS[locale])).toContain(kind);
    expect(unlabelled(rule, facts, locale)).toEqual([]);
    expect(factLines(rowOf(rule, facts), NOW_MS, locale).length).toBeGreaterThan(3);
  });

  test.each(LOCALES)('has a sentence in %s whatever is not known', (locale) => {
    const sentence = sentenceOf(rowOf(rule, {}), locale);
    expect(sentence).not.toMatch(/null|undefined|NaN|\{/);
    expect(sentence.length).toBeGreaterThan(3);
  });
});

test('facts have the units of their rule', () => {
  const lines = (rule: ToldRule) => new Map(factLines(rowOf(rule, RAISED[rule].facts), NOW_MS, 'zh-CN').map(([k, v]) => [k, plain(v)]));
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

  test.each(TOLD.filter((rule) => rules.includes(rule)))('%s with no facts but those told here', (rule) => {
    const told = Object.keys(RAISED[rule].facts);
    const raised = new Set(log.filter((row) => row.rule === rule && row.state === 'firing').flatMap((row) => Object.keys(row.facts)));
    expect([...raised].filter((fact) => !told.includes(fact))).toEqual([]);
  });

  test.each(LOCALES)('every fact of every change has a label in %s', (locale) => {
    expect([...new Set(log.flatMap(({ rule, facts }) => unlabelled(rule, facts, locale)))]).toEqual([]);
  });
});
