/**
 * Nothing on a wall names a rep: the least unit there is a team of five or more. Topics for the audience `operate` may name people, for
 * programs and for operations staff; a wall's screens subscribe to public topics only.
 */
import type { AlertFacts, AlertRow } from './alert.ts';
import { isTopic, TOPIC_DEFINITIONS } from './board.ts';
import { ruleOf } from './rules.ts';

/** Fewest people that a row of a public topic about people's performance may speak of; default of the setting `capability.minWallPeople`. */
export const MIN_WALL_PEOPLE = 5;

/** Whether a topic needs the role `operate`. */
export const isPrivateTopic = (topic: string): boolean => isTopic(topic) && TOPIC_DEFINITIONS[topic].audience === 'operate';

/**
 * Whether a wall may show an alert as it is. Alerts about people's work (`aboutPeople`) say in their facts which unit a wall may speak of:
 * `named`, the subject itself; `unit`, only that unit (`facts.wallUnit`, `facts.wallUnitId`); `hidden`, nobody, since there are too few.
 */
export function onWall({ rule, subject, facts }: { rule: string; subject: string; facts: AlertFacts }): 'named' | 'unit' | 'hidden' {
  if (!ruleOf(rule)?.aboutPeople && !subject.startsWith('rep:')) return 'named';
  const { wallUnit = null, wallUnitId = null } = facts;
  if (wallUnit === null) return 'hidden';
  return subject === `${wallUnit}:${wallUnitId}` ? 'named' : 'unit';
}

/** Facts that speak of the breaker and of nobody. */
const IMPERSONAL = ['value', 'threshold', 'windows', 'baseline', 'strategy', 'talkTrack', 'wallUnit', 'wallUnitId'] as const;

/**
 * The alert as anybody may read it: whole, or of the unit that a wall may speak of, without names and without what people wrote about it; null
 * where there are too few. Its sentence is left empty: only who knows all facts can word it anew.
 */
export function publicAlert(row: AlertRow): AlertRow | null {
  const how = onWall(row);
  if (how !== 'unit') return how === 'named' ? row : null;
  const { wallUnit, wallUnitId } = row.facts;
  const unit = String(wallUnit);
  const id = String(wallUnitId ?? '');
  const facts: AlertFacts = { scope: unit, id, team: unit === 'team' ? id : null, region: unit === 'region' ? id : null };
  for (const name of IMPERSONAL) if (row.facts[name] !== undefined) facts[name] = row.facts[name];
  return { ...row, subject: `${unit}:${id}`, facts, summary: '', note: null };
}
