import { expect, test } from 'vitest';
import { kindsOfRule, kindsOfTopic, SOURCE_KINDS } from './feeds.ts';
import { onWall } from './privacy.ts';

test('a topic and a rule stand on what their concern says of them', () => {
  expect(kindsOfTopic('capability.strategies')).not.toContain('objection.raised');
  expect(kindsOfTopic('capability.breakers')).toContain('objection.raised');
  expect(kindsOfRule('lead-service-level')).toEqual(kindsOfTopic('lead-response.summary'));
  expect(kindsOfRule('breaker-objection-slow')).toEqual(['objection.raised', 'objection.resolved']);
  expect(kindsOfRule('contract-broken')).toEqual([]);
  expect([kindsOfTopic('alerts'), kindsOfTopic('no.such'), kindsOfRule('no-such')]).toEqual([[], [], []]);
});

test('a source brings what any concern says it does', () => {
  expect(SOURCE_KINDS.crm).toEqual(
    expect.arrayContaining([
      'lead.created',
      'lead.assigned',
      'lead.responded',
      'lead.closed',
      'opportunity.moved',
      'objection.raised',
      'objection.resolved',
    ]),
  );
  expect(SOURCE_KINDS.call).toEqual(['touchpoint.seen', 'talktrack.used']);
});

test('a wall shows an alert about a person as one of a unit, or not at all', () => {
  const facts = { wallUnit: 'team', wallUnitId: 'east-1' };
  expect(onWall({ rule: 'breaker-usage-lag', subject: 'rep:R-7', facts })).toBe('unit');
  expect(onWall({ rule: 'breaker-decay-high', subject: 'team:east-1', facts })).toBe('named');
  expect(onWall({ rule: 'breaker-decay-high', subject: 'team:tiny', facts: { wallUnit: null, wallUnitId: null } })).toBe('hidden');
  expect(onWall({ rule: 'some-rule', subject: 'rep:R-7', facts: {} })).toBe('hidden');
  expect(onWall({ rule: 'lead-violation', subject: 'lead:L1', facts: {} })).toBe('named');
});
