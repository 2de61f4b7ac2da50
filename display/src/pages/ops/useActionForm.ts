/** What the operator does to alerts: the form, what was typed into it, the calls, and what is read out when one has succeeded. */
import { type Ref, ref, shallowRef } from 'vue';
import { subjectOf } from '../../alerts/wording.ts';
import { useSay } from '../../i18n/say.ts';
import { useSettings } from '../../stores/settings.ts';
import { type ActionType, SAID } from './actionWords.ts';
import type { Action, ActionResult, AlertApi } from './alertApi.ts';
import type { Alert } from './alertFilter.ts';
import { useActions } from './useActions.ts';

export interface ActionForm {
  alert: Alert;
  type: ActionType;
  /** What was pressed; null for a keystroke. */
  anchor: HTMLElement | null;
  /** What came of an attempt made without this form. */
  earlier: ActionResult | null;
}

export interface ActionFormOptions {
  api: AlertApi;
  operator: Ref<string>;
  /** The alert as it stands on the screen now. */
  alertOf: (id: string) => Alert | undefined;
}

export function useActionForm({ api, operator, alertOf }: ActionFormOptions) {
  const say = useSay();
  const settings = useSettings();
  const calls = useActions(api);
  const form = shallowRef<ActionForm | null>(null);
  const note = ref('');
  /** For screen readers. */
  const said = ref('');

  function open(alert: Alert, type: ActionType, anchor: HTMLElement | null, earlier: ActionResult | null = null): void {
    note.value = '';
    form.value = { alert, type, anchor, earlier };
  }

  /** What was typed goes with the form: a note that was cancelled must not be published by a later action. */
  function close(): void {
    note.value = '';
    form.value = null;
  }

  function announce(type: ActionType, alert: Alert): void {
    const { kind, name } = subjectOf(alert.row, settings.locale);
    said.value = say(SAID[type], { subject: `${kind} ${name}` });
  }

  function act(alert: Alert, action: Action, by: string, words: string): Promise<ActionResult> {
    // The alert may have moved on since the form was opened: the version that counts is the one on the screen now.
    return calls.act(alertOf(alert.id) ?? alert, action, by, words);
  }

  /** One keystroke: no form, unless the name is not known or something goes wrong. */
  async function acknowledgeAtOnce(alert: Alert): Promise<void> {
    if (alert.row.state === 'resolved' || alert.row.state === 'acknowledged' || calls.sending.has(alert.id)) return;
    if (operator.value === '') return open(alert, 'ack', null);
    const result = await act(alert, { type: 'ack' }, operator.value, '');
    if (result.type === 'done') announce('ack', alert);
    else open(alert, 'ack', null, result);
  }

  return { form, note, said, sending: calls.sending, replied: calls.replied, open, close, act, announce, acknowledgeAtOnce };
}
