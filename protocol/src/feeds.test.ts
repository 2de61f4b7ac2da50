import { expect, test } from 'vitest';
import { TOPIC_NAMES } from './board.ts';
import { EVENT_KINDS } from './events.ts';
import { kindsOfRule, kindsOfTopic, RULE_KINDS, SOURCE_KINDS, TOPIC_KINDS } from './feeds.ts';
import { isPrivateTopic, onWall, PRIVATE_TOPICS } from './privacy.ts';

test('every topic stands on kinds of events, save those that speak of the system itself', () => {
  expect(TOPIC_NAMES.filter((topic) => kindsOfTopic(topic).length === 0).sort()).toEqual([
    'alerts',
    'alerts.people',
    'contracts',
    'system',
  ]);
});

test('every table names known kinds only', () => {
  const named = [TOPIC_KINDS, RULE_KINDS, SOURCE_KINDS].flatMap((table) => Object.values(table).flat());
  expect(named.filter((kind) => !EVENT_KINDS.includes(kind))).toEqual([]);
});

test('a topic of its own entry is told from its concern, a rule from its first word', () => {
  expect(kindsOfTopic('capability.strategies')).not.toContain('objection.raised');
  expect(kindsOfTopic('capability.breakers')).toContain('objection.raised');
  expect(kindsOfRule('lead-service-level')).toEqual(kindsOfTopic('lead-response.summary'));
  expect(kindsOfRule('breaker-objection-slow')).toEqual(['objection.raised', 'objection.resolved']);
  expect(kindsOfRule('contract-broken')).toEqual([]);
});

test('what names a person is private', () => {
  expect(PRIVATE_TOPICS.every((topic) => TOPIC_NAMES.includes(topic))).toBe(true);
  expect(isPrivateTopic('capability.cards')).toBe(true);
  expect(isPrivateTopic('capability.team-board')).toBe(false);
});

test('a wall shows an alert about a person as one of a unit, or not at all', () => {
  const facts = { wallUnit: 'team', wallUnitId: 'east-1' };
  expect(onWall({ rule: 'breaker-usage-lag', subject: 'rep:R-7', facts })).toBe('unit');
  expect(onWall({ rule: 'breaker-decay-high', subject: 'team:east-1', facts })).toBe('named');
  expect(onWall({ rule: 'breaker-decay-high', subject: 'team:tiny', facts: { wallUnit: null, wallUnitId: null } })).toBe('hidden');
  expect(onWall({ rule: 'some-rule', subject: 'rep:R-7', facts: {} })).toBe('hidden');
  expect(onWall({ rule: 'lead-violation', subject: 'lead:L1', facts: {} })).toBe('named');
});
