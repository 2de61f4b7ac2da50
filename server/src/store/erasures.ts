/**
 * What has been erased, as every server has to know it: that it was, and of which alerts nothing may come back. No name is kept. Whoever
 * knows a name can ask whether it was erased; nobody can read it from here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mendAlertStates } from './alertStateFill.ts';
import type { Store } from './client.ts';
import { deleteAlertStates, deleteRows, type RowToDelete } from './deleteRows.ts';
import { sqlTime } from './sqlTime.ts';

export interface Erasures {
  /** Changes with every erasure that is complete. */
  mark: string;
  /** Whether a change of an alert about `subject` at that time must not be believed, epoch ms. */
  isErased(subject: string, atMs: number): boolean;
  /** When the latest was; -Infinity where none ever was. */
  newestMs: number;
}

export interface ErasureRow {
  id: string;
  /** `begun`: before anything is deleted, so that an end in the middle leaves nothing to come back; `done`: servers are to start anew. */
  phase: 'begun' | 'done';
  subjects: readonly string[];
  events: number;
  changes: number;
  rejected: number;
}

/** How long after an erasure a server that has not heard of it may go on writing. */
const UNHEARD_MS = 600_000;
/** Erasures so recent that rows written by such a server are looked for at a start. */
const SWEPT_MS = 86_400_000;
const COLUMNS = ['id', 'at', 'phase', 'subjects', 'events', 'changes', 'rejected'];

export const newErasureId = (): string => randomUUID();
const digestOf = (subject: string): string => createHash('sha256').update(`warroom erasure\0${subject}`).digest('hex');

export async function noteErasure(store: Store, { id, phase, subjects, events, changes, rejected }: ErasureRow): Promise<void> {
  const [now] = await store.query<[number]>('state.erase', 'SELECT toUnixTimestamp64Milli(now64(3))');
  const row = [id, sqlTime(now?.[0] ?? 0), phase, subjects.map(digestOf), events, changes, rejected];
  await store.insert('state.erase', 'erasures', COLUMNS, [JSON.stringify(row)]);
}

export async function readErasures(store: Store): Promise<Erasures> {
  const rows = await store.query<[atMs: number, phase: string, subjects: string[]]>(
    'state.erasures',
    `SELECT toUnixTimestamp64Milli(at), phase, subjects FROM ${store.table('erasures')}`,
  );
  const untilMs = new Map<string, number>();
  for (const [atMs, , subjects] of rows)
    for (const digest of subjects) untilMs.set(digest, Math.max(untilMs.get(digest) ?? 0, atMs + UNHEARD_MS));
  const done = rows.filter(([, phase]) => phase === 'done').map(([atMs]) => atMs);
  const newestMs = Math.max(-Infinity, ...rows.map(([atMs]) => atMs));
  return {
    mark: done.length === 0 ? '0' : `${done.length}-${Math.max(...done)}`,
    newestMs,
    isErased: (subject, atMs) => untilMs.size > 0 && atMs <= newestMs + UNHEARD_MS && atMs <= (untilMs.get(digestOf(subject)) ?? -Infinity),
  };
}

/** Deletes what a server wrote of the erased before it heard of the erasure, and the checkpoints of before. */
export async function sweepAlertLog(store: Store, { newestMs, mark, isErased }: Erasures): Promise<void> {
  const [now] = await store.query<[number]>('state.erasures', 'SELECT toUnixTimestamp64Milli(now64(3))');
  if ((now?.[0] ?? 0) - newestMs > SWEPT_MS) return;
  const since = `ingested_at >= fromUnixTimestamp64Milli(toInt64(${newestMs - SWEPT_MS}))`;
  const rows = await store.query<[id: string, subject: string, atMs: number, alertId: string]>(
    'state.erasures',
    `SELECT DISTINCT id, subject, toUnixTimestamp64Milli(at), alert_id FROM ${store.table('alert_log')} WHERE ${since}`,
  );
  const left = rows.filter(([, subject, atMs]) => isErased(subject, atMs));
  if (left.length > 0) {
    await deleteAlertStates(
      store,
      left.map(([, , , alertId]) => alertId),
    );
    await deleteRows(
      store,
      'alert_log',
      left.map(([id]): RowToDelete => ({ id })),
    );
    // Of the same alerts others may have written since.
    await mendAlertStates(store);
  }
  const old = `NOT endsWith(state_version, '~${mark}')`;
  const [checkpoints] = await store.query<[number]>('state.erasures', `SELECT count() FROM ${store.table('checkpoints')} WHERE ${old}`);
  if (checkpoints?.[0])
    await store.command('state.erase', `ALTER TABLE ${store.table('checkpoints')} DELETE WHERE ${old} SETTINGS mutations_sync = 2`);
}
