/** What the operator does to alerts, while it is under way and after. Nothing is shown as done before the server has said so. */
import type { AlertRow } from '@warroom/protocol/alert';
import { shallowReactive } from 'vue';
import type { Action, ActionResult, AlertApi } from './alertApi.ts';
import type { Alert } from './alertFilter.ts';

export function useDoings(api: AlertApi) {
  /** Ids of alerts with a call under way. */
  const sending = shallowReactive(new Set<string>());
  const replied = shallowReactive(new Map<string, AlertRow>());
  /** Notes typed and not yet sent, by alert id: they outlive a closed form and a failed call. */
  const drafts = new Map<string, string>();

  async function act(alert: Alert, action: Action, by: string, note: string): Promise<ActionResult> {
    sending.add(alert.id);
    try {
      let result = await api.act(alert.id, action, { by, note, version: alert.row.version });
      // Nobody was first, the alert has only grown worse meanwhile: what was meant still holds.
      if (
        result.type === 'conflict' &&
        action.type === 'ack' &&
        result.holder === null &&
        result.state !== 'resolved' &&
        result.version !== null
      ) {
        result = await api.act(alert.id, action, { by, note, version: result.version });
      }
      if (result.type === 'done') {
        replied.set(alert.id, result.row);
        drafts.delete(alert.id);
      }
      return result;
    } finally {
      sending.delete(alert.id);
    }
  }
  return { sending, replied, drafts, act };
}
