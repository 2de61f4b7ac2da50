/**
 * A concern is one definition: the events it brings, the topics it fills, the rules by which it raises alerts, and its scene. Every table of
 * kinds, topics, audiences, feeds, rules and scenes is derived from the definitions listed in `concerns.ts`.
 */
import type { TSchema } from 'typebox';
import type { ConcernAlerts } from './words/defineAlerts.ts';

/**
 * Who may read a topic. `public`: every screen, so its rows never speak of fewer people than a team of five. `operate`: whoever works
 * alerts; such rows may name people.
 */
export type Audience = 'public' | 'operate';

export interface TopicDefinition {
  /** Schema of its rows. */
  readonly row: TSchema;
  readonly audience: Audience;
  /** Kinds of events that its rows are made of: while a feed that brings one of them is broken, the rows are not shown as live. */
  readonly standsOn: readonly string[];
}

/** What an alert can be about: the part of its subject before the colon. */
export const SUBJECT_TYPES = ['lead', 'order', 'customer', 'opportunity', 'feed', 'team', 'region', 'channel', 'rep', 'server'] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export interface RuleDefinition {
  /** Kinds of events that decide it: on a broken feed its alerts are indeterminate. Empty: it speaks of the feeds themselves and is always certain. */
  readonly standsOn: readonly string[];
  readonly subject: readonly SubjectType[];
  /**
   * `one-open`: a subject has one alert at a time, and two servers that saw the condition begin at slightly different instants share it.
   * `by-name`: each episode named by the monitor is an alert of its own.
   */
  readonly episodes: 'one-open' | 'by-name';
  /** Whether its alerts take over the band across the wall, whatever their severity. */
  readonly takesOver: boolean;
  /** Whether it judges people's work: the public then reads of the unit that `facts.wallUnit` names, or nothing. */
  readonly aboutPeople: boolean;
  /** Whether a team is to mend it: short lines then name the team first. */
  readonly ofTeam: boolean;
}

export interface SceneDefinition {
  /** Panel → the topics it stands on, in the order in which panels are shown. */
  readonly panels: Readonly<Record<string, readonly string[]>>;
  /** Topics that the concern's part of the overview is made of. */
  readonly overview: readonly string[];
}

/** What a kind of event goes on about: without an event of the kind `begins` under the same name, a monitor passes it over. */
export interface GoesOn {
  readonly begins: string;
  /** The field of `data` that has the name; by default the event's key. */
  readonly by?: string;
}

export interface ConcernDefinition {
  /** One name everywhere: folder, settings section, topics, scene, words, demo, bench, dashboard. */
  readonly id: string;
  /** Kind → schema of `data`. */
  readonly events: Readonly<Record<string, TSchema>>;
  /** Kind → what has to have begun before it says anything. */
  readonly goesOn: Readonly<Record<string, GoesOn>>;
  /** Topic → rows. A topic is called as the concern, or begins with its name and a dot. */
  readonly topics: Readonly<Record<string, TopicDefinition>>;
  readonly rules: Readonly<Record<string, RuleDefinition>>;
  /** What its alerts say, in every language. */
  readonly alerts: ConcernAlerts;
  /** Source → kinds of this concern that it usually brings, for contracts that do not name their kinds. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** Null for a concern without a scene of its own. */
  readonly scene: SceneDefinition | null;
}

/** A rule without a sentence, or without words in a language, does not compile: "Property '<rule>' is missing". */
export const defineConcern = <const D extends ConcernDefinition>(
  definition: D & { readonly alerts: ConcernAlerts<keyof D['rules'] & string> },
): D => definition;
