/** What an alert says, worded from its facts. Pure: how numbers are written is handed in. */
import { factNumber, factText } from '../alertFacts.ts';
import { CONCERNS } from '../concerns.ts';
import type { ConcernDefinition } from '../defineConcern.ts';
import { type AlertRule, isAlertRule } from '../rules.ts';
import type { Clause, ConcernAlerts, Medium, RuleSentence, RuleWords, Told, Unit } from './defineAlerts.ts';
import type { Locale } from './locale.ts';
import { SHARED_FACTS, SHARED_LABELS } from './sharedFacts.ts';
import { splitSubject, subjectWord } from './subjects.ts';
import { type Forms, fill } from './template.ts';

/** How a medium writes numbers and instants; null where it says nothing of them. */
export interface Figures {
  count(value: number): string;
  figure(value: number): string;
  rate(value: number): string;
  money(value: number): string;
  seconds(value: number): string;
  /** An ISO instant: written in the reader's time zone, so only where that is known. */
  instant(iso: string): string | null;
}

export interface Speech {
  locale: Locale;
  medium: Medium;
  figures: Figures;
  /** Changes a template's punctuation, never a value's. */
  punctuate?: (template: string) => string;
}

export interface Telling {
  what: string[];
  about: string[];
  /** Null where a band says no less than the sentence. */
  band: string[] | null;
  /** The whole sentence, made of its joined clauses; `about` with its brackets. */
  sentence(what: string, about: string): string;
}

interface Entry {
  alerts: ConcernAlerts;
  rule: RuleSentence;
  words: Record<Locale, RuleWords>;
}

const ENTRIES = Object.fromEntries(
  (CONCERNS as readonly ConcernDefinition[]).flatMap(({ alerts }) =>
    Object.entries(alerts.rules).map(([id, rule]): [string, Entry | undefined] => {
      const [zh, en] = [alerts.words['zh-CN'].rules[id], alerts.words.en.rules[id]];
      return [id, zh && en && { alerts, rule, words: { 'zh-CN': zh, en } }];
    }),
  ),
) as Readonly<Record<AlertRule, Entry>>;

const entryOf = (rule: string): Entry | null => (isAlertRule(rule) ? ENTRIES[rule] : null);

/** The rule as people call it; a rule of another version by its id. */
export const ruleName = (rule: string, locale: Locale): string => entryOf(rule)?.words[locale].name ?? rule;
/** The same where there is room for a word only. */
export const ruleShort = (rule: string, locale: Locale): string => entryOf(rule)?.words[locale].short ?? ruleName(rule, locale);
/** Whether a short line names the subject beside whose it is, rather than the rule. */
export const namesSubject = (rule: string): boolean => entryOf(rule)?.rule.shortNames === 'subject';

/** The first of several records that has an entry of its own for a key. */
const entryIn = <T>(key: string, ...records: (Readonly<Record<string, T>> | undefined)[]): T | undefined =>
  records.find((record) => record && Object.hasOwn(record, key))?.[key];

/** Undefined for a fact that nobody has declared. */
export function factUnit(rule: string, fact: string): Unit | undefined {
  const entry = entryOf(rule);
  return entryIn<Unit>(fact, entry?.rule.units, entry?.alerts.facts, SHARED_FACTS);
}

/** Undefined for a fact that nobody has declared. */
export function factLabel(rule: string, fact: string, locale: Locale): string | undefined {
  return entryIn<string>(fact, entryOf(rule)?.alerts.words[locale].facts, SHARED_LABELS[locale]);
}

/** Null for a rule of another version. */
export function tell(told: Told, speech: Speech): Telling | null {
  const entry = entryOf(told.rule);
  if (entry === null) return null;
  const { rule, words: byLocale } = entry;
  const words = byLocale[speech.locale];
  const facts = { ...told.facts, ...rule.derive?.(told) };

  const punctuate = speech.punctuate ?? ((template: string) => template);
  const say = (forms: Forms, valueIn: (name: string) => string | null) =>
    fill(typeof forms === 'string' ? punctuate(forms) : (forms.map(punctuate) as [string, ...string[]]), valueIn);

  function valueIn(name: string): string | null {
    if (name === 'subject') return told.subject;
    if (name === 'subjectName') return splitSubject(told.subject).name;
    const part = words.parts?.[name];
    return part === undefined ? written(name) : say(part, valueIn);
  }
  function written(name: string): string | null {
    const { figures, locale } = speech;
    const unit = factUnit(told.rule, name);
    const [text, number] = [factText(facts, name), factNumber(facts, name)];
    switch (unit) {
      case 'count':
      case 'figure':
      case 'rate':
      case 'seconds':
        return number === null ? null : figures[unit](number);
      case 'money':
        return number ? figures.money(number) : null;
      case 'instant':
        return text === null ? null : figures.instant(text);
      case 'kind':
        return text === null ? null : subjectWord(text, locale);
      case 'flag':
        return null;
      case 'text':
      case 'hidden':
      case undefined:
        return text;
    }
  }
  function clause(one: string | Clause): string | null {
    const { id, only = speech.medium, when } = typeof one === 'string' ? { id: one } : one;
    const forms = words.says[id];
    if (only !== speech.medium || forms === undefined || when?.(told) === false) return null;
    return say(forms, valueIn);
  }
  const clauses = (list: RuleSentence['what']): string[] =>
    list.flatMap((choices) => {
      for (const one of [choices].flat()) {
        const said = clause(one);
        if (said !== null) return [said];
      }
      return [];
    });

  return {
    what: clauses(rule.what),
    about: clauses(rule.about),
    band: rule.band ? clauses(rule.band) : null,
    sentence: (what, about) =>
      say(words.sentence, (name) => (name === 'what' ? what : name === 'about' ? about : valueIn(name))) ?? `${told.rule}:${told.subject}`,
  };
}
