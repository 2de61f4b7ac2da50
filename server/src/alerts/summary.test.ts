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

test('a rule without a sentence is named with its subject; an end is told', () => {
  const life: Alert['life'] = { state: 'resolved', by: 'system', atMs: 0, reason: 'disproved' };
  expect(summaryOf({ rule: 'step-blocked', subject: 'order:O-1', facts: {}, life })).toBe('step-blocked:order:O-1(已证伪)');
});
