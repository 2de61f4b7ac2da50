/** Bodies and answers of `/api/v1/alerts`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { ALERT_STATES, AlertFacts, AlertRow, type AlertState, RESOLVE_REASONS, SEVERITIES } from '../alert.ts';
import { LOG_STATES } from '../alertLog.ts';
import { instant, nullable, text } from '../fields.ts';
import { oneOf } from '../oneOf.ts';
import { cursor, next } from './page.ts';

/** Alerts in one answer of the list, unless another limit is asked for. */
export const MAX_ALERTS = 1_000;
/** Most alerts that one bulk action works on before it answers. */
export const MAX_BULK = 20_000;

export const Alert = Type.Object({ id: Type.String(), ...AlertRow.properties });
export type Alert = Static<typeof Alert>;

/** One row of an alert's history. */
export const AlertLogEntry = Type.Object({
  id: Type.String(),
  at: instant,
  state: oneOf(LOG_STATES),
  severity: oneOf(SEVERITIES),
  version: Type.Integer(),
  by: text,
  assignee: text,
  note: text,
  reason: nullable(oneOf(RESOLVE_REASONS)),
  until: nullable(instant),
  since: instant,
  facts: AlertFacts,
  server: Type.String(),
});
export type AlertLogEntry = Static<typeof AlertLogEntry>;

/** Answer of `GET /api/v1/alerts/:id`; `log` oldest first. */
export const AlertWithLog = Type.Object({ ...Alert.properties, log: Type.Array(AlertLogEntry) });
export type AlertWithLog = Static<typeof AlertWithLog>;

/** Values by comma: any of them fits. */
const wordList = (words: readonly string[]) => Type.String({ pattern: `^(${words.join('|')})(,(${words.join('|')}))*$` });
export const AlertFilter = Type.Object({
  state: Type.Optional(wordList(ALERT_STATES)),
  severity: Type.Optional(wordList(SEVERITIES)),
  rule: Type.Optional(Type.String()),
  subject: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String()),
});
export type AlertFilter = Static<typeof AlertFilter>;

export const AlertQuery = Type.Object({
  ...AlertFilter.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: MAX_ALERTS })),
  cursor,
});
/** `total` of all that fit, on whichever page. */
export const AlertList = Type.Object({ total: Type.Integer(), alerts: Type.Array(Alert), next });

const name = Type.String({ minLength: 1, maxLength: 256 });
const common = {
  by: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'who is acting; for a token of one person its name counts instead',
    }),
  ),
  note: Type.Optional(Type.String({ maxLength: 4_000 })),
  version: Type.Optional(
    Type.Integer({ minimum: 1, description: 'the version this is about: refused with 409 if the alert has changed since' }),
  ),
};
const until = Type.Optional(Type.String({ maxLength: 40, description: 'end of the snooze, ISO 8601 with zone; or give `minutes`' }));
const minutes = Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 525_600 }));

/** Bodies of `POST /api/v1/alerts/:id/<action>`, by action. */
export const ALERT_ACTIONS = {
  ack: Type.Object(common),
  unack: Type.Object(common),
  resolve: Type.Object(common),
  comment: Type.Object({ ...common, note: Type.String({ minLength: 1, maxLength: 4_000 }) }),
  assign: Type.Object({ ...common, assignee: nullable(name) }),
  snooze: Type.Object({ ...common, until, minutes }),
} as const;
export type AlertAction = keyof typeof ALERT_ACTIONS;
export const ALERT_ACTION_NAMES = Object.keys(ALERT_ACTIONS) as AlertAction[];
/** What any of them may say. */
export type AlertActionBody = Partial<Static<(typeof ALERT_ACTIONS)['assign']> & Static<(typeof ALERT_ACTIONS)['snooze']>>;

/** `details` of a 409 ALERT_CONFLICT: who has the alert since when (ISO 8601 UTC), and how it stands now. */
export interface AlertConflict {
  holder: string | null;
  since: string;
  version: number;
  state: AlertState;
}

export const AlertBulk = Type.Object({
  action: oneOf(ALERT_ACTION_NAMES),
  ids: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: MAX_BULK })),
  filter: Type.Optional(AlertFilter),
  cursor,
  by: common.by,
  note: common.note,
  assignee: Type.Optional(nullable(name)),
  until,
  minutes,
});
/** `total`: how many were meant from the cursor on. */
export const AlertBulkResult = Type.Object({
  total: Type.Integer(),
  done: Type.Array(Alert),
  failed: Type.Array(Type.Object({ id: Type.String(), error: Type.String(), message: Type.String() })),
  next,
});
export type AlertBulkResult = Static<typeof AlertBulkResult>;
