import { ALERT_RULES } from '@warroom/protocol/rules';
import { expect, test } from 'vitest';
import type { Alert } from './lifeCycle.ts';
import { summaryOf } from './summary.ts';

const firing: Alert['life'] = { state: 'firing' };
const lead = { leadId: 'L-17', region: '华东', team: '华东一组', channel: '官网', tier: 'A', value: 120_000, slaSeconds: 90 };

test.each([
  [lead, '线索 L-17(华东 · 华东一组 · 官网 · A 级 · 金额 120,000)超过 1 分 30 秒未响应,高流失风险'],
  [{ leadId: 'L-17', region: null, tier: '', value: null, slaSeconds: 60 }, '线索 L-17超过 1 分未响应,高流失风险'],
  [{ ...lead, channel: null, value: 0, tier: null, latencySeconds: 3_725 }, '线索 L-17(华东 · 华东一组)响应用时 1 小时 2 分'],
  [{}, '线索 lead:L-17超时未响应,高流失风险'],
])('a lead violation is one sentence made of its facts: %j', (facts, sentence) => {
  expect(summaryOf({ rule: 'lead-violation', subject: 'lead:L-17', facts, life: firing })).toBe(sentence);
});

test('a service level says the figure, the target and the counts', () => {
  const facts = { team: '华东一组', serviceLevel: 0.7, decided: 10, violated: 3, target: 0.8 };
  expect(summaryOf({ rule: 'lead-service-level', subject: 'team:x', facts, life: firing })).toBe(
    '团队 华东一组 近 15 分钟响应达标率 70%,低于目标 80%(10 条已判定线索中 3 条违规)',
  );
});

const order = { orderId: 'O-1', customerId: 'C-1', region: '华东', amount: 1_200_000 };
const breaker = { scope: 'team', id: '华东一组', strategy: 'S-1', talkTrack: null, threshold: 0.5, windows: 2, baseline: null };

test.each([
  [
    'delivery-late',
    { ...order, pLate: 0.92, bottleneck: '机加工' },
    '订单 O-1(客户 C-1 · 华东 · 金额 1,200,000)延误概率达 92%,瓶颈工序机加工',
  ],
  ['delivery-late', {}, '订单 x:1可能延误'],
  ['expedite-lost', { ...order, amount: null, step: '机加工' }, '加急订单 O-1(客户 C-1 · 华东)下达后机加工仍没有优先级'],
  [
    'phantom-stock',
    { orderId: 'O-1', sku: 'A-7', warehouse: '苏州仓', quantity: 40, available: 12, parts: 2 },
    '订单 O-1承诺的 40 件 A-7 等 2 种物料在苏州仓可用库存不足(可用 12),只有锁定或在途库存',
  ],
  ['step-blocked', { orderId: 'O-1', step: '热处理', site: '苏州厂' }, '订单 O-1的热处理在苏州厂受阻'],
  [
    'dark-channel',
    { channel: '微信群', region: '华南', captured: 4, known: 16 },
    '渠道 微信群 · 华南 成为暗渠道:16 个已知触点中系统只捕获 4 个(25%)',
  ],
  [
    'silent-opportunity',
    { customerId: 'C-1', stage: '商务谈判', limitDays: 7, amount: null },
    '商机 1(客户 C-1 · 阶段 商务谈判)已 7 天没有捕获到任何触点',
  ],
  [
    'resonance',
    { customerId: 'C-1', negativeChannel: '电话', inquiryChannel: '邮件', region: '华北' },
    '客户 C-1(华北)触点共振:电话上有负面情绪,邮件上在咨询,需在时限内主动联系',
  ],
  ['breaker-transmission-low', { ...breaker, value: 0.31 }, '熔断:团队 华东一组 只有 31% 的人用过策略(S-1 · 连续 2 小时)'],
  ['breaker-usage-lag', {}, '熔断:x 1 话术使用落后于团队'],
  [
    'breaker-objection-slow',
    { ...breaker, scope: 'region', id: '华东', strategy: null, value: 0.6 },
    '熔断:区域 华东 异议解决用时比往常长 60%(连续 2 小时)',
  ],
  [
    'contract-broken',
    { feed: 'wms', owner: '物流部', intervalSeconds: 900, newestAt: '2026-03-02T01:00:00.000Z' },
    '数据源 wms 未按契约送达,应每 15 分送达一次(负责:物流部)',
  ],
])('%s is one sentence made of its facts', (rule, facts, sentence) => {
  expect(summaryOf({ rule, subject: 'x:1', facts, life: firing })).toBe(sentence);
});

test('every rule has a sentence, whatever of its facts is missing', () => {
  for (const rule of ALERT_RULES) {
    const sentence = summaryOf({ rule, subject: 'order:O-1', facts: {}, life: firing });
    expect(sentence).toMatch(/[\u4e00-\u9fff]/);
    expect(sentence).not.toMatch(/null|undefined|NaN/);
  }
});

test('a rule that this version does not know is named with its subject; an end is told', () => {
  const life: Alert['life'] = { state: 'resolved', by: 'system', atMs: 0, reason: 'disproved' };
  expect(summaryOf({ rule: 'of-tomorrow', subject: 'order:O-1', facts: {}, life })).toBe('of-tomorrow:order:O-1(已证伪)');
});
