/**
 * What stands on what: which kinds of events a topic and an alert rule are made of, and which kinds a source usually brings. A contract
 * (feed) that is broken takes with it every topic and alert that shares a kind with it.
 */
import { isTopic, TOPIC_DEFINITIONS } from './board.ts';
import { CONCERNS } from './concerns.ts';
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
