import { ruleShort } from '@warroom/protocol/words/tell';
import { expect, test } from 'vitest';
import { alertRow } from '../../../testing/alertRow.ts';
import { iso } from '../testing/rows.ts';
import { agesFromMs, alertDetails, shortWords, waits, whoseAlert } from './shortWords.ts';

test('an alert is its team’s, before there is one its region’s, else its subject’s', () => {
  expect(whoseAlert(alertRow({ facts: { team: '华东一组', region: '华东' } }), 'zh-CN')).toBe('华东一组');
  expect(whoseAlert(alertRow({ facts: { team: null, region: '华东' } }), 'zh-CN')).toBe('华东');
  expect(whoseAlert(alertRow({ subject: 'team:T-1' }), 'zh-CN')).toBe('T-1');
});

test('details name what is known and nothing else', () => {
  expect(alertDetails(alertRow({ subject: 'lead:L-7', facts: { channel: '官网', value: 33_000 } }), 'zh-CN')).toEqual([
    'L-7',
    '官网',
    '金额 ¥3.3万',
  ]);
  expect(alertDetails(alertRow({ subject: 'lead:L-7', facts: { channel: null, value: null } }), 'zh-CN')).toEqual(['L-7']);
  expect(alertDetails(alertRow({ rule: 'lead-service-level', facts: { serviceLevel: 0.62, target: 0.8 } }), 'zh-CN')).toEqual([
    '62%',
    '目标 80%',
  ]);
});

test('a lead ages from its creation, anything else from when it began', () => {
  expect(agesFromMs(alertRow({ facts: { createdAt: iso(1_000) }, sinceAt: iso(91_000) }))).toBe(1_000);
  expect(agesFromMs(alertRow({ sinceAt: iso(91_000) }))).toBe(91_000);
  expect([waits(alertRow({ facts: { createdAt: iso(0) } })), waits(alertRow())]).toEqual([true, false]);
});

test('what is no team’s is named itself, and told as at the desk', () => {
  const late = alertRow({
    rule: 'delivery-late',
    subject: 'order:O-9',
    facts: { orderId: 'O-9', region: '华东', pLate: 0.93, bottleneck: '热处理' },
  });
  expect(whoseAlert(late, 'zh-CN')).toBe('O-9');
  expect(alertDetails(late, 'zh-CN').join('')).toContain('热处理');
});

test('the short line begins with what tells most', () => {
  expect(shortWords(alertRow({ facts: { team: '华东一组' } }), 'zh-CN')).toEqual(['华东一组', 'L-1']);
  expect(shortWords(alertRow({ rule: 'lead-service-level', subject: 'team:华东一组' }), 'zh-CN')).toEqual(['华东一组', '服务水平过低']);
  expect(shortWords(alertRow({ rule: 'delivery-late', subject: 'order:O-9' }), 'zh-CN')).toEqual(['交付延误', 'O-9']);
});

test('every rule has a word; a rule of tomorrow is named by its id', () => {
  expect(ruleShort(alertRow().rule, 'zh-CN')).toBe('违规');
  expect(ruleShort('phantom-stock', 'zh-CN')).toBe('虚假库存');
  expect(ruleShort('rule-of-tomorrow', 'zh-CN')).toBe('rule-of-tomorrow');
});
