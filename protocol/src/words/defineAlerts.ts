/**
 * What a concern's alerts say: its facts with their units, and by rule the clauses of its sentence, in no language. The words stand beside it,
 * one file a language; `{name}` in them is a fact, a derived fact, or one of {@link ALWAYS_KNOWN}.
 */
import type { AlertFacts, ResolveReason } from '../alert.ts';
import type { Locale } from './locale.ts';
import type { Forms } from './template.ts';

/**
 * `rate` 0–1; `money` in the organisation's currency, nought is as good as unknown; `figure` a number whose unit is told elsewhere; `kind` the
 * type of a subject. `kind` and `hidden` are not listed among an alert's facts: its subject says them.
 */
export type Unit = 'text' | 'count' | 'figure' | 'rate' | 'money' | 'seconds' | 'instant' | 'flag' | 'kind' | 'hidden';

export interface Told {
  rule: string;
  subject: string;
  facts: AlertFacts;
  /** How it ended; null while it has not. */
  ending: ResolveReason | null;
}

/** `summary`: the sentence that the server sends. `screen`: the words on a page, beside the alert's subject. */
export type Medium = 'summary' | 'screen';

export interface Clause<Id extends string = string> {
  readonly id: Id;
  readonly only?: Medium;
  readonly when?: (told: Told) => boolean;
}
/** The name alone is a clause that is said everywhere. */
type ClauseOrName = string | Clause;

export interface RuleSentence {
  /** What happened. Of a list within the list, the first that can be said. */
  readonly what: readonly (ClauseOrName | readonly ClauseOrName[])[];
  /** To whom, where, and what is at stake. */
  readonly about: readonly ClauseOrName[];
  /** What a band across the wall says, shortest first, where that is less than the sentence. */
  readonly band?: readonly ClauseOrName[];
  /** What a short line names beside whose it is; default `rule`. */
  readonly shortNames?: 'rule' | 'subject';
  /** Units of derived facts, and of facts whose unit depends on the rule. */
  readonly units?: Readonly<Record<string, Unit>>;
  /** Facts worked out from facts; null hides one. */
  readonly derive?: (told: Told) => AlertFacts;
}

/** Values that every template may ask for: the subject whole, its name after the colon; in `sentence` the joined clauses besides. */
export const ALWAYS_KNOWN = ['subject', 'subjectName', 'what', 'about'] as const;

export interface AlertsShape {
  readonly facts: Readonly<Record<string, Unit>>;
  readonly rules: Readonly<Record<string, RuleSentence>>;
}

export const defineAlerts = <const A extends AlertsShape>(alerts: A): A => alerts;
export const onScreen = <const Id extends string>(id: Id, when: (told: Told) => boolean = () => true) =>
  ({ id, only: 'screen', when }) as const satisfies Clause;
export const inSummary = <const Id extends string>(id: Id) => ({ id, only: 'summary' }) as const satisfies Clause;

export interface RuleWords<Id extends string = string> {
  /** The rule as people call it. */
  readonly name: string;
  /** A word for it where the wall has room for one only. */
  readonly short?: string;
  /** The whole sentence for the summary: `{what}` and, after a space of its own if it needs one, `{about}` in brackets. */
  readonly sentence: Forms;
  readonly says: Readonly<Record<Id, Forms>>;
  /** Pieces of this language's own that its templates share. */
  readonly parts?: Readonly<Record<string, Forms>>;
}

type IdOf<C> = C extends string
  ? C
  : C extends { readonly id: infer Id extends string }
    ? Id
    : C extends readonly (infer E)[]
      ? IdOf<E>
      : never;
type BandOf<R> = R extends { readonly band: readonly (infer C)[] } ? C : never;
type ClauseIds<R extends RuleSentence> = IdOf<R['what'][number] | R['about'][number] | BandOf<R>>;
/** The facts that are shown under a label. */
export type Listed<F> = { [K in keyof F & string]: F[K] extends 'hidden' | 'kind' ? never : K }[keyof F & string];

/** What a language's file has to satisfy: a label for every fact that is listed, a name and every clause for every rule. */
export interface AlertWords<A extends AlertsShape> {
  readonly facts: Readonly<Record<Listed<A['facts']>, string>>;
  readonly rules: { readonly [R in keyof A['rules']]: RuleWords<ClauseIds<A['rules'][R]>> };
}

interface WordsShape {
  readonly facts: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<string, RuleWords>>;
}
/** Sentences and words of a concern: of every rule, in every language. */
export interface ConcernAlerts<Rule extends string = string> extends AlertsShape {
  readonly rules: Readonly<Record<Rule, RuleSentence>>;
  readonly words: Readonly<Record<Locale, WordsShape & { readonly rules: Readonly<Record<Rule, RuleWords>> }>>;
}
