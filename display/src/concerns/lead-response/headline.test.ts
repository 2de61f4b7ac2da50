import type { AlertRow } from '@warroom/protocol/alert';
import type { LeadSummaryRow } from '@warroom/protocol/concerns/lead-response';
import { expect, test } from 'vitest';
import { alertRow } from '../../../../testing/alertRow.ts';
import type { Locale } from '../../i18n/messages.ts';
import { sayIn } from '../../i18n/say.ts';
import { named, summaryRow } from '../../testing/rows.ts';
import { headline } from './headline.ts';

const SLA = 90;
function sentence(summary: Record<string, LeadSummaryRow>, alerts: AlertRow[] = [], locale: Locale = 'zh-CN'): string {
  const byId = new Map(alerts.map((row, i) => [String(i), row]));
  const parts = headline(new Map(named(Object.entries(summary))), byId, SLA, locale, sayIn(locale));
  return parts
    .flat()
    .map((p) => p.text)
    .join('')
    .replaceAll('\u00a0', ' ');
}

const all = summaryRow({ leads: 41, decided: 38, serviceLevel: 33 / 38, violated: 5, openViolated: 2 });

test('one region has all violations: the sentence names it', () => {
  const region = summaryRow({ leads: 20, violated: 5 });
  expect(
    sentence({ '15m|all|': all, '15m|region|华东': region, '15m|region|华南': summaryRow({ leads: 9 }) }, [alertRow(), alertRow()]),
  ).toBe('过去 15 分钟 41 条线索，33 条在 90 秒内响应；华东 5 条违规，2 条无人认领');
});

test('several regions: the sum first, then the worst of them', () => {
  const regions = { '15m|region|华南': summaryRow({ violated: 2 }), '15m|region|华东': summaryRow({ violated: 3 }) };
  expect(sentence({ '15m|all|': all, ...regions }, [alertRow({ state: 'acknowledged' })])).toBe(
    '过去 15 分钟 41 条线索，33 条在 90 秒内响应；5 条违规，华东最多（3 条），均有人处理',
  );
  expect(sentence({ '15m|all|': all, ...regions }, [alertRow()], 'en')).toBe(
    '41 leads in 15 minutes, 33 answered within 90 s; 5 violated, most in 华东 (3), 1 with nobody on it',
  );
});

test('violations of another window or dimension do not lend their name', () => {
  expect(sentence({ '15m|all|': all, '1h|region|华北': summaryRow({ violated: 5 }), '15m|team|T': summaryRow({ violated: 5 }) })).toContain(
    '；5 条违规',
  );
});

test('a region is called what it is called, bars and all', () => {
  const regions = { '15m|region|EMEA | SMB': summaryRow({ violated: 2 }), '15m|region||x\\': summaryRow({ violated: 3 }) };
  expect(sentence({ '15m|all|': all, ...regions })).toContain('5 条违规，|x\\最多（3 条）');
});

test('a good quarter of an hour is said calmly', () => {
  const good = summaryRow({ leads: 12, decided: 9, serviceLevel: 1 });
  expect(sentence({ '15m|all|': good })).toBe('过去 15 分钟 12 条线索，9 条在 90 秒内响应；没有违规');
});

test('an old violation still open is not forgotten when the window has no new one', () => {
  const good = summaryRow({ leads: 12, decided: 9, serviceLevel: 1 });
  expect(sentence({ '15m|all|': good }, [alertRow()])).toContain('；没有新违规，1 条无人认领');
});

test('no leads, and no data, are two things', () => {
  expect(sentence({ '15m|all|': summaryRow() })).toBe('过去 15 分钟没有新线索；没有违规');
  expect(sentence({})).toBe('正在等待数据');
});
