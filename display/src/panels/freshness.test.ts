import type { ConcernFreshnessRow, LearntFeedRow } from '@warroom/protocol/concerns/contracts';
import { expect, test } from 'vitest';
import { sayIn } from '../i18n/say.ts';
import { iso } from '../testing/rows.ts';
import { unheardOf } from './freshness.ts';
import { headlineUnheard, unheardWords } from './unheardWords.ts';

const row = (state: ConcernFreshnessRow['state'], more: Partial<ConcernFreshnessRow> = {}): ConcernFreshnessRow => ({
  state,
  newestAt: state === 'never' ? null : iso(50_000),
  feeds: [],
  sinceAt: null,
  watchedBy: ['learnt'],
  ...more,
});
const concerns = (rows: Record<string, ConcernFreshnessRow>) => new Map(Object.entries(rows));

const all = () => true;

test('a silent feed is told with all that are so, since the first of them', () => {
  const rows = concerns({
    a: row('silent', { feeds: ['crm|lead.created', 'crm|'], sinceAt: iso(90_000) }),
    b: row('broken', { feeds: ['m|es'], sinceAt: iso(60_000) }),
    c: row('fresh'),
  });
  const learnt = new Map(['crm|lead.created', 'crm|'].map((key) => [key, { source: 'crm' } as LearntFeedRow]));
  expect(unheardOf(rows, learnt, ['a', 'b', 'c'], all)).toEqual({ kind: 'stalled', feeds: ['crm', 'm|es'], sinceMs: 60_000 });
  expect(unheardOf(rows, new Map(), ['c'], all)).toBeNull();
  // What is shown of them stands on none of these feeds.
  expect(unheardOf(rows, learnt, ['a', 'b', 'c'], () => false)).toBeNull();
});

test('nothing ever is told only where it holds of all that is shown', () => {
  const rows = concerns({ a: row('never'), b: row('learning') });
  expect(unheardOf(rows, new Map(), ['a'], all)).toEqual({ kind: 'never' });
  expect(unheardOf(rows, new Map(), ['a', 'b'], all)).toBeNull();
  expect(unheardOf(concerns({}), new Map(), ['a'], all)).toBeNull();
});

test('the sentence says what is not known, keeps what is wrong, and says nothing of calm', () => {
  const say = sayIn('zh-CN');
  const words = unheardWords({ kind: 'stalled', feeds: ['crm'], sinceMs: 0 }, 22 * 60_000, say, 'zh-CN');
  expect(words.replaceAll('\u00a0', ' ')).toBe('crm 没有新数据（22:00），情况未知');
  const calm = [[{ text: '没有新线索；', tone: 'plain' as const }], [{ text: '没有违规', tone: 'plain' as const }]];
  expect(headlineUnheard(calm, words, say)).toEqual([[{ text: words, tone: 'risk' }]]);
  const wrong = [[{ text: '…；', tone: 'plain' as const }], [{ text: '1 条违规', tone: 'violated' as const }]];
  expect(headlineUnheard(wrong, words, say)[1]).toEqual([{ text: '1 条违规', tone: 'violated' }]);
});
