/** The operator's actions, sent to the server. Calls return a value; none throws. */

import type { AlertRow, AlertState } from '@warroom/protocol/alert';
import type { AccessAnswer } from '@warroom/protocol/api/access';
import type { AlertBulkResult, AlertConflict, AlertLogEntry, AlertWithLog } from '@warroom/protocol/api/alerts';
import type { Failure as FailureBody } from '@warroom/protocol/api/failure';
import { type Failure as ApiFailure, apiCalls, failureOf } from '../desk/apiCall.ts';

/** As {@link TIMEOUT_MS}, for a thousand alerts; the server answers within 20 s. */
const BULK_TIMEOUT_MS = 30_000;
/** Long enough for a slow store, short enough that the operator is not left waiting. */
const TIMEOUT_MS = 8_000;

/** Who acts, on which version of the alert; `note` empty for none. */
export interface Signature {
  by: string;
  note: string;
  version: number;
}
export type Action =
  | { type: 'ack' | 'unack' | 'comment' | 'resolve' }
  /** `assignee` null takes it from whoever has it. */
  | { type: 'assign'; assignee: string | null }
  | { type: 'snooze'; minutes: number };

/** `gone`: the server knows no such alert. */
export type Failure = ApiFailure<'gone'>;
/** `state` and `version`: the alert's current ones. */
export type Conflict = {
  type: 'conflict';
  holder: string | null;
  sinceAt: string | null;
  state: AlertState | null;
  version: number | null;
  message: string;
};
export type ActionResult = { type: 'done'; row: AlertRow } | Conflict | Failure;

export interface AlertDetails {
  row: AlertRow;
  /** Oldest first. */
  log: readonly AlertLogEntry[];
}
export type DetailsResult = { type: 'done'; details: AlertDetails } | Failure;

export type BulkAnswer = { type: 'done'; result: Pick<AlertBulkResult, 'done' | 'failed' | 'next'> } | Failure;
export type PersonResult = { type: 'done'; person: string | null } | Failure;

export interface AlertApi {
  act(alertId: string, action: Action, signature: Signature): Promise<ActionResult>;
  details(alertId: string): Promise<DetailsResult>;
  /** Acknowledges those of `ids` that come after `cursor`, or all; each succeeds or fails on its own. */
  acknowledgeMany(ids: readonly string[], by: string, cursor: string | null): Promise<BulkAnswer>;
  /** Whom the token of this device belongs to; null for nobody in particular. */
  person(): Promise<PersonResult>;
}

/** Whether trying the same again may help. */
export const mayRetry = (failure: Failure): boolean => failure.reason === 'offline' || failure.reason === 'unavailable';

/** `token`: the bearer token of this device at the time of the call, or null. */
export function createAlertApi(request: typeof fetch, token: () => string | null): AlertApi {
  const call = apiCalls(request, token, TIMEOUT_MS);
  const callForMany = apiCalls(request, token, BULK_TIMEOUT_MS);
  return {
    async act(alertId, action, { by, note, version }) {
      const { type, ...more } = action;
      const answer = await call(`/api/v1/alerts/${encodeURIComponent(alertId)}/${type}`, {
        method: 'POST',
        body: JSON.stringify({ by, ...(note.trim() === '' ? {} : { note: note.trim() }), version, ...more }),
      });
      if (answer.type === 'failed') return answer;
      if (answer.status === 200) return { type: 'done', row: answer.body as AlertRow };
      if (answer.status === 409) return conflictIn(answer.body);
      return failureOf(answer, 'gone');
    },
    async details(alertId) {
      const answer = await call(`/api/v1/alerts/${encodeURIComponent(alertId)}`);
      if (answer.type === 'failed') return answer;
      if (answer.status !== 200) return failureOf(answer, 'gone');
      const { log, ...row } = answer.body as AlertWithLog;
      return { type: 'done', details: { row, log } };
    },
    async acknowledgeMany(ids, by, cursor) {
      const body = JSON.stringify({ action: 'ack', by, ids, ...(cursor === null ? {} : { cursor }) });
      const answer = await callForMany('/api/v1/alerts/bulk', { method: 'POST', body });
      if (answer.type === 'failed') return answer;
      if (answer.status !== 200) return failureOf(answer, 'gone');
      return { type: 'done', result: answer.body as AlertBulkResult };
    },
    async person() {
      const answer = await call('/api/v1/access');
      if (answer.type === 'failed') return answer;
      if (answer.status !== 200) return failureOf(answer, 'gone');
      return { type: 'done', person: (answer.body as AccessAnswer).person };
    },
  };
}

function conflictIn(body: unknown): Conflict {
  const { message, details } = body as FailureBody;
  const { holder = null, since = null, state = null, version = null } = (details ?? {}) as Partial<AlertConflict>;
  return { type: 'conflict', holder, sinceAt: since, state, version, message };
}
