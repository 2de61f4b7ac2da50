/** What an alert is about, in the words of the screen. Facts come from the row; the sentence is made here. */
import type { AlertRow } from '@warroom/protocol/alert';
import { formatAge, formatDuration, formatMoney, formatRate } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import { ruleName, sentenceOf, subjectOf } from '../ops/wording.ts';

const factText = (row: AlertRow, name: string): string | null => {
  const value = row.facts[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const factNumber = (row: AlertRow, name: string): number | null => {
  const value = row.facts[name];
  return typeof value === 'number' ? value : null;
};

/** Rules whose alerts are a team's to mend: who that is matters more than what exactly it is about. */
const ofTeams = (rule: string) => rule.startsWith('lead-') || rule.startsWith('breaker-');

/** Who is concerned: the team, and where there is none yet, the region; for what is no team's, the thing itself. */
export function whoseAlert(row: AlertRow, say: Say): string {
  if (!ofTeams(row.rule)) return subjectOf(row, say).name;
  return factText(row, 'team') ?? factText(row, 'region') ?? subjectName(row) ?? say('common.unassigned');
}

/** The subject's own name: `L-17` of `lead:L-17`. */
export function subjectName(row: AlertRow): string {
  return row.subject.slice(row.subject.indexOf(':') + 1);
}

/** The two words of a short line, the more telling one first: whose lead it is and which; what is wrong and with what. */
export function shortWords(row: AlertRow, say: Say): [first: string, second: string] {
  const what = ruleWord(row, say);
  if (row.rule === 'lead-violation') return [whoseAlert(row, say), subjectName(row)];
  return ofTeams(row.rule) ? [whoseAlert(row, say), what] : [what, whoseAlert(row, say)];
}

/** What kind of alert it is, in a word or two. */
export function ruleWord(row: AlertRow, say: Say): string {
  return row.rule === 'lead-violation' ? say('common.state.violated') : ruleName(row.rule, say);
}

/** What else is known, shortest first: the lead's name, channel, value; the level that fell; or what the desk's sentence is made of. */
export function alertDetails(row: AlertRow, locale: Locale, say: Say): string[] {
  if (row.rule !== 'lead-violation' && row.rule !== 'lead-service-level') return [sentenceOf(row, say, locale)];
  if (row.rule === 'lead-service-level') {
    const level = factNumber(row, 'serviceLevel');
    const target = factNumber(row, 'target');
    return [
      level === null ? '' : formatRate(level, locale),
      target === null ? '' : say('lead-response.key.target', { target: formatRate(target, locale) }),
    ].filter(Boolean);
  }
  const value = factNumber(row, 'value');
  return [
    subjectName(row),
    factText(row, 'channel') ?? '',
    value ? say('wall.band.value', { value: formatMoney(value, locale) }) : '',
  ].filter(Boolean);
}

/** Since when it ages: a lead since its creation, anything else since its condition began. Epoch ms. */
export function agesFromMs(row: AlertRow): number {
  return Date.parse(factText(row, 'createdAt') ?? row.sinceAt);
}

const HOUR_MS = 3_600_000;

/** How long it has been so: to the second while that matters. */
export function ageWord(row: AlertRow, nowMs: number, locale: Locale): string {
  const ageMs = nowMs - agesFromMs(row);
  return ageMs < HOUR_MS ? formatAge(ageMs) : formatDuration(ageMs / 1_000, locale, 1);
}
