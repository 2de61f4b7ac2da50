import { describe, expect, test } from 'vitest';
import { sayIn } from '../i18n/say.ts';
import { NOW_MS, serviceLevel, violation } from '../testing/alerts.ts';
import { iso } from '../testing/rows.ts';
import { nextOf, sentenceOf as sentence, subjectOf } from './wording.ts';

const zh = sayIn('zh-CN');
const en = sayIn('en');
/** Numbers and their units hold together by spaces of other kinds, which nobody sees. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009]/g, ' ');
const sentenceOf = (...args: Parameters<typeof sentence>) => plain(sentence(...args));

describe('a violated lead', () => {
  test('says who should have answered, by which channel, and what is at stake', () => {
    expect(sentenceOf(violation('L-1', 5), 'zh-CN')).toBe('超过 90 秒未响应，高流失风险 · 华东一组 · 官网表单 · A 级 · 金额 ¥16.8万');
    expect(sentenceOf(violation('L-1', 5), 'en')).toBe('Not answered within 90 s · 华东一组 · 官网表单 · tier A · worth ¥168K');
  });
  test('without a team names the region, without either says that it is unassigned', () => {
    const bare = violation('L-1', 5, { facts: { region: '华东', slaSeconds: 90 } });
    expect(sentenceOf(bare, 'zh-CN')).toBe('超过 90 秒未响应，高流失风险 · 华东');
    expect(sentenceOf({ ...bare, facts: {} }, 'zh-CN')).toBe('超时未响应，高流失风险 · 未分配');
  });
  test('when over says how: answered late, disproved, or closed', () => {
    const over = violation('L-1', 5, { state: 'resolved', reason: 'recovered', facts: { slaSeconds: 90, latencySeconds: 165, team: 'T' } });
    expect(sentenceOf(over, 'zh-CN')).toBe('响应用时 165 秒 · T');
    expect(sentenceOf({ ...over, reason: 'disproved', facts: { latencySeconds: 40, team: 'T' } }, 'zh-CN')).toContain(
      '其实已在 40 秒内响应',
    );
    expect(sentenceOf({ ...over, facts: { closedAt: iso(NOW_MS), team: 'T' } }, 'en')).toBe('Closed without an answer · T');
  });
});

test('a low service level says the figure, its target, and what it stands on', () => {
  expect(sentenceOf(serviceLevel('西南二组', 5), 'zh-CN')).toBe('近 15 分钟响应达标率 61%，低于目标 80%（21 条已判定线索中 8 条违规）');
});

test('a rule without words here keeps the server’s sentence', () => {
  expect(sentenceOf(violation('L-1', 5, { rule: 'of-tomorrow' }), 'zh-CN')).toBe('lead L-1 not answered within 90 s');
});

test('a subject is a kind and a name, whatever the name holds', () => {
  expect(subjectOf(serviceLevel('a:b', 5), 'zh-CN')).toEqual({ kind: '团队', name: 'a:b' });
  expect(subjectOf(violation('L-1', 5, { subject: 'moon:x' }), 'zh-CN')).toEqual({ kind: 'moon', name: 'x' });
});

test('what comes next counts down to the end of lease and of snooze', () => {
  const taken = violation('L-1', 5, { state: 'acknowledged', leaseUntil: iso(NOW_MS + 90_000) });
  expect(nextOf(taken, NOW_MS, zh)).toBe('1:30 后再次提醒');
  expect(nextOf({ ...taken, state: 'snoozed', snoozedUntil: iso(NOW_MS + 5_000) }, NOW_MS, en)).toBe('Back in 0:05');
  expect(nextOf({ ...taken, state: 'resolved', reason: 'disproved' }, NOW_MS, zh)).toBe('已证伪');
});
