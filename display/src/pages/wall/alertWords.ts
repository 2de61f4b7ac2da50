/** What an alert is about, in the words of the screen. Facts come from the row; the sentence is made here. */
import type { AlertRow } from '@warroom/protocol/board';
import { formatMoney, formatRate } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

const factText = (row: AlertRow, name: string): string | null => {
  const value = row.facts[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const factNumber = (row: AlertRow, name: string): number | null => {
  const value = row.facts[name];
  return typeof value === 'number' ? value : null;
};

/** Who is concerned: the team, and where there is none yet, the region. */
export function whoseAlert(row: AlertRow, say: Say): string {
  return factText(row, 'team') ?? factText(row, 'region') ?? subjectName(row) ?? say('common.unassigned');
}

/** The subject's own name: `L-17` of `lead:L-17`. */
export function subjectName(row: AlertRow): string {
  return row.subject.slice(row.subject.indexOf(':') + 1);
}

/** What kind of alert it is, as a word; the rule's id where the screens have no word for it yet. */
export function ruleWord(row: AlertRow, say: Say): string {
  switch (row.rule) {
    case 'lead-violation':
      return say('common.state.violated');
    case 'lead-service-level':
      return say('common.rule.lead-service-level');
    default:
      return row.rule;
  }
}

/** What else is known, shortest first: the lead's name, channel, value; or the level that fell. */
export function alertDetails(row: AlertRow, locale: Locale, say: Say): string[] {
  if (row.rule === 'lead-service-level') {
    const level = factNumber(row, 'serviceLevel');
    const target = factNumber(row, 'target');
    return [
      level === null ? '' : formatRate(level, locale),
      target === null ? '' : say('wall.key.target', { target: formatRate(target, locale) }),
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
