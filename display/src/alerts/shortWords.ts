/** An alert in few words, as the wall has room for them. */
import type { AlertRow } from '@warroom/protocol/alert';
import { factText } from '@warroom/protocol/alertFacts';
import { ruleOf } from '@warroom/protocol/rules';
import { splitSubject } from '@warroom/protocol/words/subjects';
import { namesSubject, ruleShort } from '@warroom/protocol/words/tell';
import { formatAge, formatDuration } from '../i18n/format.ts';
import type { Locale } from '../i18n/messages.ts';
import { sentenceOf, subjectOf, toldOnScreen } from './wording.ts';

/** Who is concerned: the team, and where there is none yet, the region; for what is no team's, the thing itself. */
export function whoseAlert(row: AlertRow, locale: Locale): string {
  const thing = subjectOf(row, locale).name;
  return ruleOf(row.rule)?.ofTeam ? (factText(row.facts, 'team') ?? factText(row.facts, 'region') ?? thing) : thing;
}

/** The two words of a short line, the more telling one first: whose lead it is and which; what is wrong and with what. */
export function shortWords(row: AlertRow, locale: Locale): [first: string, second: string] {
  const whose = whoseAlert(row, locale);
  if (namesSubject(row.rule)) return [whose, splitSubject(row.subject).name];
  const what = ruleShort(row.rule, locale);
  return ruleOf(row.rule)?.ofTeam ? [whose, what] : [what, whose];
}

/** What else is known, for a band across the wall: shortest first, or as at the desk. */
export function alertDetails(row: AlertRow, locale: Locale): string[] {
  return toldOnScreen(row, locale)?.band ?? [sentenceOf(row, locale)];
}

/** Whether it counts from the making of its subject, not from the alert's own beginning. */
export const waits = (row: AlertRow): boolean => factText(row.facts, 'createdAt') !== null;

/** Since when it ages: a lead since its creation, anything else since its condition began. Epoch ms. */
export function agesFromMs(row: AlertRow): number {
  return Date.parse(factText(row.facts, 'createdAt') ?? row.sinceAt);
}

const HOUR_MS = 3_600_000;

/** How long it has been so: to the second while that matters. */
export function ageWord(row: AlertRow, nowMs: number, locale: Locale): string {
  const ageMs = nowMs - agesFromMs(row);
  return ageMs < HOUR_MS ? formatAge(ageMs) : formatDuration(ageMs / 1_000, locale, 1);
}
