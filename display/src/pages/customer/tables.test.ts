import { expect, test } from 'vitest';
import { sayIn } from '../../i18n/say.ts';
import { NOW_MS } from '../../testing/alerts.ts';
import { HISTORY, touchpoint } from '../../testing/customer.ts';
import { iso } from '../../testing/rows.ts';
import { countOf, leadTable, orderTable, touchpointTable } from './tables.ts';

const zh = { say: sayIn('zh-CN'), locale: 'zh-CN' } as const;
const en = { say: sayIn('en'), locale: 'en' } as const;
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

const cells = (table: ReturnType<typeof touchpointTable>) => table.rows.map((row) => [row.id, ...row.cells.map(({ text }) => plain(text))]);

test('a touchpoint is one line whichever roads told of it, by time or by what it weighs', () => {
  const { rows } = HISTORY.touchpoints;
  const newest = touchpointTable(rows, { order: 'newest', negativeSentiment: -0.3 }, zh);
  expect(cells(newest)).toEqual([
    ['t1', expect.any(String), '电话', '客户发起', '技术咨询', '负面 −0.60', '50%', '系统捕获', '0.20'],
    ['t2', expect.any(String), '拜访', '客户发起', '技术咨询', '–', '50%', '系统捕获 · 稽核发现', '0.90'],
  ]);
  expect(newest.rows[0]?.cells[4]?.tone).toBe('bad');
  const strongest = touchpointTable(rows, { order: 'strongest', negativeSentiment: -0.3 }, zh);
  expect(strongest.rows.map(({ id }) => id)).toEqual(['t2', 't1']);
});

test('without an open opportunity there is no column of influence', () => {
  const rows = [touchpoint('t', 1)];
  const columns = touchpointTable(rows, { order: 'newest', negativeSentiment: -0.3 }, en).columns.map(({ label }) => label);
  expect(columns).not.toContain('Influence');
  expect(columns.length).toBe(7);
});

test('an order says how it ended, and by how much it was late', () => {
  const { rows } = HISTORY.orders;
  const outcomes = (more: object) => orderTable([{ ...rows[0], ...more } as (typeof rows)[number]], en).rows[0]?.cells[3]?.text ?? '';
  expect(plain(outcomes({}))).toMatch(/^delivered .+, 3 d late$/);
  expect(outcomes({ promisedAt: iso(NOW_MS) })).toMatch(/^delivered [^,]+$/);
  expect(outcomes({ promisedAt: null })).toMatch(/^delivered [^,]+$/);
  expect(outcomes({ deliveredAt: null, cancelledAt: iso(NOW_MS) })).toMatch(/^cancelled/);
  expect(outcomes({ deliveredAt: null })).toBe('open');
});

test('a lead says how long it took, or that nobody answered', () => {
  const lead = { leadId: 'L', createdAt: iso(NOW_MS), channel: null, tier: null, value: null, closedAt: null, closeReason: null };
  const response = (latencySeconds: number | null, respondedAt: string | null) =>
    plain(leadTable([{ ...lead, latencySeconds, respondedAt }], zh).rows[0]?.cells[3]?.text ?? '');
  expect(response(80, iso(NOW_MS))).toBe('1 分钟 20 秒后');
  expect(response(null, null)).toBe('未响应');
});

test('how many there are, and how many are listed', () => {
  expect(countOf({ total: 1_320, rows: [1, 2] }, en)).toBe('2 of 1,320');
  expect(countOf({ total: 2, rows: [1, 2] }, zh)).toBe('2');
});
