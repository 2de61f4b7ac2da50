/** Every rule by which an alert can be raised. A log may hold alerts of rules that this version does not know. */
import { CONCERNS, type ConcernId, merged } from './concerns.ts';
import type { RuleDefinition } from './defineConcern.ts';

const RULES = merged('rules');
export type AlertRule = keyof typeof RULES & string;
export const ALERT_RULES = Object.keys(RULES) as AlertRule[];
export const isAlertRule = (name: string): name is AlertRule => Object.hasOwn(RULES, name);

/** What is known of a rule; undefined for one of another version. */
export function ruleOf(rule: string): RuleDefinition | undefined {
  return isAlertRule(rule) ? RULES[rule] : undefined;
}

/** The concern that raises a rule; null for a rule of another version. */
export function concernOfRule(rule: string): ConcernId | null {
  return CONCERNS.find(({ rules }) => Object.hasOwn(rules, rule))?.id ?? null;
}
