import { describe, expect, test } from 'vitest';
import { formatStanding } from '../../i18n/ages.ts';
import { sayIn } from '../../i18n/say.ts';
import { NOW_MS, serviceLevel, violation } from '../../testing/alerts.ts';
import { iso } from '../../testing/rows.ts';
import { factLines } from './factWords.ts';
import { nextOf, sentenceOf as sentence, subjectOf } from './wording.ts';

const zh = sayIn('zh-CN');
const en = sayIn('en');
/** Numbers and their units hold together by spaces of other kinds, which nobody sees. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009]/g, ' ');
const sentenceOf = (...args: Parameters<typeof sentence>) => plain(sentence(...args));

describe('a violated lead', () => {
  test('says who should have answered, by which channel, and what is at stake', () => {
    expect(sentenceOf(violation('L-1', 5), zh, 'zh-CN')).toBe('90 秒内无人响应 · 华东一组 · 官网表单 · A 级 · ¥16.8万');
    expect(sentenceOf(violation('L-1', 5), en, 'en')).toBe('Not answered within 90 s · 华东一组 · 官网表单 · tier A · ¥168K');
  });
  test('without a team names the region, without either says that it is unassigned', () => {
    const bare = violation('L-1', 5, { facts: { region: '华东', slaSeconds: 90 } });
    expect(sentenceOf(bare, zh, 'zh-CN')).toBe('90 秒内无人响应 · 华东');
    expect(sentenceOf({ ...bare, facts: {} }, zh, 'zh-CN')).toBe('无人响应 · 未分配');
  });
  test('when over says how: answered late, disproved, or closed', () => {
    const over = violation('L-1', 5, { state: 'resolved', reason: 'recovered', facts: { slaSeconds: 90, latencySeconds: 165, team: 'T' } });
    expect(sentenceOf(over, zh, 'zh-CN')).toBe('165 秒后才响应 · T');
    expect(sentenceOf({ ...over, reason: 'disproved', facts: { latencySeconds: 40, team: 'T' } }, zh, 'zh-CN')).toContain(
      '其实已在40 秒内响应',
    );
    expect(sentenceOf({ ...over, facts: { closedAt: iso(NOW_MS), team: 'T' } }, en, 'en')).toBe('Closed without an answer · T');
  });
});

test('a low service level says the figure, its target, and what it stands on', () => {
  expect(sentenceOf(serviceLevel('西南二组', 5), zh, 'zh-CN')).toBe('15 分钟服务水平 61%，目标 80% · 21 条中 8 条违规');
});

test('a rule without words here keeps the server’s sentence', () => {
  expect(sentenceOf(violation('L-1', 5, { rule: 'of-tomorrow' }), zh, 'zh-CN')).toBe('lead L-1 not answered within 90 s');
});

test('a subject is a kind and a name, whatever the name holds', () => {
  expect(subjectOf(serviceLevel('a:b', 5), zh)).toEqual({ kind: '团队', name: 'a:b' });
  expect(subjectOf(violation('L-1', 5, { subject: 'moon:x' }), zh)).toEqual({ kind: 'moon', name: 'x' });
});

test('what comes next counts down to the end of lease and of snooze', () => {
  const taken = violation('L-1', 5, { state: 'acknowledged', leaseUntil: iso(NOW_MS + 90_000) });
  expect(nextOf(taken, NOW_MS, zh)).toBe('1:30 后再次提醒');
  expect(nextOf({ ...taken, state: 'snoozed', snoozedUntil: iso(NOW_MS + 5_000) }, NOW_MS, en)).toBe('Back in 0:05');
  expect(nextOf({ ...taken, state: 'resolved', reason: 'disproved' }, NOW_MS, zh)).toBe('已排除');
});

test('facts have names and units; one without a name is shown as it is; unknown ones are left out', () => {
  const facts = factLines(
    violation('L-1', 5, { facts: { team: '华东一组', slaSeconds: 90, serviceLevel: 0.799, value: 1_200, odd: 3, repId: null } }),
    NOW_MS,
    zh,
    'zh-CN',
  );
  const lines = facts.map(([name, value]) => [name, plain(value)]);
  expect(lines).toEqual([
    ['团队', '华东一组'],
    ['响应时限', '90 秒'],
    ['服务水平', '79%'],
    ['价值', '¥1200'],
    ['odd', '3'],
  ]);
});

test('an alert that has stood for days is told in days', () => {
  const hour = 3_600_000;
  expect([20_000, 13.5 * hour, 47.9 * hour, 48 * hour, 202 * hour].map((ms) => plain(formatStanding(ms, 'zh-CN')))).toEqual([
    '0:20',
    '13:30:00',
    '47:54:00',
    '2 天',
    '8 天',
  ]);
});
