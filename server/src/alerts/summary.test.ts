import { ALERT_RULES } from '@warroom/protocol/rules';
import { describe, expect, test } from 'vitest';
import type { Alert } from './lifeCycle.ts';
import { GOLDEN } from './summaries.fixture.ts';
import { summaryOf } from './summary.ts';

const firing: Alert['life'] = { state: 'firing' };
const ended = (reason: 'recovered' | 'disproved' | 'handled' | 'expired'): Alert['life'] => ({
  state: 'resolved',
  by: 'system',
  atMs: 0,
  reason,
});

describe.each(ALERT_RULES)('%s', (rule) => {
  const { subject, facts, summaries } = GOLDEN[rule] ?? { subject: 'x:1', facts: {}, summaries: [] };

  test.each([...summaries])('with %j, ended %s, is on the wire %s', (different, ending, summary) => {
    const known = different === null ? {} : { ...facts, ...different };
    expect(summaryOf({ rule, subject, facts: known, life: ending === null ? firing : ended(ending) })).toBe(summary);
  });

  test('has a sentence in both languages, whatever of its facts is missing', () => {
    for (const known of [facts, {}]) {
      const [zh, en] = [
        summaryOf({ rule, subject: 'x:1', facts: known, life: firing }, 'zh-CN'),
        summaryOf({ rule, subject: 'x:1', facts: known, life: firing }, 'en'),
      ];
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).toMatch(/^\w.*: \S/);
      for (const sentence of [zh, en]) expect(sentence).not.toMatch(/null|undefined|NaN|[{}[\]，：（）]/);
    }
    expect(summaryOf({ rule, subject: 'x:1', facts: {}, life: firing }, 'en')).not.toMatch(/[\u4e00-\u9fff]/);
  });
});

test('in English it is joined as English is', () => {
  const lead = { leadId: 'L-17', region: 'East', team: 'East 1', channel: 'web', tier: 'A', value: 120_000, slaSeconds: 90 };
  expect(summaryOf({ rule: 'lead-violation', subject: 'lead:L-17', facts: lead, life: ended('handled') }, 'en')).toBe(
    'Lead L-17 (East · East 1 · web · tier A · worth 120,000): Not answered within 1 min 30 s (handled)',
  );
  const feed = { feed: 'wms', owner: 'logistics', newestAt: null, intervalSeconds: 900 };
  expect(summaryOf({ rule: 'contract-broken', subject: 'feed:wms', facts: feed, life: firing }, 'en')).toBe(
    'Feed wms: Never delivered, due every 15 min (owner logistics)',
  );
});

test('what stands in a fact is not taken for a template', () => {
  const facts = { orderId: '{amount}', step: '[热{site}处理]', site: '（苏州）', region: '$&', amount: 5 };
  expect(summaryOf({ rule: 'step-blocked', subject: 'order:O-1', facts, life: firing })).toBe(
    '订单 {amount}($& · 金额 5)的[热{site}处理]在（苏州）受阻',
  );
});

test('a rule that this version does not know is named with its subject; an end is told', () => {
  const told = { rule: 'of-tomorrow', subject: 'order:O-1', facts: {}, life: ended('disproved') };
  expect(summaryOf(told)).toBe('of-tomorrow:order:O-1(已证伪)');
  expect(summaryOf(told, 'en')).toBe('of-tomorrow:order:O-1 (disproved)');
});
