/**
 * Nothing on a wall names a rep: the least unit there is a team of five or more (SPEC §2). Private topics carry what names a person, for
 * programs and for operations staff; a wall's screens subscribe to public topics only, and where access is configured a private topic
 * needs the role `operate`.
 */
import type { Topic } from './board.ts';

/** Fewest people that a row of a public topic about people's performance may speak of; default of the setting `capability.minWallPeople`. */
export const MIN_WALL_PEOPLE = 5;

export const PRIVATE_TOPICS: readonly Topic[] = ['capability.breakers', 'capability.cards', 'capability.hints'];

export const isPrivateTopic = (topic: string): boolean => (PRIVATE_TOPICS as readonly string[]).includes(topic);

/**
 * Whether an alert is about one person, by its subject (`rep:…`). A wall words such an alert by `facts.wallUnit` and `facts.wallUnitId` and
 * leaves it out where these are null.
 */
export const isPersonalSubject = (subject: string): boolean => subject.startsWith('rep:');
