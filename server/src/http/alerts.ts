/** `/api/v1/alerts`: the alerts, their history, and what people do with them. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { ALERT_STATES, AlertFacts, AlertRow, RESOLVE_REASONS, SEVERITIES } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { LOG_STATES } from '@warroom/protocol/alertLog';
import { oneOf } from '@warroom/protocol/oneOf';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Static, Type } from 'typebox';
import type { Identity } from '../access/access.ts';
import type { AlertBook } from '../alerts/alertBook.ts';
import { publicRowOf } from '../alerts/alertRow.ts';
import type { AlertCommand } from '../alerts/commands.ts';
import type { AlertFilter } from '../alerts/list.ts';
import { pastAlertOf } from '../alerts/pastAlert.ts';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { AlertDesk } from '../live/alertDesk.ts';

/** Most alerts that one request works on or answers with. */
const MAX_ALERTS = 1_000;
const MINUTE_MS = 60_000;

const nullable = <T extends Parameters<typeof Type.Array>[0]>(schema: T) => Type.Union([schema, Type.Null()]);
const name = Type.String({ minLength: 1, maxLength: 256 });
const note = Type.String({ maxLength: 4_000 });
const instant = Type.String({ description: 'ISO 8601 UTC' });

const Alert = Type.Object({ id: Type.String(), ...AlertRow.properties });
const LogEntry = Type.Object({
  id: Type.String(),
  at: instant,
  state: oneOf(LOG_STATES),
  severity: oneOf(SEVERITIES),
  version: Type.Integer(),
  by: nullable(Type.String()),
  assignee: nullable(Type.String()),
  note: nullable(Type.String()),
  reason: nullable(oneOf(RESOLVE_REASONS)),
  until: nullable(instant),
  since: instant,
  facts: AlertFacts,
  server: Type.String(),
});
const Failure = Type.Object(
  {
    error: Type.String(),
    message: Type.String(),
    retry: Type.Boolean(),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: true },
);
const failures = { 400: Failure, 401: Failure, 403: Failure, 404: Failure, 409: Failure, 503: Failure };

/** Values by comma: any of them fits. */
const wordList = (words: readonly string[]) => Type.String({ pattern: `^(${words.join('|')})(,(${words.join('|')}))*$` });
const Filter = Type.Object({
  state: Type.Optional(wordList(ALERT_STATES)),
  severity: Type.Optional(wordList(SEVERITIES)),
  rule: Type.Optional(Type.String()),
  subject: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String()),
});

const Common = {
  by: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'who does it; with tokens configured the token says so' })),
  note: Type.Optional(note),
  version: Type.Optional(
    Type.Integer({ minimum: 1, description: 'the version that was seen: refused with 409 when the alert has moved on' }),
  ),
};
const until = Type.Optional(Type.String({ format: 'date-time', description: 'end of the snooze; or give `minutes`' }));
const minutes = Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 525_600 }));
const BODIES = {
  ack: Type.Object(Common),
  unack: Type.Object(Common),
  resolve: Type.Object(Common),
  comment: Type.Object({ ...Common, note: Type.String({ minLength: 1, maxLength: 4_000 }) }),
  assign: Type.Object({ ...Common, assignee: nullable(name) }),
  snooze: Type.Object({ ...Common, until, minutes }),
} as const;
type Action = keyof typeof BODIES;
const SUMMARIES: Record<Action, string> = {
  ack: 'Take the alert: it stays acknowledged until the lease lapses without activity',
  unack: 'Give it up: it fires for everybody again',
  resolve: 'Settle it by hand for this episode (reason handled)',
  comment: 'Write a note; renews the lease',
  assign: 'Name who is to deal with it; null for nobody',
  snooze: 'Quiet until a time, then it fires again',
};
const Bulk = Type.Object({
  action: oneOf(Object.keys(BODIES) as Action[]),
  ids: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: MAX_ALERTS })),
  filter: Type.Optional(Filter),
  by: Common.by,
  note: Common.note,
  assignee: Type.Optional(nullable(name)),
  until,
  minutes,
});

type Details = { by?: string; note?: string; version?: number; assignee?: string | null; until?: string; minutes?: number };

export interface AlertsOptions {
  book: AlertBook;
  clock: Clock;
  /** The one desk of this server: whoever acts goes through it. */
  desk: AlertDesk;
  /** What the log has of an alert that the book has forgotten: its rows in any order. */
  past(alertId: string): Promise<AlertLogRow[]>;
}

const alerts: FastifyPluginAsync<AlertsOptions> = async (plain, options) => {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const { book, clock, desk, past } = options;
  // Rows have the schema's shape already; the schema is for the reader, JSON.stringify for the wire.
  const serializerCompiler = () => JSON.stringify;
  const tags = ['alerts'];

  const byWhom = (request: FastifyRequest, by: string | undefined): string => {
    const whom = request.identity?.name ?? by;
    if (whom === undefined) throw new WarroomError('REQUEST_INVALID', 'by: say who you are');
    return whom;
  };
  const untilOf = ({ until: end, minutes: length }: Details): number => {
    if (end !== undefined) return Date.parse(end);
    if (length !== undefined) return clock.now() + length * MINUTE_MS;
    throw new WarroomError('REQUEST_INVALID', 'until or minutes: say for how long');
  };
  const commandOf = (action: Action, alertId: string, by: string, details: Details): AlertCommand => {
    const common = { alertId, by, note: details.note, version: details.version };
    switch (action) {
      case 'assign':
        return { ...common, type: 'assign', assignee: details.assignee ?? null };
      case 'snooze':
        return { ...common, type: 'snooze', untilMs: untilOf(details) };
      case 'ack':
      case 'unack':
      case 'resolve':
      case 'comment':
        return { ...common, type: action };
      default:
        return action satisfies never;
    }
  };

  app.get(
    '/api/v1/alerts',
    {
      onRequest: app.requireRole('view'),
      serializerCompiler,
      schema: {
        tags,
        summary: 'Alerts: open before resolved, then the worst, then the newest',
        querystring: Type.Object({
          ...Filter.properties,
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: MAX_ALERTS })),
        }),
        response: { 200: Type.Object({ total: Type.Integer(), alerts: Type.Array(Alert) }), ...failures },
      },
    },
    async ({ query, identity }) => {
      const found = book.list(filterOf(query)).flatMap(({ id, row }) => {
        const seen = asSeenBy(identity, row);
        // Whoever may not read a name may not find it by asking for it either.
        return seen && (query.subject === undefined || seen.subject === query.subject) ? [{ id, row: seen }] : [];
      });
      return { total: found.length, alerts: found.slice(0, query.limit ?? MAX_ALERTS).map(({ id, row }) => ({ id, ...row })) };
    },
  );

  app.get(
    '/api/v1/alerts/:id',
    {
      onRequest: app.requireRole('view'),
      serializerCompiler,
      schema: {
        tags,
        summary: 'One alert with its history, oldest first; also one of long ago, as the log has it',
        params: Type.Object({ id: Type.String() }),
        response: { 200: Type.Object({ ...Alert.properties, log: Type.Array(LogEntry) }), ...failures },
      },
    },
    async ({ params: { id }, identity }) => {
      const row = book.row(id);
      const found = row ? { row, log: book.log(id) } : pastAlertOf(id, await past(id));
      if (!found) throw new WarroomError('NOT_FOUND', `no alert ${id}`);
      const seen = asSeenBy(identity, found.row);
      if (!seen) throw new WarroomError('ACCESS_DENIED', 'this alert is about a person: this token has not the role operate');
      const log = found.log.map(logEntryOf);
      return {
        id,
        ...seen,
        log: seen === found.row ? log : log.map((entry) => ({ ...entry, facts: seen.facts, note: null, assignee: null })),
      };
    },
  );

  for (const action of Object.keys(BODIES) as Action[]) {
    app.post(
      `/api/v1/alerts/:id/${action}`,
      {
        onRequest: app.requireRole('operate'),
        serializerCompiler,
        schema: {
          tags,
          summary: SUMMARIES[action],
          params: Type.Object({ id: Type.String() }),
          body: BODIES[action],
          response: { 200: Alert, ...failures },
        },
      },
      async (request) => {
        const details = request.body as Details;
        return desk.do(commandOf(action, request.params.id, byWhom(request, details.by), details));
      },
    );
  }

  app.post(
    '/api/v1/alerts/bulk',
    {
      onRequest: app.requireRole('operate'),
      serializerCompiler,
      schema: {
        tags,
        summary: `One action on several alerts, by ids or by filter (open ones only, at most ${MAX_ALERTS}); each succeeds or fails by itself`,
        body: Bulk,
        response: {
          200: Type.Object({
            done: Type.Array(Alert),
            failed: Type.Array(Type.Object({ id: Type.String(), error: Type.String(), message: Type.String() })),
          }),
          ...failures,
        },
      },
    },
    async (request) => {
      const { action, ids, filter, ...details } = request.body;
      if ((ids === undefined) === (filter === undefined)) throw new WarroomError('REQUEST_INVALID', 'give either ids or filter');
      const by = byWhom(request, details.by);
      const open = () => book.list(filterOf(filter ?? {})).filter(({ row }) => row.state !== 'resolved');
      const meant = ids ?? open().map(({ id }) => id);
      if (meant.length > MAX_ALERTS)
        throw new WarroomError('REQUEST_INVALID', `${meant.length} alerts fit the filter; at most ${MAX_ALERTS}`);
      const commands = [...new Set(meant)].map((id) => commandOf(action, id, by, details as Details));
      const outcomes = await Promise.allSettled(commands.map((command) => desk.do(command)));
      return {
        done: outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
        failed: outcomes.flatMap((outcome, i) =>
          outcome.status === 'rejected' ? [failureOf(commands[i]?.alertId ?? '', outcome.reason)] : [],
        ),
      };
    },
  );
};

/** Whole for who works the alerts; for who only looks, without the names of those it is about. */
function asSeenBy(identity: Identity | null, row: AlertRow): AlertRow | null {
  return identity?.roles.has('operate') ? row : publicRowOf(row);
}

function filterOf({ state, severity, rule, subject, owner }: Static<typeof Filter>): AlertFilter {
  return {
    states: state?.split(',') as AlertFilter['states'],
    severities: severity?.split(',') as AlertFilter['severities'],
    rule,
    subject,
    owner,
  };
}

function failureOf(id: string, reason: unknown) {
  if (!(reason instanceof WarroomError)) throw reason;
  return { id, error: reason.code as string, message: reason.message };
}

function logEntryOf(row: AlertLogRow): Static<typeof LogEntry> {
  const { id, atMs, state, severity, version, by, assignee, note: text, reason, untilMs, sinceMs, facts, server } = row;
  const iso = (ms: number) => new Date(ms).toISOString();
  const times = { at: iso(atMs), until: untilMs === null ? null : iso(untilMs), since: iso(sinceMs) };
  return { id, ...times, state, severity, version, by, assignee, note: text, reason, facts, server };
}

export const alertsPlugin = fp(alerts, { name: 'warroom-alerts', fastify: '5.x', dependencies: ['warroom-access'] });
