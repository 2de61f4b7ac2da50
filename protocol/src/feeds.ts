/**
 * What stands on what: which kinds of events a topic and an alert rule are made of, and which kinds a source usually brings. A contract
 * (feed) that is broken takes with it every topic and alert that shares a kind with it.
 */
import { isTopic, TOPIC_DEFINITIONS } from './board.ts';
import { CONCERNS, type ConcernId } from './concerns.ts';
import type { EventKind } from './events.ts';
import { ruleOf } from './rules.ts';

/** What the usual systems bring, for contracts that do not say their kinds. */
export const SOURCE_KINDS: Readonly<Record<string, readonly EventKind[]>> = sourceKinds();

function sourceKinds(): Record<string, EventKind[]> {
  const bySource: Record<string, EventKind[]> = {};
  for (const { sources } of CONCERNS)
    for (const [source, kinds] of Object.entries(sources)) bySource[source] = [...(bySource[source] ?? []), ...kinds];
  return bySource;
}

export function kindsOfTopic(topic: string): readonly EventKind[] {
  return isTopic(topic) ? (TOPIC_DEFINITIONS[topic].standsOn as readonly EventKind[]) : [];
}

export function kindsOfRule(rule: string): readonly EventKind[] {
  return (ruleOf(rule)?.standsOn ?? []) as readonly EventKind[];
}

/** Kinds that any topic of a concern is made of; none for one that speaks of the feeds themselves. */
export function kindsOfConcern(id: ConcernId): readonly EventKind[] {
  const topics = Object.keys(CONCERNS.find((concern) => concern.id === id)?.topics ?? {});
  return [...new Set(topics.flatMap(kindsOfTopic))];
}

/** Kind → the concerns that are made of it. */
export const CONCERNS_OF_KIND: Readonly<Partial<Record<EventKind, readonly ConcernId[]>>> = concernsOfKind();

function concernsOfKind(): Partial<Record<EventKind, ConcernId[]>> {
  const byKind: Partial<Record<EventKind, ConcernId[]>> = {};
  for (const { id } of CONCERNS) for (const kind of kindsOfConcern(id)) byKind[kind] = [...(byKind[kind] ?? []), id];
  return byKind;
}
