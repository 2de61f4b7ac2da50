import type { AlertLogRow } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { AlertBook } from '../alerts/alertBook.ts';
import type { AlertCommand } from '../alerts/commands.ts';
import { alertIdOf } from '../alerts/identity.ts';
import { AlertDesk, type DeskAnswer } from './alertDesk.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');
const ID = alertIdOf('lead-violation', 'lead:L-1', 'e1');

type Outcome = { answer: DeskAnswer } | { code: string; details: unknown };

/** Servers on one log that takes rows only after a time; none follows it between its own writes, which is the worst case. */
function room(servers: number) {
  const clock = new FakeClock(T0);
  const log: AlertLogRow[] = [];
  const insertMs = { next: () => 5 };
  const desks = Array.from({ length: servers }, (_, n) => {
    let serial = 0;
    const book = new AlertBook({ server: `s${n}`, newId: () => `s${n}-${++serial}`, leaseMs: 1_800_000, resolvedOnBoardMs: 3_600_000 });
    const about = { rule: 'lead-violation', subject: 'lead:L-1', episode: 'e1', severity: 'warning', feeds: [], facts: {} } as const;
    book.signal({ type: 'raise', ...about, atMs: T0, sinceMs: T0 });
    book.takeLogRows();
    const desk = new AlertDesk({
      book,
      clock,
      append: (rows) =>
        new Promise((resolve) => {
          clock.after(insertMs.next(), () => {
            log.push(...rows);
            resolve();
          });
        }),
      readBack: async (ids) => log.filter((row) => ids.includes(row.alertId)),
      stored: (rows) => {
        for (const row of rows) book.fold(row);
      },
    });
    return { book, desk };
  });
  const pass = async (forMs: number) => {
    for (let ms = 0; ms < forMs; ms += 5) {
      clock.advance(5);
      for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    }
  };
  const act = (n: number, command: AlertCommand): Promise<Outcome> =>
    (desks[n] as (typeof desks)[number]).desk.do(command).then(
      (answer) => ({ answer }),
      (error) => ({ code: error.code, details: error.details }),
    );
  /** What a reader of the whole log comes to. */
  const truth = () => {
    const { book } = desks[0] as (typeof desks)[number];
    for (const row of log) book.fold(row);
    return book.row(ID);
  };
  return { clock, log, insertMs, pass, act, truth };
}
const ack = (by: string): AlertCommand => ({ type: 'ack', alertId: ID, by });

describe('rivals on several servers', () => {
  test('ALERT-28: of two who acknowledge at one instant one is told 200, the other 409 with the holder', async () => {
    const { pass, act, truth } = room(2);
    const both = Promise.all([act(0, ack('A')), act(1, ack('B'))]);
    await pass(1_000);
    const outcomes = await both;
    const holder = truth()?.owner;
    expect(outcomes).toContainEqual({ answer: expect.objectContaining({ state: 'acknowledged', owner: holder }) });
    expect(outcomes).toContainEqual({ code: 'ALERT_CONFLICT', details: expect.objectContaining({ holder }) });
  });

  test('ALERT-28: whoever comes when, and however long the inserts take, who is told 200 holds it and nobody else', async () => {
    const comes = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 400 }), insertMs: fc.integer({ min: 1, max: 200 }) }), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(comes, async (list) => {
        const { clock, insertMs, pass, act, truth } = room(list.length);
        const times = list.map(({ insertMs: ms }) => ms);
        let inserts = 0;
        insertMs.next = () => times[inserts++ % times.length] as number;
        const outcomes: Promise<Outcome>[] = [];
        for (const [n, { atMs }] of list.entries()) clock.after(atMs, () => outcomes.push(act(n, ack(`P${n}`))));
        await pass(3_000);
        const told = await Promise.all(outcomes);
        const held = told.flatMap((outcome) => ('answer' in outcome ? [outcome.answer.owner] : []));
        expect(held).toEqual([truth()?.owner]);
        for (const outcome of told) {
          if ('code' in outcome) expect(outcome).toEqual({ code: 'ALERT_CONFLICT', details: expect.objectContaining({ holder: held[0] }) });
        }
      }),
      { numRuns: 40 },
    );
  });

  test('ALERT-28: assignments and snoozes at one instant go one after the other, and every answer says how it stands then', async () => {
    const { pass, act, truth } = room(2);
    const both = Promise.all([
      act(0, { type: 'assign', alertId: ID, by: 'A', assignee: 'X' }),
      act(1, { type: 'assign', alertId: ID, by: 'B', assignee: 'Y' }),
    ]);
    await pass(2_000);
    const owners = (await both).map((outcome) => 'answer' in outcome && outcome.answer.owner);
    expect(new Set(owners)).toEqual(new Set(['X', 'Y']));
    expect(owners).toContain(truth()?.owner);
  });

  test('ALERT-8, ALERT-28: of two who name the version they saw, one is refused', async () => {
    const { pass, act } = room(2);
    const both = Promise.all([
      act(0, { type: 'assign', alertId: ID, by: 'A', assignee: 'X', version: 1 }),
      act(1, { type: 'assign', alertId: ID, by: 'B', assignee: 'Y', version: 1 }),
    ]);
    await pass(2_000);
    expect((await both).map((outcome) => ('code' in outcome ? outcome.code : 'done')).sort()).toEqual(['ALERT_CONFLICT', 'done']);
  });

  test('ALERT-10, ALERT-28: who resolves at the same instant is not undone, and both who resolve are told it is', async () => {
    const { pass, act, truth } = room(3);
    const all = Promise.all([
      act(0, ack('A')),
      act(1, { type: 'resolve', alertId: ID, by: 'B' }),
      act(2, { type: 'resolve', alertId: ID, by: 'C' }),
    ]);
    await pass(2_000);
    const [, b, c] = await all;
    expect([b, c]).toEqual([
      { answer: expect.objectContaining({ state: 'resolved' }) },
      { answer: expect.objectContaining({ state: 'resolved' }) },
    ]);
    expect(truth()).toMatchObject({ state: 'resolved', reason: 'handled' });
  });
});
