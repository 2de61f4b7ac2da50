/**
 * Nothing on a wall names a rep: the least unit there is a team of five or more (SPEC §2). Private topics carry what names a person, for
 * programs and for operations staff; a wall's screens subscribe to public topics only, and where access is configured a private topic
 * needs the role `operate`.
 */
import type { AlertFacts, Topic } from './board.ts';

/** Fewest people that a row of a public topic about people's performance may speak of; default of the setting `capability.minWallPeople`. */
export const MIN_WALL_PEOPLE = 5;

export const PRIVATE_TOPICS: readonly Topic[] = ['capability.breakers', 'capability.cards', 'capability.hints'];

export const isPrivateTopic = (topic: string): boolean => (PRIVATE_TOPICS as readonly string[]).includes(topic);

/**
 * Whether a wall may show an alert as it is. Alerts about people's performance (rules `breaker-…`) say in their facts which unit a wall may speak of:
 * `named`, the subject itself; `unit`, only that unit (`facts.wallUnit`, `facts.wallUnitId`); `hidden`, nobody, since there are too few.
 */
export function onWall({ rule, subject, facts }: { rule: string; subject: string; facts: AlertFacts }): 'named' | 'unit' | 'hidden' {
  if (!rule.startsWith('breaker-') && !subject.startsWith('rep:')) return 'named';
  const { wallUnit = null, wallUnitId = null } = facts;
  if (wallUnit === null) return 'hidden';
  return subject === `${wallUnit}:${wallUnitId}` ? 'named' : 'unit';
}
