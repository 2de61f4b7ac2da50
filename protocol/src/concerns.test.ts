/** What holds for every concern's definition; a fault is named with its concern. */
import { describe, expect, test } from 'vitest';
import { TOPIC_NAMES } from './board.ts';
import { CONCERNS } from './concerns.ts';
import type { ConcernDefinition } from './defineConcern.ts';
import { EVENT_KINDS } from './events.ts';
import { isPrivateTopic } from './privacy.ts';
import { ALERT_RULES } from './rules.ts';
import { SCENE_TOPICS } from './scenes.ts';

const ALL: readonly ConcernDefinition[] = CONCERNS;
const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);

test('no two concerns share an id, a kind, a topic or a rule', () => {
  expect(twice(ALL.map(({ id }) => id))).toEqual([]);
  for (const part of ['events', 'topics', 'rules'] as const)
    expect(twice(ALL.flatMap((concern) => Object.keys(concern[part])))).toEqual([]);
  expect(ALL.flatMap(({ rules }) => Object.keys(rules)).sort()).toEqual([...ALERT_RULES].sort());
  expect(TOPIC_NAMES).toEqual(expect.arrayContaining(ALL.flatMap(({ topics }) => Object.keys(topics))));
});

describe.each(ALL.map((concern) => [concern.id, concern] as const))('%s', (id, { topics, rules, sources, scene }) => {
  test('its topics bear its name', () => {
    expect(Object.keys(topics).filter((topic) => topic !== id && !topic.startsWith(`${id}.`))).toEqual([]);
  });

  test('topics, rules and sources stand on known kinds of events', () => {
    const named = [...Object.values(topics), ...Object.values(rules)].flatMap(({ standsOn }) => standsOn);
    const unknown = [...named, ...Object.values(sources).flat()].filter((kind) => !(EVENT_KINDS as readonly string[]).includes(kind));
    expect(unknown).toEqual([]);
  });

  test('every topic says what it stands on, unless it speaks of the feeds themselves', () => {
    const silent = Object.entries(topics).filter(([, { standsOn }]) => standsOn.length === 0);
    expect(silent.map(([topic]) => topic)).toEqual(id === 'contracts' ? Object.keys(topics) : []);
  });

  test('its scene stands on topics that there are and that anybody may read', () => {
    const used = scene === null ? [] : [...Object.values(scene.panels).flat(), ...scene.overview];
    expect(used.filter((topic) => !TOPIC_NAMES.includes(topic as (typeof TOPIC_NAMES)[number]))).toEqual([]);
    expect(used.filter(isPrivateTopic)).toEqual([]);
  });
});

test('what names a person is not for everybody', () => {
  expect(TOPIC_NAMES.filter(isPrivateTopic).sort()).toEqual([
    'alerts.people',
    'capability.breakers',
    'capability.cards',
    'capability.hints',
  ]);
  expect(Object.values(SCENE_TOPICS).flat().filter(isPrivateTopic)).toEqual([]);
});
