import type { AlertLogRow } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Board } from '../board/board.ts';
import type { BrokenFeed, Signal } from '../monitors/monitor.ts';
import { AlertBook, type AlertBookOptions } from './alertBook.ts';
import type { Raise } from './changes.ts';
import type { AlertCommand, CommandResult } from './commands.ts';
import { alertIdOf } from './identity.ts';

const T0 = Date.UTC(2026, 2, 1, 9);
const MINUTE = 60_000;

const raise = (over: Partial<Raise> = {}): Raise => ({
  type: 'raise',
  rule: 'lead-violation',
  subject: 'lead:L-1',
  episode: 'e1',
  severity: 'warning',
  atMs: T0,
  sinceMs: over.atMs ?? T0,
  facts: { leadId: 'L-1', slaSeconds: 90 },
  feeds: ['crm'],
  ...over,
});
const clear = (over: Partial<Extract<Signal, { type: 'clear' }>> = {}): Signal => ({
  type: 'clear',
  rule: 'lead-violation',
  subject: 'lead:L-1',
  episode: 'e1',
  atMs: T0 + MINUTE,
  reason: 'recovered',
  ...over,
});
const teamRaise = (episode: string, atMs: number) => raise({ rule: 'lead-service-level', subject: 'team:a', episode, atMs, sinceMs: atMs });
const teamClear = (episode: string, atMs: number) => clear({ rule: 'lead-service-level', subject: 'team:a', episode, atMs });
const ID = alertIdOf('lead-violation', 'lead:L-1', 'e1');

let ids = 0;
const makeBook = (over: Partial<AlertBookOptions> = {}) =>
  new AlertBook({ server: 's1', newId: () => `p${++ids}`, leaseMs: 30 * MINUTE, resolvedOnBoardMs: 60 * MINUTE, ...over });
let book: AlertBook;
beforeEach(() => {
  ids = 0;
  book = makeBook();
});

/** Decides, stores and folds, as the HTTP layer does. */
function run(on: AlertBook, command: AlertCommand, nowMs: number): CommandResult {
  const result = on.command(command, nowMs);
  if (result.type === 'accepted') on.fold(result.row);
  return result;
}
const ack = (by: string, version?: number): AlertCommand => ({ type: 'ack', alertId: ID, by, version });
const stateOf = (on: AlertBook, id = ID) => on.row(id)?.state;

describe('signals', () => {
  test('ALERT-1, ALERT-2: a raise makes one alert of a deterministic id, and one row for the log', () => {
    book.signal(raise());
    book.signal(raise());
    expect(book.takeLogRows()).toEqual([
      expect.objectContaining({ id: `${ID}.firing.1`, alertId: ID, state: 'firing', atMs: T0, version: 1, by: null, server: 's1' }),
    ]);
    expect(book.takeLogRows()).toEqual([]);
    expect(book.row(ID)).toMatchObject({ state: 'firing', firedAt: new Date(T0).toISOString(), version: 1, count: 1, owner: null });
  });

  test('ALERT-1: ids are safe in a URL whatever the subject, and differ with each part', () => {
    const odd = alertIdOf('rule/1', 'lead:华东/ä?#%', '2026-03-01T09:00:00.000Z');
    expect(odd).toBe(encodeURIComponent(odd));
    const parts = [alertIdOf('a', 'b', 'c'), alertIdOf('a', 'bc', ''), alertIdOf('a', 'b', 'd'), alertIdOf('ab', '', 'c')];
    expect(new Set(parts).size).toBe(4);
  });

  test('ALERT-3: an escalation raises the severity, never lowers it, and leaves the state', () => {
    book.signal(raise());
    run(book, ack('li'), T0 + 1_000);
    book.signal({ ...raise(), type: 'escalate', severity: 'critical', atMs: T0 + MINUTE });
    expect(book.row(ID)).toMatchObject({ state: 'acknowledged', severity: 'critical', version: 3 });
    book.signal({ ...raise(), type: 'escalate', severity: 'info', atMs: T0 + 2 * MINUTE });
    expect(book.row(ID)).toMatchObject({ severity: 'critical', version: 3 });
  });

  test('ALERT-4: a clear resolves with its reason and brings its facts', () => {
    book.signal(raise());
    book.signal(clear({ facts: { latencySeconds: 130 } }));
    expect(book.row(ID)).toMatchObject({ state: 'resolved', reason: 'recovered', facts: { leadId: 'L-1', latencySeconds: 130 } });
    book.signal(clear({ atMs: T0 + 9 * MINUTE }));
    expect(book.takeLogRows().map((r) => r.state)).toEqual(['firing', 'resolved']);
  });

  test('ALERT-4: a late row disproves what had already recovered, hours later; the log keeps both', () => {
    book.signal(raise());
    book.signal(clear());
    book.advance(T0 + 3 * 60 * MINUTE);
    book.signal(clear({ reason: 'disproved', atMs: T0 + 3 * 60 * MINUTE }));
    expect(book.takeLogRows().map((r) => r.reason)).toEqual([null, 'recovered', 'disproved']);
    expect(book.row(ID)).toMatchObject({ state: 'resolved', reason: 'disproved' });
  });

  test('ALERT-5: firing again is a new episode linked to the old one', () => {
    book.signal(teamRaise('e1', T0));
    book.signal(teamClear('e1', T0 + MINUTE));
    book.signal(teamRaise('e2', T0 + 5 * MINUTE));
    const [second, first] = book.list();
    expect(second).toMatchObject({ row: { episode: 'e2', state: 'firing', previous: first?.id } });
    expect(first).toMatchObject({ row: { episode: 'e1', state: 'resolved', previous: null } });
  });

  test('ALERT-5: where the episode before has been forgotten the log is asked for it, once, and the link stays', () => {
    book.signal(teamRaise('e2', T0));
    const [second] = book.list();
    expect(book.unlinked).toEqual([{ rule: 'lead-service-level', subject: 'team:a', id: second?.id, firedAtMs: T0 }]);
    const board = new Board({ epoch: 'e' });
    book.collect(board, T0);
    book.link(book.unlinked, new Map([[second?.id as string, { id: 'long-ago', firedAtMs: T0 - 1e10 }]]));
    expect(book.unlinked).toEqual([]);
    book.collect(board, T0);
    expect(board.rows('alerts').get(second?.id as string)).toMatchObject({ previous: 'long-ago' });
    // The next one is linked to this one, also when this one has been forgotten.
    book.signal(teamClear('e2', T0 + MINUTE));
    book.signal(teamRaise('e3', T0 + 2 * MINUTE));
    book.advance(T0 + 30 * 60 * MINUTE);
    expect(book.list().map(({ row }) => [row.episode, row.previous])).toEqual([['e3', second?.id]]);
    expect(book.unlinked).toEqual([]);
  });

  test('ALERT-5, ALERT-19: an episode that another server tells of afterwards is linked on the board too', () => {
    const other = makeBook({ server: 's2' });
    other.signal(teamRaise('e1', T0));
    book.signal(teamRaise('e2', T0 + 700));
    const board = new Board({ epoch: 'x' });
    book.collect(board, T0 + 700);
    for (const row of other.takeLogRows()) book.fold(row);
    book.collect(board, T0 + 900);
    const [e1, e2] = ['e1', 'e2'].map((episode) => alertIdOf('lead-service-level', 'team:a', episode)) as [string, string];
    expect(board.rows('alerts').get(e2)).toMatchObject({ previous: e1 });
  });

  test('ALERT-5: the link outlives the memory of the old episode', () => {
    book.signal(teamRaise('e1', T0));
    book.signal(teamClear('e1', T0 + MINUTE));
    const old = book.list()[0]?.id as string;
    book.advance(T0 + 30 * 60 * MINUTE);
    expect(book.get(old)).toBeUndefined();
    book.signal(teamRaise('e2', T0 + 30 * 60 * MINUTE));
    expect(book.list()[0]?.row.previous).toBe(old);
  });

  test('ALERT-6: a condition that comes back under the same episode counts on its alert', () => {
    book.signal(teamRaise('e1', T0));
    run(book, { type: 'ack', alertId: book.list()[0]?.id as string, by: 'li' }, T0 + 1_000);
    book.signal(teamClear('e1', T0 + MINUTE));
    book.signal(teamRaise('e1', T0 + 2 * MINUTE));
    expect(book.list().map((a) => a.row)).toEqual([expect.objectContaining({ episode: 'e1', state: 'firing', count: 2, owner: null })]);
    book.signal(teamClear('e1', T0 + 3 * MINUTE));
    expect(book.list()[0]?.row).toMatchObject({ state: 'resolved', count: 2 });
    book.signal(teamRaise('e2', T0 + 3 * MINUTE + 1));
    expect(book.list().map((a) => [a.row.episode, a.row.count])).toEqual([
      ['e2', 1],
      ['e1', 2],
    ]);
  });
});

describe('an alert follows its subject', () => {
  const moved = (team: string, atMs: number, which: string): Signal => ({
    type: 'update',
    rule: 'lead-violation',
    subject: 'lead:L-1',
    episode: 'e1',
    atMs,
    which,
    facts: { leadId: 'L-1', slaSeconds: 90, team },
  });

  test('ALERT-25: its facts and its summary are those of now, with a row in the log; state, holder and version stay', () => {
    book.signal(raise());
    run(book, ack('li'), T0 + 1_000);
    book.signal(moved('south', T0 + MINUTE, 'a1'));
    expect(book.row(ID)).toMatchObject({ facts: { team: 'south' }, state: 'acknowledged', owner: 'li', version: 2 });
    expect(book.row(ID)?.summary).toContain('south');
    expect(book.takeLogRows().at(-1)).toMatchObject({
      id: `${ID}.updated.a1`,
      state: 'updated',
      atMs: T0 + MINUTE,
      facts: { team: 'south' },
    });
    expect(run(book, { type: 'comment', alertId: ID, by: 'li', note: 'n', version: 2 }, T0 + 2 * MINUTE).type).toBe('accepted');
  });

  test('ALERT-25: what is said again makes no row; there and back makes two', () => {
    book.signal(raise({ facts: { leadId: 'L-1', slaSeconds: 90, team: 'north' } }));
    book.signal(moved('north', T0 + 1_000, 'a0'));
    book.signal(moved('south', T0 + 2_000, 'a1'));
    book.signal(moved('south', T0 + 3_000, 'a1'));
    book.signal(moved('north', T0 + 4_000, 'a2'));
    expect(book.takeLogRows().map(({ state }) => state)).toEqual(['firing', 'updated', 'updated']);
    expect(book.row(ID)?.facts.team).toBe('north');
  });

  test('ALERT-25: what has ended stays as it ended', () => {
    book.signal(raise());
    book.signal(clear());
    book.signal(moved('south', T0 + 2 * MINUTE, 'a1'));
    expect(book.takeLogRows().map(({ state }) => state)).toEqual(['firing', 'resolved']);
    expect(book.row(ID)?.facts.team).toBeUndefined();
  });
});

describe('commands', () => {
  beforeEach(() => book.signal(raise()));

  test('ALERT-7: a decision changes nothing until its row is folded', () => {
    const result = book.command({ ...ack('li'), note: 'calling now' }, T0 + 5_000);
    expect(stateOf(book)).toBe('firing');
    if (result.type !== 'accepted') throw new Error(result.type);
    expect(result.row).toMatchObject({ id: 'p1', state: 'acknowledged', by: 'li', note: 'calling now', version: 2 });
    book.fold(result.row);
    expect(book.row(ID)).toMatchObject({ state: 'acknowledged', owner: 'li', note: 'calling now', version: 2 });
    expect(book.row(ID)?.leaseUntil).toBe(new Date(T0 + 5_000 + 30 * MINUTE).toISOString());
  });

  test('ALERT-8: the same operator retrying is a success that changes nothing', () => {
    run(book, ack('li', 1), T0 + 1_000);
    expect(run(book, ack('li', 1), T0 + 2_000).type).toBe('unchanged');
    expect(book.log(ID)).toHaveLength(2);
  });

  test('ALERT-33: a note that comes with what is done already is kept once, whatever the command and the version', () => {
    book.signal(raise());
    run(book, { ...ack('li'), note: 'calling' }, T0 + 1_000);
    expect(run(book, { ...ack('li', 1), note: 'calling' }, T0 + 2_000).type).toBe('unchanged');
    expect(run(book, { ...ack('li', 1), note: 'no answer' }, T0 + 3_000)).toMatchObject({
      type: 'accepted',
      row: { state: 'commented', by: 'li', note: 'no answer', atMs: T0 + 3_000 },
    });
    expect(book.row(ID)).toMatchObject({ state: 'acknowledged', owner: 'li', note: 'no answer' });
    run(book, { type: 'resolve', alertId: ID, by: 'li' }, T0 + 4_000);
    expect(run(book, { type: 'resolve', alertId: ID, by: 'wang', note: 'paid' }, T0 + 5_000)).toMatchObject({
      row: { state: 'commented' },
    });
    expect(book.row(ID)).toMatchObject({ state: 'resolved', reason: 'handled', note: 'paid' });
  });

  test('ALERT-8: a rival is told who holds it and since when, with the version at hand as well', () => {
    run(book, ack('li', 1), T0 + 1_000);
    for (const version of [1, 2, undefined]) {
      const result = run(book, ack('wang', version), T0 + 2_000);
      expect(result).toMatchObject({ type: 'conflict', holder: 'li', sinceMs: T0 + 1_000, alert: { version: 2 } });
    }
  });

  test('ALERT-8: a command on a version that has passed is a conflict', () => {
    book.signal({ ...raise(), type: 'escalate', severity: 'critical', atMs: T0 + 500 });
    expect(run(book, ack('li', 1), T0 + 1_000)).toMatchObject({ type: 'conflict', holder: null, alert: { version: 2 } });
    expect(run(book, ack('li', 2), T0 + 1_000).type).toBe('accepted');
  });

  test('ALERT-9: a lease that nobody renews lapses, and the alert asks again', () => {
    run(book, ack('li'), T0);
    expect(book.nextWakeMs()).toBe(T0 + 30 * MINUTE);
    book.advance(T0 + 30 * MINUTE - 1);
    expect(stateOf(book)).toBe('acknowledged');
    book.takeLogRows();
    book.advance(T0 + 31 * MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'firing', owner: null, leaseUntil: null });
    const until = T0 + 30 * MINUTE;
    expect(book.takeLogRows()).toEqual([
      expect.objectContaining({ state: 'unacknowledged', by: null, atMs: until, id: `${ID}.unacknowledged.${until}` }),
    ]);
    expect(book.nextWakeMs()).toBe(Number.POSITIVE_INFINITY);
    expect(run(book, ack('wang'), T0 + 32 * MINUTE).type).toBe('accepted');
  });

  test('ALERT-9: a person may be called as the system is, and gives up an alert like anybody', () => {
    run(book, ack('system'), T0);
    expect(run(book, { type: 'unack', alertId: ID, by: 'system' }, T0 + MINUTE).type).toBe('accepted');
    expect(book.row(ID)).toMatchObject({ state: 'firing', owner: null });
  });

  test('ALERT-9: activity renews the lease; a lapse written elsewhere for the old lease is void', () => {
    run(book, ack('li'), T0);
    const other = makeBook({ server: 's2' });
    for (const row of book.log(ID)) other.fold(row);
    run(book, { type: 'comment', alertId: ID, by: 'wang', note: 'he is on the phone' }, T0 + 20 * MINUTE);
    other.advance(T0 + 30 * MINUTE);
    for (const row of other.takeLogRows()) book.fold(row);
    for (const row of book.log(ID)) other.fold(row);
    expect(book.row(ID)).toMatchObject({ state: 'acknowledged', owner: 'li', leaseUntil: new Date(T0 + 50 * MINUTE).toISOString() });
    expect(other.row(ID)).toEqual(book.row(ID));
  });

  test('ALERT-10: resolving beats acknowledging, in whatever order the two are read', () => {
    const acked = book.command(ack('li'), T0 + MINUTE);
    book.signal(clear());
    if (acked.type !== 'accepted') throw new Error(acked.type);
    book.fold(acked.row);
    expect(book.row(ID)).toMatchObject({ state: 'resolved', reason: 'recovered' });
    expect(run(book, ack('wang'), T0 + 2 * MINUTE)).toMatchObject({ type: 'conflict', holder: 'system', sinceMs: T0 + MINUTE });
  });

  test('ALERT-11: what a person resolved stays resolved while the condition goes on', () => {
    run(book, { type: 'resolve', alertId: ID, by: 'li', note: 'called back by hand' }, T0 + MINUTE);
    book.signal(raise());
    book.signal(raise({ atMs: T0 + 2 * MINUTE }));
    expect(book.row(ID)).toMatchObject({ state: 'resolved', reason: 'handled', count: 1, note: 'called back by hand' });
    book.takeLogRows();
    book.signal(clear({ atMs: T0 + 3 * MINUTE }));
    expect(book.takeLogRows()).toEqual([]);
  });

  test('ALERT-11, ALERT-14: and is remembered for as long as the condition goes on', () => {
    run(book, { type: 'resolve', alertId: ID, by: 'li' }, T0 + MINUTE);
    book.advance(T0 + 60 * 60 * MINUTE);
    expect([stateOf(book), book.nextWakeMs()]).toEqual(['resolved', Number.POSITIVE_INFINITY]);
    book.signal(clear({ atMs: T0 + 61 * 60 * MINUTE }));
    // It may come back under its name: then it stays handled.
    book.advance(T0 + 85 * 60 * MINUTE);
    expect(stateOf(book)).toBe('resolved');
    book.advance(T0 + 86 * 60 * MINUTE);
    expect(stateOf(book)).toBeUndefined();
  });

  test('ALERT-12: un-acknowledging sets it firing for everybody', () => {
    run(book, ack('li'), T0 + 1_000);
    run(book, { type: 'unack', alertId: ID, by: 'li' }, T0 + 2_000);
    expect(book.row(ID)).toMatchObject({ state: 'firing', owner: null, version: 3 });
    expect(run(book, { type: 'unack', alertId: ID, by: 'li' }, T0 + 3_000).type).toBe('unchanged');
  });

  test('ALERT-12: assigning names the one who is to deal with it and hands an acknowledgement over', () => {
    run(book, { type: 'assign', alertId: ID, by: 'boss', assignee: 'wang' }, T0 + 1_000);
    expect(book.row(ID)).toMatchObject({ state: 'firing', owner: 'wang' });
    run(book, ack('li'), T0 + 2_000);
    run(book, { type: 'assign', alertId: ID, by: 'li', assignee: 'zhao' }, T0 + MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'acknowledged', owner: 'zhao', leaseUntil: new Date(T0 + 31 * MINUTE).toISOString() });
    expect(run(book, ack('li'), T0 + 2 * MINUTE)).toMatchObject({ type: 'conflict', holder: 'zhao' });
    run(book, { type: 'assign', alertId: ID, by: 'boss', assignee: null }, T0 + 3 * MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'firing', owner: null });
  });

  test('ALERT-13: a snooze ends by itself and the alert fires again', () => {
    run(book, { type: 'snooze', alertId: ID, by: 'li', untilMs: T0 + 10 * MINUTE }, T0 + 1_000);
    expect(book.row(ID)).toMatchObject({ state: 'snoozed', snoozedUntil: new Date(T0 + 10 * MINUTE).toISOString() });
    book.advance(T0 + 10 * MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'firing', snoozedUntil: null });
  });

  test('ALERT-13: refused with a reason: a snooze into the past or for ever, a comment without words, an alert not known', () => {
    const snooze = (untilMs: number): AlertCommand => ({ type: 'snooze', alertId: ID, by: 'li', untilMs });
    expect(run(book, snooze(T0), T0 + 1).type).toBe('refused');
    expect(run(book, snooze(T0 + 7 * 24 * 60 * MINUTE + 1), T0).type).toBe('refused');
    expect(book.command(snooze(T0 + 7 * 24 * 60 * MINUTE), T0).type).toBe('accepted');
    expect(run(book, { type: 'comment', alertId: ID, by: 'li' }, T0 + 1).type).toBe('refused');
    expect(run(book, { type: 'ack', alertId: 'nothing', by: 'li' }, T0 + 1).type).toBe('unknown');
  });
});

describe('board rows', () => {
  test('ALERT-14: a resolved alert leaves the board after its time, and the memory later', () => {
    const board = new Board({ epoch: 'e' });
    book.signal(raise());
    book.collect(board, T0);
    expect([...board.rows('alerts').keys()]).toEqual([ID]);
    book.signal(clear());
    book.advance(T0 + 60 * MINUTE);
    book.collect(board, T0 + 60 * MINUTE);
    expect(board.rows('alerts').get(ID)?.state).toBe('resolved');
    expect(book.nextWakeMs()).toBe(T0 + 61 * MINUTE);
    book.advance(T0 + 61 * MINUTE);
    book.collect(board, T0 + 61 * MINUTE);
    expect(board.rows('alerts').size).toBe(0);
    expect(stateOf(book)).toBe('resolved');
    book.advance(T0 + MINUTE + 25 * 60 * MINUTE);
    expect(book.row(ID)).toBeUndefined();
    expect(book.nextWakeMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test('ALERT-15: the list puts open before resolved, then the worst, then the newest', () => {
    book.signal(raise({ subject: 'lead:old', atMs: T0 }));
    book.signal(raise({ subject: 'lead:new', atMs: T0 + 5 }));
    book.signal(raise({ subject: 'lead:worst', atMs: T0 + 1, severity: 'critical' }));
    book.signal(raise({ subject: 'lead:done', atMs: T0 + 9, severity: 'critical' }));
    book.signal(clear({ subject: 'lead:done' }));
    const subjects = (list = book.list()) => list.map((a) => a.row.subject);
    expect(subjects()).toEqual(['lead:worst', 'lead:new', 'lead:old', 'lead:done']);
    expect(subjects(book.list({ states: ['firing'], severities: ['warning'] }))).toEqual(['lead:new', 'lead:old']);
    expect(subjects(book.list({ subject: 'lead:done' }))).toEqual(['lead:done']);
    expect(subjects(book.list({ rule: 'other' }))).toEqual([]);
  });
});

describe('starting again from the log', () => {
  /** A book that read these rows and now replays history. */
  function restarted(rows: readonly AlertLogRow[], checkpointMs: number | null = null): AlertBook {
    const fresh = makeBook({ server: 's1' });
    fresh.beginCatchUp(checkpointMs);
    for (const row of rows) fresh.fold(row);
    return fresh;
  }

  test('ALERT-16: signals whose change stands in the log add no second row', () => {
    book.signal(raise());
    run(book, ack('li'), T0 + 1_000);
    book.signal({ ...raise(), type: 'escalate', severity: 'critical', atMs: T0 + 2_000 });
    const fresh = restarted(book.log(ID));
    fresh.signal(raise());
    fresh.signal({ ...raise(), type: 'escalate', severity: 'critical', atMs: T0 + 2_000 });
    fresh.reconcile(T0 + 5_000);
    expect(fresh.takeLogRows()).toEqual([]);
    expect(fresh.row(ID)).toEqual(book.row(ID));
    expect(fresh.row(ID)).toMatchObject({ state: 'acknowledged', owner: 'li', severity: 'critical' });
  });

  test('ALERT-16: what happened while the server was down is logged at the instant it happened', () => {
    book.signal(raise());
    const fresh = restarted(book.log(ID));
    fresh.signal(raise());
    fresh.signal(clear({ atMs: T0 + 4 * MINUTE }));
    fresh.signal(raise({ subject: 'lead:L-2', atMs: T0 + 5 * MINUTE }));
    fresh.reconcile(T0 + 30 * MINUTE);
    expect(fresh.takeLogRows()).toEqual([
      expect.objectContaining({ alertId: ID, state: 'resolved', atMs: T0 + 4 * MINUTE }),
      expect.objectContaining({ subject: 'lead:L-2', state: 'firing', atMs: T0 + 5 * MINUTE }),
    ]);
  });

  test('ALERT-25: settings that name another owner count for the alert that stands; what was measured stays', () => {
    const broken = (owner: string, intervalSeconds: number) =>
      raise({ rule: 'contract-broken', subject: 'feed:crm', facts: { feed: 'crm', owner, intervalSeconds } });
    book.signal(broken('Li', 60));
    const fresh = restarted(book.takeLogRows());
    fresh.signal(broken('Wang', 61));
    fresh.reconcile(T0 + MINUTE);
    expect(fresh.takeLogRows()).toMatchObject([
      { state: 'updated', atMs: T0 + MINUTE, facts: { feed: 'crm', owner: 'Wang', intervalSeconds: 60 } },
    ]);
    const again = restarted(fresh.log(fresh.list()[0]?.id ?? ''));
    again.signal(broken('Wang', 62));
    again.reconcile(T0 + 2 * MINUTE);
    expect(again.takeLogRows()).toEqual([]);
  });

  test('ALERT-17: an alert left open whose condition no longer holds is resolved as recovered', () => {
    book.signal(raise());
    const fresh = restarted(book.log(ID));
    fresh.reconcile(T0 + 30 * MINUTE);
    expect(fresh.row(ID)).toMatchObject({ state: 'resolved', reason: 'recovered', resolvedAt: new Date(T0 + 30 * MINUTE).toISOString() });
  });

  test('ALERT-17: after a checkpoint the alerts of before keep their condition without a signal', () => {
    book.signal(raise());
    book.signal(raise({ subject: 'lead:L-2', atMs: T0 + 10 * MINUTE }));
    const rows = book.takeLogRows();
    const fresh = restarted(rows, T0 + 5 * MINUTE);
    fresh.reconcile(T0 + 30 * MINUTE);
    expect(fresh.list().map((a) => [a.row.subject, a.row.state])).toEqual([
      ['lead:L-1', 'firing'],
      ['lead:L-2', 'resolved'],
    ]);
  });

  test('ALERT-17: a condition without an alert in the log raises one', () => {
    book.signal(raise());
    const fresh = restarted(book.log(ID));
    fresh.signal(raise({ subject: 'lead:L-3' }));
    fresh.reconcile(T0 + 30 * MINUTE);
    expect(fresh.list().map((a) => [a.row.subject, a.row.state])).toEqual([
      ['lead:L-3', 'firing'],
      ['lead:L-1', 'resolved'],
    ]);
  });

  test('ALERT-9: a lease that ran out while the server was down lapses at its own instant', () => {
    book.signal(raise());
    run(book, ack('li'), T0);
    const fresh = restarted(book.log(ID));
    fresh.advance(T0 + 90 * MINUTE);
    expect(stateOf(fresh)).toBe('acknowledged');
    fresh.signal(raise());
    fresh.reconcile(T0 + 90 * MINUTE);
    expect(fresh.takeLogRows()).toEqual([expect.objectContaining({ state: 'unacknowledged', atMs: T0 + 30 * MINUTE })]);
  });

  test('ALERT-16: a replay whose episodes are named otherwise finds the alerts that stood open then', () => {
    book.signal(teamRaise('e1', T0));
    book.signal(teamClear('e1', T0 + 10 * MINUTE));
    book.signal(teamRaise('e2', T0 + 20 * MINUTE));
    const rows = book.takeLogRows();
    const fresh = restarted(rows);
    fresh.signal(teamRaise('x1', T0 + 2 * MINUTE));
    fresh.signal(teamClear('x1', T0 + 10 * MINUTE));
    fresh.signal(teamRaise('x2', T0 + 21 * MINUTE));
    fresh.reconcile(T0 + 30 * MINUTE);
    expect(fresh.takeLogRows()).toEqual([]);
    expect(fresh.list().map((a) => [a.row.episode, a.row.state])).toEqual([
      ['e2', 'firing'],
      ['e1', 'resolved'],
    ]);
  });
});

describe('two servers', () => {
  test('ALERT-18: a condition already raised by the other server under another episode is adopted, and cleared as one', () => {
    const other = makeBook({ server: 's2' });
    other.signal(teamRaise('e1', T0 + 300));
    for (const row of other.takeLogRows()) book.fold(row);
    book.signal(teamRaise('e0', T0));
    expect(book.takeLogRows()).toEqual([]);
    book.signal(teamClear('e0', T0 + MINUTE));
    expect(book.list().map((a) => [a.row.episode, a.row.state])).toEqual([['e1', 'resolved']]);
  });

  test('ALERT-18: of two raised before either server read of the other, the first stays on both, and people and conditions go on with it', () => {
    const other = makeBook({ server: 's2' });
    book.signal(teamRaise('e1', T0));
    other.signal(teamRaise('e2', T0 + 400));
    const rows = [book.takeLogRows(), other.takeLogRows()].flat();
    for (const one of [book, other]) {
      for (const row of rows) one.fold(row);
      one.advance(T0 + 5_000);
    }
    const [first, second] = rows.map(({ alertId }) => alertId) as [string, string];
    const ended = [book.takeLogRows(), other.takeLogRows()];
    for (const [row, more] of ended.map((some) => [some[0], some.length] as const)) {
      expect(more).toBe(1);
      expect(row).toMatchObject({ id: `${second}.resolved.recovered.1`, alertId: second, atMs: T0 + 400, note: `the same as ${first}` });
    }
    for (const one of [book, other]) expect([first, second].map((id) => stateOf(one, id))).toEqual(['firing', 'resolved']);
    // The second server reads its own history anew: its condition is the first's.
    other.beginCatchUp(null, { presentMs: T0 + MINUTE });
    other.signal(teamRaise('e2', T0 + 400));
    other.reconcile(T0 + MINUTE);
    expect([other.takeLogRows(), stateOf(other, first)]).toEqual([[], 'firing']);
    other.signal(teamClear('e2', T0 + 2 * MINUTE));
    expect(stateOf(other, first)).toBe('resolved');
  });

  test('ALERT-18: an alert that has ended is no rival, in whatever order its rows are read; nor is one of another hour', () => {
    book.signal(teamRaise('e1', T0));
    book.signal(teamClear('e1', T0 + 10_000));
    book.signal(teamRaise('e2', T0 + 20_000));
    const other = makeBook({ server: 's2' });
    for (const row of book.takeLogRows().reverse()) other.fold(row);
    other.advance(T0 + MINUTE);
    expect(other.takeLogRows()).toEqual([]);
    const late = makeBook({ server: 's3' });
    late.signal(teamRaise('e0', T0 - 60 * MINUTE));
    for (const row of late.takeLogRows()) other.fold(row);
    other.advance(T0 + 2 * MINUTE);
    expect(other.takeLogRows()).toEqual([]);
  });

  test('ALERT-18: of a rule with exact episodes each is an alert of its own', () => {
    book.signal(raise());
    book.signal(raise({ episode: 'e2', atMs: T0 + 1 }));
    expect(book.list()).toHaveLength(2);
  });

  test('ALERT-19: both fold to the same alerts, whatever each did and in whatever order rows travel', () => {
    const step = fc.record({
      on: fc.nat(1),
      what: fc.constantFrom(
        'ack',
        'unack',
        'assign',
        'snooze',
        'comment',
        'resolve',
        'clear',
        'disprove',
        'escalate',
        'raise',
        'move',
        'sync',
        'time',
      ),
      by: fc.constantFrom('li', 'wang'),
      skewMs: fc.integer({ min: -2_000, max: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (steps, order) => {
        let made = 0;
        const log: AlertLogRow[] = [];
        const books = ['s1', 's2'].map((server) => makeBook({ server, newId: () => `${server}-${++made}` }));
        let nowMs = T0;
        const settle = () => {
          for (const on of books) log.push(...on.takeLogRows());
        };
        for (const on of books) on.signal(raise());
        settle();
        for (const { on: which, what, by, skewMs } of steps) {
          const on = books[which] as AlertBook;
          nowMs += 10_000;
          const atMs = nowMs + skewMs;
          const common = { alertId: ID, by, note: what };
          if (what === 'clear') on.signal(clear({ atMs }));
          else if (what === 'disprove') on.signal(clear({ atMs, reason: 'disproved' }));
          else if (what === 'escalate') on.signal({ ...raise(), type: 'escalate', severity: 'critical', atMs });
          else if (what === 'raise') on.signal(raise({ atMs }));
          else if (what === 'move') {
            made += 1;
            const facts = { leadId: 'L-1', team: made % 3 === 0 ? 'north' : `south-${made}` };
            on.signal({ ...raise(), type: 'update', atMs, which: `a${made}`, facts });
          } else if (what === 'time') {
            nowMs += 20 * MINUTE;
            on.advance(nowMs);
          } else if (what === 'sync') for (const row of log) on.fold(row);
          else {
            const extra = what === 'assign' ? { assignee: by } : what === 'snooze' ? { untilMs: atMs + 5 * MINUTE } : {};
            const result = on.command({ ...common, ...extra, type: what } as AlertCommand, atMs);
            if (result.type === 'accepted') {
              log.push(result.row);
              on.fold(result.row);
            }
          }
          settle();
        }
        const shuffled = [...log].sort(() => ((order.next().value as number) % 2 ? 1 : -1));
        const third = makeBook({ server: 's3' });
        for (const row of shuffled) third.fold(row);
        for (const on of books) for (const row of shuffled.toReversed()) on.fold(row);
        const expected = third.get(ID);
        expect(expected).toBeDefined();
        for (const on of books) {
          expect(on.get(ID)).toEqual(expected);
          expect(new Set(on.log(ID).map((r) => r.id)).size).toBe(on.log(ID).length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('ALERT-8, ALERT-19: of two who acknowledge on two servers at once the first holds it, on both', () => {
    book.signal(raise());
    const other = makeBook({ server: 's2', newId: () => 'from s2' });
    for (const row of book.log(ID)) other.fold(row);
    run(other, ack('wang', 1), T0 + 1_001);
    run(book, ack('li', 1), T0 + 1_000);
    expect([book.row(ID)?.owner, other.row(ID)?.owner]).toEqual(['li', 'wang']);
    for (const row of book.log(ID)) other.fold(row);
    for (const row of other.log(ID)) book.fold(row);
    expect([book.row(ID)?.owner, other.row(ID)?.owner]).toEqual(['li', 'li']);
    expect(other.row(ID)).toEqual(book.row(ID));
  });

  test('ALERT-19: rows whose firing row comes last are kept for it', () => {
    book.signal(raise());
    run(book, ack('li'), T0 + 1_000);
    const other = makeBook({ server: 's2' });
    for (const row of book.log(ID).toReversed()) other.fold(row);
    expect(other.row(ID)).toEqual(book.row(ID));
  });
});

describe('broken feeds', () => {
  const BROKEN = { feed: 'crm', source: 'crm', kinds: ['lead.created', 'lead.responded'], sinceMs: T0 + MINUTE, episode: 'b1' } as const;
  const OTHER = { ...BROKEN, feed: 'crm-leads', sinceMs: T0 + 2 * MINUTE, episode: 'b2' } as const;
  let broken: readonly BrokenFeed[];
  beforeEach(() => {
    broken = [];
    book = makeBook({ brokenFeeds: () => broken });
  });
  const turn = (feeds: readonly BrokenFeed[], atMs: number) => {
    broken = feeds;
    book.advance(atMs);
  };

  test('ALERT-22: an open alert turns indeterminate under its feed, and is what it was when the feed is whole again', () => {
    book.signal(raise());
    run(book, ack('王磊'), T0 + 1_000);
    turn([BROKEN], T0 + MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'indeterminate', under: 'crm', owner: '王磊' });
    turn([BROKEN], T0 + MINUTE + 1);
    turn([], T0 + 3 * MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'acknowledged', under: null, owner: '王磊' });
    expect(book.takeLogRows().map(({ id, atMs, state }) => [id, atMs, state])).toEqual([
      [`${ID}.firing.1`, T0, 'firing'],
      [`${ID}.indeterminate.crm.b1`, T0 + MINUTE, 'indeterminate'],
      [`${ID}.determinate.crm.b1`, T0 + 3 * MINUTE, 'determinate'],
    ]);
  });

  test("ALERT-22: an alert of another system, and the broken feed's own, stay what they are", () => {
    book.signal(raise({ rule: 'step-blocked', subject: 'order:O-1', feeds: ['mes'] }));
    book.signal(raise({ rule: 'contract-broken', subject: 'feed:crm', feeds: ['crm'] }));
    turn([BROKEN], T0 + MINUTE);
    expect(book.list().map(({ row }) => row.state)).toEqual(['firing', 'firing']);
  });

  test('ALERT-22: with a second feed broken it waits for both', () => {
    book.signal(raise());
    turn([BROKEN], T0 + MINUTE);
    turn([BROKEN, OTHER], T0 + 2 * MINUTE);
    turn([OTHER], T0 + 3 * MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'indeterminate', under: 'crm-leads' });
    turn([], T0 + 4 * MINUTE);
    expect(book.row(ID)).toMatchObject({ state: 'firing', under: null });
  });

  test('ALERT-22: people and conditions go on while it cannot be judged', () => {
    book.signal(raise());
    turn([BROKEN], T0 + MINUTE);
    expect(run(book, ack('王磊'), T0 + MINUTE + 1).type).toBe('accepted');
    expect(book.row(ID)).toMatchObject({ state: 'indeterminate', owner: '王磊' });
    book.signal(clear({ atMs: T0 + 2 * MINUTE, reason: 'disproved' }));
    expect(book.row(ID)).toMatchObject({ state: 'resolved', under: null, reason: 'disproved' });
    turn([], T0 + 3 * MINUTE);
    expect(stateOf(book)).toBe('resolved');
  });

  test('ALERT-23: a condition that begins on a broken feed is never shown as certain', () => {
    turn([BROKEN], T0);
    book.signal(raise({ atMs: T0 + 5_000 }));
    expect(stateOf(book)).toBe('indeterminate');
    expect(book.takeLogRows().map(({ atMs, state }) => [atMs, state])).toEqual([
      [T0 + 5_000, 'firing'],
      [T0 + 5_000, 'indeterminate'],
    ]);
  });

  test('ALERT-16, ALERT-22: a restart that replays the outage adds nothing to the log', () => {
    book.signal(raise());
    turn([BROKEN], T0 + MINUTE);
    turn([], T0 + 3 * MINUTE);
    const log = book.takeLogRows();
    let then: readonly BrokenFeed[] = [];
    const again = makeBook({ brokenFeeds: () => then });
    for (const row of log) again.fold(row);
    again.beginCatchUp();
    again.signal(raise());
    for (const [feeds, atMs] of [
      [[BROKEN], T0 + MINUTE],
      [[], T0 + 3 * MINUTE],
    ] as const) {
      then = feeds;
      again.advance(atMs);
    }
    again.reconcile(T0 + 4 * MINUTE);
    expect(again.takeLogRows()).toEqual([]);
    expect(stateOf(again)).toBe('firing');
  });
});
