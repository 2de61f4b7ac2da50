/** The words for what an operator does, and for what came of it. */
import { formatClock } from '../../i18n/format.ts';
import type { Locale, MessageKey } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import type { Action, ActionResult, Conflict } from './alertApi.ts';
import { isPerson } from './factWords.ts';

export type ActionType = Action['type'];
export const ACTION_NAMES: Record<ActionType, MessageKey> = {
  ack: 'ops.action.ack',
  unack: 'ops.action.unack',
  assign: 'ops.action.assign',
  snooze: 'ops.action.snooze',
  comment: 'ops.action.comment',
  resolve: 'ops.action.resolve',
};
export const FORM_TITLES: Record<ActionType, MessageKey> = {
  ack: 'ops.form.ack',
  unack: 'ops.form.unack',
  assign: 'ops.form.assign',
  snooze: 'ops.form.snooze',
  comment: 'ops.form.comment',
  resolve: 'ops.form.resolve',
};
export const SAID: Record<ActionType, MessageKey> = {
  ack: 'ops.said.ack',
  unack: 'ops.said.unack',
  assign: 'ops.said.assign',
  snooze: 'ops.said.snooze',
  comment: 'ops.said.comment',
  resolve: 'ops.said.resolve',
};

/** Why it was not done; null when it was. */
export function problemOf(result: ActionResult, say: Say, locale: Locale): string | null {
  switch (result.type) {
    case 'done':
      return null;
    case 'conflict':
      if (result.state === 'resolved') return say('ops.result.over');
      if (!isPerson(result.holder) || result.sinceAt === null) return say('ops.result.conflictMoved');
      return say('ops.result.conflict', { holder: result.holder, at: formatClock(Date.parse(result.sinceAt), locale) });
    case 'failed':
      return result.reason === 'refused' ? say('ops.result.refused', { message: result.message }) : say(`ops.result.${result.reason}`);
  }
}

/** Whether trying again is of no use: the alert is over, or somebody else has acknowledged it. */
export function isLost(conflict: Conflict, type: ActionType): boolean {
  return conflict.state === 'resolved' || (type === 'ack' && isPerson(conflict.holder));
}
