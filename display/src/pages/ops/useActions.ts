/** The operator's actions on alerts, in flight and afterwards. Nothing is shown as done before the server has confirmed it. */
import type { AlertRow } from '@warroom/protocol/alert';
import { shallowReactive } from 'vue';
import type { Action, ActionResult, AlertApi } from './alertApi.ts';
import type { Alert } from './alertFilter.ts';

export function useActions(api: AlertApi) {
  /** Ids of alerts with a call in flight. */
  const sending = shallowReactive(new Set<string>());
  const replied = shallowReactive(new Map<string, AlertRow>());

  async function act(alert: Alert, action: Action, by: string, note: string): Promise<ActionResult> {
    sending.add(alert.id);
    try {
      let result = await api.act(alert.id, action, { by, note, version: alert.row.version });
      // Nobody else acted, the alert has only got worse in the meantime: acknowledging it still applies.
      if (
        result.type === 'conflict' &&
        action.type === 'ack' &&
        result.holder === null &&
        result.state !== 'resolved' &&
        result.version !== null
      ) {
        result = await api.act(alert.id, action, { by, note, version: result.version });
      }
      if (result.type === 'done') replied.set(alert.id, result.row);
      return result;
    } finally {
      sending.delete(alert.id);
    }
  }
  return { sending, replied, act };
}
