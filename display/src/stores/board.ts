/**
 * The board as the screens see it. The maps are the link's own, mutated in place and never made reactive (thousands of rows); a
 * revision number per topic tells Vue when to look again. Read `rows(topic)` in a computed, watch `revision(topic)`.
 */
import type { RowOf, Topic } from '@warroom/protocol/board';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';

export const useBoard = defineStore('board', () => {
  const revisions = shallowReactive<Partial<Record<Topic, number>>>({});
  const maps = new Map<Topic, ReadonlyMap<string, unknown>>();
  const none = new Map<string, never>();

  /** How often the topic has changed; 0 when nothing has come yet. */
  function revision(topic: Topic): number {
    return revisions[topic] ?? 0;
  }

  /** The topic's rows by key; whoever reads them in a computed is told of changes. */
  function rows<T extends Topic>(topic: T): ReadonlyMap<string, RowOf<T>> {
    return revision(topic) > 0 ? (maps.get(topic) as ReadonlyMap<string, RowOf<T>>) : none;
  }

  /** The alerts as whole as this page may read them: those about people stand in a topic of their own. */
  function alerts(): ReadonlyMap<string, RowOf<'alerts'>> {
    const people = rows('alerts.people');
    return people.size === 0 ? rows('alerts') : new Map([...rows('alerts'), ...people]);
  }

  /** Called by the link only. */
  function publish(topic: Topic, map: ReadonlyMap<string, unknown>): void {
    maps.set(topic, map);
    revisions[topic] = revision(topic) + 1;
  }

  return { revision, rows, alerts, publish };
});
