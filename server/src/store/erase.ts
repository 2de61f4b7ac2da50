/**
 * Takes facts back out of the store, with everything that follows from them in its tables: changes of alerts, refused rows, checkpoints. What
 * to take is a {@link Selection}; servers that run on the store start anew without it (see erasures.ts).
 */
import type { Store } from './client.ts';
import { deleteAlertStates, deleteRows, type RowToDelete, rowHashOf } from './deleteRows.ts';
import { newErasureId, noteErasure } from './erasures.ts';
import { RUINED } from './eventRows.ts';

/** Predicates of SQL over the columns of each table; values by name in `params`. */
export interface Selection {
  events: string;
  alertLog: string;
  rejected: string;
  /** Expressions over `events` rows that are selected: subjects of alerts about them, as an array of texts. */
  subjects: string;
  /** Subjects known without looking. */
  knownSubjects: readonly string[];
  /** What is left in `events` and still speaks of it in free text; never deleted. */
  mentions: string | null;
  params: Record<string, unknown>;
}

export interface Erasable {
  events: number;
  /** By kind, most first. */
  byKind: readonly (readonly [kind: string, rows: number])[];
  /** Rows of the alert log, and the alerts that they are of. */
  changes: number;
  alerts: number;
  rejected: number;
  /** Rows that stay and whose text names it. */
  mentions: number;
}

/** Shortest name that is looked for in free text: a shorter one is found everywhere. */
const MENTIONED_LENGTH = 3;

/** What an entity's facts are told by, where later ones do not name the customer again. */
const FAMILY = `multiIf(startsWith(kind, 'lead.'), 'lead', startsWith(kind, 'order.') OR kind = 'stock.promised', 'order',
  startsWith(kind, 'opportunity.'), 'opportunity', startsWith(kind, 'objection.'), 'objection', startsWith(kind, 'suggestion.'), 'suggestion', '')`;
const KEYED_BY_CUSTOMER = `kind IN ('touchpoint.seen', 'signal.seen')`;

const NO_SUBJECTS = "CAST([], 'Array(String)')";

/** Everything about one customer. An entity that several customers were named for belongs to the one named last; of the others only the rows that name them. */
export function selectionOfCustomer(store: Store, customer: string): Selection {
  const owned = `SELECT ${FAMILY} AS family, key FROM ${store.table('events')}
    WHERE customer_id != '' AND family != '' GROUP BY family, key HAVING argMax(customer_id, (at, ingested_at, id)) = {customer:String}`;
  const quoted = JSON.stringify(customer);
  return {
    events: `customer_id = {customer:String} OR (${KEYED_BY_CUSTOMER} AND key = {customer:String})
      OR (customer_id = '' AND (${FAMILY}, key) IN (${owned}))`,
    alertLog: `subject = {subject:String} OR JSONExtractString(facts, 'customerId') = {customer:String}
      OR subject IN (SELECT concat(family, ':', key) FROM (${owned}))`,
    rejected: `JSONExtractString(raw, 'customer_id') = {customer:String} OR (${KEYED_BY_CUSTOMER} AND key = {customer:String})
      OR (${FAMILY}, key) IN (${owned}) OR position(raw, {quoted:String}) > 0 OR position(raw, {quotedTwice:String}) > 0`,
    subjects: `if((${FAMILY}, key) IN (${owned}), [concat(${FAMILY}, ':', key)], [])`,
    knownSubjects: [`customer:${customer}`],
    mentions: customer.length >= MENTIONED_LENGTH ? 'position(data, {customer:String}) > 0' : null,
    params: { customer, subject: `customer:${customer}`, quoted, quotedTwice: JSON.stringify(quoted).slice(1, -1) },
  };
}

/** Rows whose text was ruined by a wrong encoding: it is not UTF-8, or holds U+FFFD, which nobody types. */
export function selectionOfRuined(): Selection {
  const ruined = (...columns: string[]) => columns.map((column) => `position(${column}, {ruined:String}) > 0`).join(' OR ');
  return {
    events: RUINED,
    alertLog: ruined('subject', 'facts'),
    rejected: ruined('source', 'key', 'raw'),
    subjects: NO_SUBJECTS,
    knownSubjects: [],
    mentions: null,
    params: { ruined: '\ufffd' },
  };
}

/** Rows of sources of this prefix, with the alerts about what they alone told of. */
export function selectionOfSources(store: Store, prefix: string): Selection {
  const kept = `SELECT DISTINCT key FROM ${store.table('events')} WHERE NOT startsWith(source, {prefix:String})`;
  const told = `SELECT DISTINCT key FROM ${store.table('events')} WHERE startsWith(source, {prefix:String}) AND key NOT IN (${kept})`;
  return {
    events: 'startsWith(source, {prefix:String})',
    alertLog: `substring(subject, position(subject, ':') + 1) IN (${told}) OR startsWith(JSONExtractString(facts, 'source'), {prefix:String})`,
    rejected: 'startsWith(source, {prefix:String})',
    subjects: NO_SUBJECTS,
    knownSubjects: [],
    mentions: null,
    params: { prefix },
  };
}

export async function findErasable(store: Store, selection: Selection): Promise<Erasable> {
  const { events, alertLog, rejected, mentions, params } = selection;
  const count = async (table: string, where: string) =>
    (await store.query<[number]>('state.erase', `SELECT count() FROM ${store.table(table)} WHERE ${where}`, { params }))[0]?.[0] ?? 0;
  const byKind = await store.query<[string, number]>(
    'state.erase',
    `SELECT kind, count() AS c FROM ${store.table('events')} WHERE ${events} GROUP BY kind ORDER BY c DESC, kind`,
    { params },
  );
  const [log] = await store.query<[number, number]>(
    'state.erase',
    `SELECT count(), uniqExact(alert_id) FROM ${store.table('alert_log')} WHERE alert_id IN (${alertsOf(store, alertLog)})`,
    { params },
  );
  return {
    events: byKind.reduce((sum, [, rows]) => sum + rows, 0),
    byKind,
    changes: log?.[0] ?? 0,
    alerts: log?.[1] ?? 0,
    rejected: await count('rejected', rejected),
    mentions: mentions === null ? 0 : await count('events', `(${mentions}) AND NOT (${events})`),
  };
}

/** All rows of an alert go with one that is selected. */
const alertsOf = (store: Store, alertLog: string) => `SELECT alert_id FROM ${store.table('alert_log')} WHERE ${alertLog}`;

/**
 * Deletes what is selected and says what that was. May be run again, also after an end in the middle: what was left is found then.
 * Resolves when the rows are gone from every active part.
 */
export async function erase(store: Store, selection: Selection): Promise<Erasable> {
  const { events, alertLog, rejected, subjects, knownSubjects, params } = selection;
  const found = await findErasable(store, selection);
  const rows = await store.query<[id: string, hash: string]>(
    'state.erase',
    `SELECT toString(id), toString(${rowHashOf('events')}) FROM ${store.table('events')} WHERE ${events}`,
    { params },
  );
  const refused = await store.query<[id: string, hash: string]>(
    'state.erase',
    `SELECT toString(id), toString(${rowHashOf('rejected')}) FROM ${store.table('rejected')} WHERE ${rejected}`,
    { params },
  );
  const changes = await store.query<[id: string, subject: string, alertId: string]>(
    'state.erase',
    `SELECT id, subject, alert_id FROM ${store.table('alert_log')} WHERE alert_id IN (${alertsOf(store, alertLog)})`,
    { params },
  );
  const about = await store.query<[subject: string]>(
    'state.erase',
    `SELECT DISTINCT arrayJoin(${subjects}) FROM ${store.table('events')} WHERE ${events}`,
    { params },
  );
  const id = newErasureId();
  const counts = { events: rows.length, changes: changes.length, rejected: refused.length };
  const all = [...new Set([...knownSubjects, ...about.map(([subject]) => subject), ...changes.map(([, subject]) => subject)])];
  await noteErasure(store, { id, phase: 'begun', subjects: all, ...counts });
  const toDelete = ([row, hash]: [string, string]): RowToDelete => ({ id: row, hash });
  // Each by way of what is deleted after it, so that an end in between leaves nothing that could not be found again.
  await deleteAlertStates(
    store,
    changes.map(([, , alertId]) => alertId),
  );
  await deleteRows(
    store,
    'alert_log',
    changes.map(([row]) => ({ id: row })),
  );
  await deleteRows(store, 'rejected', refused.map(toDelete));
  await deleteRows(store, 'events', rows.map(toDelete));
  await store.command('state.erase', `TRUNCATE TABLE ${store.table('checkpoints')}`);
  await noteErasure(store, { id, phase: 'done', subjects: [], ...counts });
  return found;
}
