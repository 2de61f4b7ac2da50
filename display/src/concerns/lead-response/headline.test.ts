import type { AlertRow } from '@warroom/protocol/alert';
import type { LeadSummaryRow, OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import { expect, test } from 'vitest';
import { alertRow } from '../../../../testing/alertRow.ts';
import type { Locale } from '../../i18n/messages.ts';
import { sayIn } from '../../i18n/say.ts';
import { openRow, summaryRow } from '../../testing/rows.ts';
import { headline } from './headline.ts';
import { leadsNow } from './leadsNow.ts';

const violated = (id: string, region: string | null = '华东') => openRow(id, 0, { state: 'violated', region });
const of = (lead: string, over: Partial<AlertRow> = {}) => alertRow({ subject: `lead:${lead}`, ...over });
const held = (lead: string) => of(lead, { state: 'acknowledged', owner: '甲' });

function sentence(all: LeadSummaryRow | undefined, open: OpenLeadRow[] = [], alerts: AlertRow[] = [], locale: Locale = 'zh-CN'): string {
  const now = leadsNow(open, new Map(alerts.map((row, i) => [String(i), row])));
  return headline(now, all, locale, sayIn(locale))
    .flat()
    .map((p) => p.text)
    .join('')
    .replaceAll('\u00a0', ' ');
}

/** 60 in time of 69 decided, 3 of the violated still open, 6 waiting, 6 closed undecided. */
const all = summaryRow({ leads: 81, decided: 69, serviceLevel: 60 / 69, violated: 9, openViolated: 3, open: 9 });

test('the present first, from the open leads; then the window, whose parts add up', () => {
  expect(sentence(all, [violated('a'), violated('b'), violated('c', '华南')], [held('a'), of('b')])).toBe(
    '现在 3 条违规，2 条无人认领，华东最多（2 条）；15 分钟内 81 条：60 按时、9 违规、6 在等、6 未判定',
  );
  expect(sentence(all, [violated('a'), violated('b')], [held('a'), held('b')], 'en')).toBe(
    '2 past SLA now, all being handled, all in 华东; 81 leads in 15 min: 60 in time, 9 violated, 6 waiting, 6 undecided',
  );
});

test('what an operator has resolved while nobody has answered stays a violation that nobody holds', () => {
  const resolved = of('a', { state: 'resolved', owner: '甲', reason: 'handled' });
  expect(sentence(all, [violated('a')], [resolved])).toMatch(/^现在 1 条违规，1 条无人认领，都在华东；/);
});

test('violations of the window that are over are no violations now', () => {
  expect(sentence(summaryRow({ leads: 9, decided: 9, serviceLevel: 0, violated: 9 }), [openRow('a', 0)])).toBe(
    '现在没有违规，1 条在等；15 分钟内 9 条：0 按时、9 违规',
  );
});

test('one older than the window is a violation now', () => {
  expect(sentence(summaryRow(), [violated('a', null)])).toBe('现在 1 条违规，1 条无人认领；15 分钟内没有新线索');
});

test('a region is called what it is called, bars and all', () => {
  expect(sentence(all, [violated('a', '|x\\'), violated('b', '|x\\'), violated('c', 'EMEA | SMB')])).toContain('|x\\最多（2 条）');
});

test('no leads, and no data, are two things', () => {
  expect(sentence(summaryRow())).toBe('现在没有违规，也没有线索在等；15 分钟内没有新线索');
  expect(sentence(undefined)).toBe('正在等待数据');
});
