/** What holds for the words of every concern's alerts, beyond what their types say. */
import { describe, expect, test } from 'vitest';
import { CONCERNS } from '../concerns.ts';
import type { ConcernDefinition } from '../defineConcern.ts';
import { ALERT_RULES } from '../rules.ts';
import { ALWAYS_KNOWN, type RuleSentence, type RuleWords } from './defineAlerts.ts';
import { LOCALES } from './locale.ts';
import { SHARED_FACTS } from './sharedFacts.ts';
import { factLabel, factUnit, ruleName, ruleShort, tell } from './tell.ts';
import { fill, placeholders } from './template.ts';

const ALL: readonly ConcernDefinition[] = CONCERNS;
const RULES = ALL.flatMap(({ alerts }) =>
  Object.entries(alerts.rules).flatMap(([id, rule]) =>
    LOCALES.map((locale) => ({ id, locale, rule, facts: alerts.facts, words: alerts.words[locale].rules[id] as RuleWords })),
  ),
);

const derived = ({ derive }: RuleSentence, id: string) =>
  Object.keys(derive?.({ rule: id, subject: 'x:1', facts: {}, ending: null }) ?? {});

describe.each(RULES)('$id in $locale', ({ id, rule, facts, words }) => {
  const parts = Object.keys(words.parts ?? {});
  const known = [...ALWAYS_KNOWN, ...Object.keys(facts), ...Object.keys(SHARED_FACTS), ...derived(rule, id)];

  test('its templates ask for facts, derived facts and parts that there are', () => {
    const forms = [words.sentence, ...Object.values(words.says), ...Object.values(words.parts ?? {})];
    expect(forms.flatMap(placeholders).filter((name) => ![...known, ...parts].includes(name))).toEqual([]);
  });

  test('a part is no fact, and can always be said', () => {
    expect(parts.filter((part) => known.includes(part))).toEqual([]);
    for (const forms of Object.values(words.parts ?? {}))
      expect(fill(forms, (name) => ((ALWAYS_KNOWN as readonly string[]).includes(name) ? name : null))).not.toBeNull();
  });

  test('every clause that it says is a clause of the rule, and whole sentences hold all clauses', () => {
    const listed = [...rule.what.flat(), ...rule.about, ...(rule.band ?? [])].map((one) => (typeof one === 'string' ? one : one.id));
    expect(Object.keys(words.says).filter((clause) => !listed.includes(clause))).toEqual([]);
    for (const form of [words.sentence].flat()) {
      expect(placeholders(form)).toContain('what');
      expect(placeholders(form).includes('about')).toBe(rule.about.length > 0);
    }
  });
});

test('derived facts have units', () => {
  const without = RULES.flatMap(({ id, rule }) =>
    derived(rule, id)
      .filter((fact) => factUnit(id, fact) === undefined)
      .map((fact) => `${id}: ${fact}`),
  );
  expect(without).toEqual([]);
});

test('every rule has a name of its own in every language', () => {
  for (const locale of LOCALES) expect(new Set(ALERT_RULES.map((rule) => ruleName(rule, locale))).size).toBe(ALERT_RULES.length);
});

test('a rule, a fact of another version is left as it is', () => {
  expect([ruleName('of-tomorrow', 'en'), ruleShort('constructor', 'zh-CN')]).toEqual(['of-tomorrow', 'constructor']);
  expect([factLabel('of-tomorrow', 'odd', 'en'), factUnit('lead-violation', 'toString')]).toEqual([undefined, undefined]);
  expect(factLabel('of-tomorrow', 'region', 'en')).toBe('Region');
  const figures = { count: String, figure: String, rate: String, money: String, seconds: String, instant: () => null };
  expect(tell({ rule: 'of-tomorrow', subject: 'x:1', facts: {}, ending: null }, { locale: 'en', medium: 'screen', figures })).toBeNull();
});
