/** `/api/v1/alerts`: the alerts, their history, and what people do with them. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { ALERT_STATES, type AlertRow, SEVERITIES } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { OrderedAlert } from '@warroom/protocol/alertOrder';
import {
  ALERT_ACTION_NAMES,
  ALERT_ACTIONS,
  Alert,
  type AlertAction,
  type AlertActionBody,
  AlertBulk,
  AlertBulkResult,
  type AlertFilter as AlertFilterQuery,
  AlertList,
  type AlertLogEntry,
  AlertQuery,
  AlertWithLog,
  MAX_ALERTS,
  MAX_BULK,
} from '@warroom/protocol/api/alerts';
import { Failure } from '@warroom/protocol/api/failure';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { Identity } from '../access/access.ts';
import type { AlertCommand } from '../alerts/commands.ts';
import type { AlertFilter } from '../alerts/filter.ts';
import { type AlertPage, type AlertPageQuery, asSeenBy } from '../alerts/listing.ts';
import { pastAlertOf } from '../alerts/pastAlert.ts';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { readInstant } from '../facts/instant.ts';
import { readTyped } from '../facts/typed.ts';
import type { DeskAnswer } from '../live/alertDesk.ts';
import { bulkAnswer } from './bulkRounds.ts';
import { cursorOf, keyOf, notOurs } from './pageCursor.ts';

const MINUTE_MS = 60_000;
const failures = { 400: Failure, 401: Failure, 403: Failure, 404: Failure, 409: Failure, 503: Failure };
const SUMMARIES: Record<AlertAction, string> = {
  ack: 'Acknowledge the alert; without activity the acknowledgement lapses when its lease ends',
  unack: 'Give up the acknowledgement: the alert fires for everyone again',
  resolve: 'Resolve the alert by hand for this episode (reason `handled`)',
  comment: 'Add a note; renews the lease',
  assign: 'Assign the alert to someone; null for nobody',
  snooze: 'Silence the alert until a given time, when it fires again',
};

/** Who knows the alerts, and through whom everybody acts on them. */
export interface AlertEngine {
  page(query: AlertPageQuery): Promise<AlertPage>;
  /** Sorted by id. */
  openIds(filter: AlertFilter): Promise<string[]>;
  /** Null where it is not among those remembered. */
  find(alertId: string): Promise<{ row: AlertRow; log: readonly AlertLogRow[] } | null>;
  act(command: AlertCommand): Promise<DeskAnswer>;
}

export interface AlertsOptions {
  engine: AlertEngine;
  clock: Clock;
  /** What the log has of an alert that the book has forgotten: its rows in any order. */
  past(alertId: string): Promise<AlertLogRow[]>;
}

const alerts: FastifyPluginAsync<AlertsOptions> = async (plain, options) => {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const { engine, clock, past } = options;
  // Rows have the schema's shape already; the schema is for the reader, JSON.stringify for the wire.
  const serializerCompiler = () => JSON.stringify;
  const tags = ['alerts'];

  const byWhom = (request: FastifyRequest, by: string | undefined): string => {
    const whom = request.identity?.person ?? by;
    if (whom === undefined) throw new WarroomError('REQUEST_INVALID', 'by is missing: who is doing this?');
    return whom;
  };
  const untilOf = ({ until: end, minutes: length }: AlertActionBody): number => {
    if (end !== undefined) {
      const read = readInstant(end);
      if ('reason' in read) throw invalid('until', read.reason);
      return read.ms;
    }
    if (length !== undefined) return clock.now() + length * MINUTE_MS;
    throw new WarroomError('REQUEST_INVALID', 'give either until or minutes');
  };
  const TYPED = { by: 'name', assignee: 'name', note: 'text' } as const;
  /** The request with what was typed as it counts. */
  const typed = (action: AlertAction, details: AlertActionBody): AlertActionBody => {
    const { by, assignee, note, ...rest } = details;
    const read = readTyped({ by, assignee, note }, TYPED);
    if (action === 'comment' && read.note === undefined) throw invalid('note', 'must not be blank');
    return { ...rest, ...read };
  };
  const commandOf = (action: AlertAction, alertId: string, by: string, details: AlertActionBody): AlertCommand => {
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
        summary: 'Alerts: open before resolved, then the most severe, then the newest; with a `next`, ask again with it as `cursor`',
        querystring: AlertQuery,
        response: { 200: AlertList, ...failures },
      },
    },
    async ({ query: { subject, owner, ...query }, identity }) => {
      const names = readTyped({ subject, owner }, { subject: 'name', owner: 'name' });
      const {
        total,
        alerts: page,
        isLast,
      } = await engine.page({
        filter: filterOf({ ...query, ...names }),
        audience: audienceOf(identity),
        after: query.cursor === undefined ? null : placeOf(query.cursor),
        limit: query.limit ?? MAX_ALERTS,
      });
      const last = page.at(-1);
      return {
        total,
        alerts: page.map(({ id, row }) => ({ id, ...row })),
        next: last && !isLast ? cursorOf([last.row.state, last.row.severity, last.row.firedAt, last.id]) : null,
      };
    },
  );

  app.get(
    '/api/v1/alerts/:id',
    {
      onRequest: app.requireRole('view'),
      serializerCompiler,
      schema: {
        tags,
        summary: 'One alert with its history, oldest first; old alerts are read from the log',
        params: Type.Object({ id: Type.String() }),
        response: { 200: AlertWithLog, ...failures },
      },
    },
    async ({ params: { id }, identity }) => {
      const found = (await engine.find(id)) ?? pastAlertOf(id, await past(id));
      if (!found) throw new WarroomError('NOT_FOUND', `no alert ${id}`);
      const seen = asSeenBy(audienceOf(identity), found.row);
      if (!seen) throw new WarroomError('ACCESS_DENIED', 'this alert is about a person, and this token lacks the role operate');
      const log = found.log.map(logEntryOf);
      return {
        id,
        ...seen,
        log: seen === found.row ? log : log.map((entry) => ({ ...entry, facts: seen.facts, note: null, assignee: null })),
      };
    },
  );

  for (const action of ALERT_ACTION_NAMES) {
    app.post(
      `/api/v1/alerts/:id/${action}`,
      {
        onRequest: app.requireRole('operate'),
        serializerCompiler,
        schema: {
          tags,
          summary: SUMMARIES[action],
          params: Type.Object({ id: Type.String() }),
          body: ALERT_ACTIONS[action],
          response: { 200: Alert, ...failures },
        },
        preValidation: async ({ body }) => dropNulls(body),
      },
      async (request) => {
        const details = typed(action, request.body as AlertActionBody);
        return engine.act(commandOf(action, request.params.id, byWhom(request, details.by), details));
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
        summary: `One action on many alerts, by ids or by filter (open alerts only); each succeeds or fails on its own. One answer is about at most ${MAX_BULK}; with a \`next\`, ask again with it as \`cursor\``,
        body: AlertBulk,
        response: {
          200: AlertBulkResult,
          ...failures,
        },
      },
      preValidation: async ({ body }) => dropNulls(body),
    },
    async (request, reply) => {
      const { action, ids, filter, cursor, ...body } = request.body;
      if ((ids === undefined) === (filter === undefined)) throw new WarroomError('REQUEST_INVALID', 'give either ids or filter');
      const details = typed(action, body as AlertActionBody);
      const by = byWhom(request, details.by);
      const all = ids ? [...new Set(ids)] : await engine.openIds(filterOf(filter ?? {}));
      const from = cursor === undefined ? 0 : ids ? all.indexOf(cursor) + 1 : all.findLastIndex((id) => id <= cursor) + 1;
      const answer = await bulkAnswer(all.slice(from), (id) => commandOf(action, id, by, details), {
        act: (command) => engine.act(command),
        clock,
        most: MAX_BULK,
      });
      return reply.type('application/json; charset=utf-8').send(answer as never);
    },
  );
};

/** Null means that nothing was said, but for `assignee`, where it says nobody. */
function dropNulls(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body))
    if (value === null && name !== 'assignee') delete (body as Record<string, unknown>)[name];
}

const invalid = (field: string, reason: string) =>
  new WarroomError('REQUEST_INVALID', `${field} ${reason}`, { faults: [{ line: 1, field, reason }] });

/** Who works the alerts reads them whole; who only looks, without the names of those they are about. */
const audienceOf = (identity: Identity | null) => (identity?.roles.has('operate') ? 'operate' : 'view');

/** The place in the list of the alert that a page ended with, as it stood then. */
function placeOf(cursor: string): OrderedAlert {
  const [state, severity, firedAt, id] = keyOf(cursor, ['string', 'string', 'string', 'string']);
  if (!isOneOf(ALERT_STATES, state) || !isOneOf(SEVERITIES, severity)) throw notOurs();
  return { id, row: { state, severity, firedAt } };
}

const isOneOf = <T extends string>(words: readonly T[], text: string): text is T => (words as readonly string[]).includes(text);

function filterOf({ state, severity, rule, subject, owner }: AlertFilterQuery): AlertFilter {
  return {
    states: state?.split(',') as AlertFilter['states'],
    severities: severity?.split(',') as AlertFilter['severities'],
    rule,
    subject,
    owner,
  };
}

function logEntryOf(row: AlertLogRow): AlertLogEntry {
  const { id, atMs, state, severity, version, by, assignee, note: text, reason, untilMs, sinceMs, facts, server } = row;
  const iso = (ms: number) => new Date(ms).toISOString();
  const times = { at: iso(atMs), until: untilMs === null ? null : iso(untilMs), since: iso(sinceMs) };
  return { id, ...times, state, severity, version, by, assignee, note: text, reason, facts, server };
}

export const alertsPlugin = fp(alerts, { name: 'warroom-alerts', fastify: '5.x', dependencies: ['warroom-access'] });
