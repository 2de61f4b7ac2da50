import { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { Access } from '../access/access.ts';
import type { AccessSettings } from '../access/settings.ts';
import { AlertBook } from '../alerts/alertBook.ts';
import type { Raise } from '../alerts/changes.ts';
import { alertIdOf } from '../alerts/identity.ts';
import { alertPage, openAlertIds } from '../alerts/listing.ts';
import { Board } from '../board/board.ts';
import { WarroomError } from '../errors.ts';
import { AlertDesk } from '../live/alertDesk.ts';
import { accessPlugin } from './accessPlugin.ts';
import { alertsPlugin } from './alerts.ts';
import { boardPlugin } from './board.ts';
import { whoPlugin } from './who.ts';

const T0 = Date.UTC(2026, 2, 1, 9);
const TOKENS: AccessSettings['tokens'] = [
  { name: 'screen', token: 'screen-token-0123456789', roles: ['view'] },
  { name: 'li', token: 'operator-token-0123456789', roles: ['view', 'operate'] },
  { name: 'WARROOM_OPERATE_TOKEN', token: 'shared-token-0123456789', roles: ['view', 'operate'], shared: true },
];
const as = (which: 0 | 1 | 2) => ({ authorization: `Bearer ${TOKENS[which]?.token}` });

let app: FastifyInstance;
let book: AlertBook;
let board: Board;
let clock: FakeClock;
let stored: AlertLogRow[][];
let append: (rows: AlertLogRow[]) => Promise<void>;
/** What the store's log holds. */
let past: AlertLogRow[];

async function serve(tokens: AccessSettings['tokens'] = []) {
  clock = new FakeClock(T0 + 60_000);
  board = new Board({ epoch: 'e1' });
  let ids = 0;
  book = new AlertBook({ server: 's1', newId: () => `p${++ids}`, leaseMs: 1_800_000, resolvedOnBoardMs: 3_600_000 });
  stored = [];
  past = [];
  append = async (rows) => {
    stored.push(rows);
  };
  app = Fastify();
  app.setErrorHandler((error, _request, reply) =>
    error instanceof WarroomError ? reply.code(error.statusCode).send(error.toJSON()) : reply.send(error),
  );
  await app.register(accessPlugin, { access: new Access({ tokens }) });
  const desk = new AlertDesk({
    book,
    clock,
    append: (rows) => append(rows),
    stored: (rows) => {
      for (const row of rows) book.fold(row);
      book.collect(board, clock.now());
    },
  });
  await app.register(whoPlugin);
  await app.register(alertsPlugin, {
    engine: {
      page: async (query) => alertPage(book, query),
      openIds: async (filter) => openAlertIds(book, filter),
      find: async (id) => {
        const row = book.row(id);
        return row ? { row, log: book.log(id) } : null;
      },
      act: (command) => desk.do(command),
    },
    clock,
    past: async (id) => past.filter((row) => row.alertId === id),
  });
  await app.register(boardPlugin, { board, clock });
}
beforeEach(() => serve());
afterEach(() => app.close());

function raised(lead: string, over: Partial<Raise> = {}): string {
  const raise: Raise = {
    type: 'raise',
    rule: 'lead-violation',
    subject: `lead:${lead}`,
    episode: 'e1',
    severity: 'warning',
    atMs: T0,
    // One that began before it became known would wait a moment for what may end it.
    sinceMs: over.atMs ?? T0,
    facts: { leadId: lead, slaSeconds: 90 },
    feeds: ['crm'],
    ...over,
  };
  book.signal(raise);
  book.collect(board, clock.now());
  return alertIdOf(raise.rule, raise.subject, raise.episode);
}
async function post(path: string, payload: object, headers = {}) {
  const reply = await app.inject({ method: 'POST', url: `/api/v1/alerts/${path}`, payload, headers });
  return { status: reply.statusCode, body: reply.json() };
}
async function get(url: string, headers = {}) {
  const reply = await app.inject({ method: 'GET', url: `/api/v1/${url}`, headers });
  return { status: reply.statusCode, body: reply.json() };
}

describe('working an alert', () => {
  test('ALERT-7: an acknowledgement is answered with the row, after its log row was stored and before anything else', async () => {
    const id = raised('L/1 ä');
    let during: string | undefined;
    append = async (rows) => {
      during = book.row(id)?.state;
      stored.push(rows);
    };
    const { status, body } = await post(`${id}/ack`, { by: 'li', note: 'calling', version: 1 });
    expect(status).toBe(200);
    expect(during).toBe('firing');
    expect(body).toMatchObject({ id, state: 'acknowledged', owner: 'li', note: 'calling', version: 2 });
    expect(Value.Check(AlertRow, body)).toBe(true);
    expect(stored).toEqual([[expect.objectContaining({ id: 'p1', state: 'acknowledged', by: 'li', atMs: T0 + 60_000 })]]);
    expect(board.rows('alerts').get(id)?.owner).toBe('li');
  });

  test('ALERT-7: a store that fails is 503, may be tried again, and nothing has changed', async () => {
    const id = raised('L1');
    append = async () => {
      throw new Error('connection refused');
    };
    expect(await post(`${id}/ack`, { by: 'li' })).toMatchObject({ status: 503, body: { error: 'STORE_DOWN', retry: true } });
    expect(book.row(id)).toMatchObject({ state: 'firing', version: 1 });
    append = async (rows) => {
      stored.push(rows);
    };
    expect((await post(`${id}/ack`, { by: 'li' })).status).toBe(200);
  });

  test('ALERT-8: of two rivals at the same moment one holds it and the other is told so', async () => {
    const id = raised('L1');
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    append = async (rows) => {
      await gate;
      stored.push(rows);
    };
    const both = Promise.all([post(`${id}/ack`, { by: 'li', version: 1 }), post(`${id}/ack`, { by: 'wang', version: 1 })]);
    setImmediate(open);
    const [first, second] = await both;
    expect(first.status).toBe(200);
    expect(second).toMatchObject({
      status: 409,
      body: { error: 'ALERT_CONFLICT', retry: false, details: { holder: 'li', since: new Date(T0 + 60_000).toISOString(), version: 2 } },
    });
    expect(stored.flat()).toHaveLength(1);
    expect((await post(`${id}/ack`, { by: 'li', version: 1 })).status).toBe(200);
    expect(stored.flat()).toHaveLength(1);
  });

  test('ALERT-12, ALERT-13: each of the actions', async () => {
    const id = raised('L1');
    expect((await post(`${id}/assign`, { by: 'boss', assignee: 'wang' })).body).toMatchObject({ state: 'firing', owner: 'wang' });
    expect((await post(`${id}/assign`, { by: 'boss', assignee: null })).body).toMatchObject({ state: 'firing', owner: null });
    expect((await post(`${id}/assign`, { by: 'boss', assignee: 'wang' })).body).toMatchObject({ state: 'firing', owner: 'wang' });
    expect((await post(`${id}/ack`, { by: 'wang' })).body).toMatchObject({ state: 'acknowledged' });
    expect((await post(`${id}/comment`, { by: 'wang', note: 'no answer yet' })).body).toMatchObject({ note: 'no answer yet' });
    expect((await post(`${id}/unack`, { by: 'wang' })).body).toMatchObject({ state: 'firing', owner: null });
    expect((await post(`${id}/snooze`, { by: 'wang', minutes: 5 })).body).toMatchObject({
      state: 'snoozed',
      snoozedUntil: new Date(T0 + 360_000).toISOString(),
    });
    expect((await post(`${id}/snooze`, { by: 'wang', until: new Date(T0 + 400_000).toISOString() })).status).toBe(200);
    expect((await post(`${id}/resolve`, { by: 'wang', note: 'wrong number' })).body).toMatchObject({
      state: 'resolved',
      reason: 'handled',
    });
    const { body } = await get(`alerts/${id}`);
    expect(body.log.map((entry: { state: string }) => entry.state)).toEqual([
      'firing',
      'assigned',
      'unacknowledged',
      'assigned',
      'acknowledged',
      'commented',
      'unacknowledged',
      'snoozed',
      'snoozed',
      'resolved',
    ]);
  });

  test.each([
    ['nobody named', 'ack', {}, 400],
    ['an empty name', 'ack', { by: '' }, 400],
    ['a version that is no number', 'ack', { by: 'li', version: 'many' }, 400],
    ['a comment without words', 'comment', { by: 'li' }, 400],
    ['a snooze without an end', 'snooze', { by: 'li' }, 400],
    ['a snooze into the past', 'snooze', { by: 'li', until: '2020-01-01T00:00:00Z' }, 400],
    ['a snooze until no time', 'snooze', { by: 'li', until: 'tomorrow' }, 400],
    ['an assignment to nothing', 'assign', { by: 'li' }, 400],
    ['a giant note', 'ack', { by: 'li', note: 'x'.repeat(5_000) }, 400],
  ])('ALERT-13: %s is refused', async (_, action, body, status) => {
    const id = raised('L1');
    expect((await post(`${id}/${action}`, body)).status).toBe(status);
    expect(stored).toEqual([]);
  });

  test('an alert not known is 404', async () => {
    expect(await post('no-such/ack', { by: 'li' })).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } });
    expect((await get('alerts/no-such')).status).toBe(404);
  });

  test('ALERT-20: in bulk by filter: one insert, each alert with its own outcome', async () => {
    const ids = ['L1', 'L2', 'L3'].map((lead) => raised(lead));
    const other = raised('L4', { severity: 'critical' });
    await post(`${ids[1]}/ack`, { by: 'wang' });
    stored = [];
    const { body } = await post('bulk', { action: 'ack', filter: { severity: 'warning' }, by: 'li' });
    expect(body.done.map((alert: { id: string }) => alert.id).sort()).toEqual([ids[0], ids[2]].sort());
    expect(body.failed).toEqual([expect.objectContaining({ id: ids[1], error: 'ALERT_CONFLICT' })]);
    expect(stored).toHaveLength(1);
    expect(book.row(other)?.state).toBe('firing');
    expect((await post('bulk', { action: 'ack', by: 'li' })).status).toBe(400);
    expect((await post('bulk', { action: 'resolve', ids: [other, other, 'no-such'], by: 'li' })).body).toMatchObject({
      done: [{ id: other, state: 'resolved' }],
      failed: [{ id: 'no-such', error: 'NOT_FOUND' }],
    });
  });

  test('ALERT-20: any number by one filter, in rounds; everything else gets its turn between them', async () => {
    const ids = Array.from({ length: 2_500 }, (_, i) => raised(`L${i}`));
    let turns = 0;
    const whole = append;
    append = async (rows) => {
      await new Promise((resolve) => setImmediate(resolve));
      turns++;
      await whole(rows);
    };
    const { body } = await post('bulk', { action: 'ack', filter: { rule: 'lead-violation' }, by: 'li' });
    expect(body).toMatchObject({ total: 2_500, failed: [], next: null });
    expect(new Set(body.done.map((alert: { id: string }) => alert.id))).toEqual(new Set(ids));
    expect(turns).toBe(3);
    expect(stored.map((rows) => rows.length)).toEqual([1_000, 1_000, 500]);
  });

  test('ALERT-20: an answer that stops when the store does, or when time is up, says where to go on', async () => {
    const ids = Array.from({ length: 2_500 }, (_, i) => raised(`L${i}`));
    const whole = append;
    append = async (rows) => {
      await whole(rows);
      clock.advance(60_000);
    };
    const bulk = { action: 'ack', filter: { rule: 'lead-violation' }, by: 'li' };
    const first = (await post('bulk', bulk)).body;
    expect(first.done).toHaveLength(1_000);
    append = async () => {
      throw new Error('down');
    };
    const second = (await post('bulk', { ...bulk, cursor: first.next })).body;
    expect([second.total, second.done.length, second.failed.length]).toEqual([1_500, 0, 1_000]);
    expect(second.failed[0]).toMatchObject({ error: 'STORE_DOWN' });
    append = whole;
    const third = (await post('bulk', { ...bulk, cursor: first.next })).body;
    expect(third).toMatchObject({ total: 1_500, failed: [], next: null });
    const worked = [...first.done, ...third.done].map((alert: { id: string }) => alert.id);
    expect(worked.sort()).toEqual(ids.sort());
    const listed = (await post('bulk', { action: 'comment', note: 'x', ids: ids.slice(0, 3), cursor: ids[1], by: 'li' })).body;
    expect(listed.done.map((alert: { id: string }) => alert.id)).toEqual([ids[2]]);
  });
});

describe('ALERT-26: what people type', () => {
  test.each([
    ['ack', { by: '   ' }, 'by', 'must not be blank'],
    ['ack', { by: '\u200b' }, 'by', 'holds the invisible character U+200B'],
    ['ack', { by: 'li\u202egnaw' }, 'by', 'holds the control of writing direction U+202E'],
    ['ack', { by: 'li\ud83d' }, 'by', 'half of a surrogate pair'],
    ['assign', { by: 'li', assignee: '\u3000' }, 'assignee', 'must not be blank'],
    ['assign', { by: 'li', assignee: 'a\u0000b' }, 'assignee', 'holds the control character U+0000'],
    ['ack', { by: 'li', note: 'calling \ud83d' }, 'note', 'half of a surrogate pair'],
    ['resolve', { by: 'li', note: '\u202eturned' }, 'note', 'changes the direction of writing'],
    ['comment', { by: 'li', note: ' \u200b ' }, 'note', 'must not be blank'],
    ['snooze', { by: 'li', until: '2026-02-30T00:00:00Z' }, 'until', 'there is no day 30'],
    ['snooze', { by: 'li', until: '2026-11-22T09:00:00' }, 'until', 'has no zone'],
  ])('%s %j is refused by field and reason', async (action, body, field, reason) => {
    const id = raised('L1');
    const answers = [await post(`${id}/${action}`, body), await post('bulk', { action, ids: [id], ...body })];
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 400,
        body: { error: 'REQUEST_INVALID', faults: [{ field, reason: expect.stringContaining(reason) }] },
      });
    expect(stored).toEqual([]);
  });

  test('names have one form, a blank note is none, and null says nothing', async () => {
    const id = raised('L1');
    expect((await post(`${id}/ack`, { by: ' Zoe\u0301 ', note: ' \u00a0', version: null })).body).toMatchObject({
      owner: 'Zo\u00e9',
      note: null,
    });
    expect((await post(`${id}/ack`, { by: 'Zo\u00e9', note: null })).status).toBe(200);
    expect(stored.flat()).toHaveLength(1);
    expect((await get(`alerts?owner=${encodeURIComponent('Zoe\u0301 ')}`)).body.total).toBe(1);
    expect((await post(`${id}/comment`, { by: 'li', note: 'two\nlines, مرحبا 👩‍👩‍👧' })).body.note).toBe('two\nlines, مرحبا 👩‍👩‍👧');
  });

  test('a change that the store cannot hold harms nobody else', async () => {
    const ids = ['L1', 'L2', 'L3', 'L4', 'L5'].map((lead) => raised(lead));
    append = async (rows) => {
      if (rows.some(({ by }) => by === 'bad'))
        throw new WarroomError('INTERNAL', 'no', { cause: Object.assign(new Error('cannot parse'), { code: '117' }) });
      stored.push(rows);
    };
    const answers = await Promise.all(ids.map((id, i) => post(`${id}/ack`, { by: i === 2 ? 'bad' : `p${i}` })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 200, 200]);
    expect(ids.map((id) => book.row(id)?.owner)).toEqual(['p0', 'p1', null, 'p3', 'p4']);
  });

  test('whatever is typed is taken as it is shown or refused, and the others are not harmed', async () => {
    const unit = fc.oneof(
      fc.constantFrom('\ud83d', '\udc00', '\u0000', '\u202e', '\u200b', '\u200d', '\u0301', '\ufffe', '\n', ' ', 'ש', 'م', '👍'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
    );
    const anything = fc.string({ unit, minLength: 1, maxLength: 12 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, async (by, note, assignee) => {
        const ids = ['a', 'b', 'c'].map((lead) => raised(`${lead}${round}`));
        round += 1;
        const [one, other, third] = await Promise.all([
          post(`${ids[0]}/ack`, { by, note }),
          post(`${ids[1]}/ack`, { by: 'li' }),
          post(`${ids[2]}/assign`, { by: 'li', assignee }),
        ]);
        expect(other.status).toBe(200);
        for (const answer of [one, third]) expect([200, 400]).toContain(answer.status);
        if (one.status === 200) {
          expect(one.body.owner).toBe(by.normalize('NFC').trim());
          expect([null, note]).toContain(one.body.note);
          expect(stored.flat().find((row) => row.alertId === ids[0])).toMatchObject({ by: one.body.owner, note: one.body.note });
        } else
          expect(
            one.body.faults.map((fault: { field: string }) => fault.field).every((field: string) => ['by', 'note'].includes(field)),
          ).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('reading', () => {
  test('ALERT-15: page by page everything is read once, whatever is added or done meanwhile', async () => {
    const ids = Array.from({ length: 23 }, (_, i) =>
      raised(`L${i}`, { severity: i % 3 === 0 ? 'critical' : 'warning', atMs: T0 + (i % 5) * 1_000 }),
    );
    const read: string[] = [];
    let query = '?limit=4';
    for (let page = 0; query !== '' && page < 20; page++) {
      const { body } = await get(`alerts${query}`);
      read.push(...body.alerts.map((alert: { id: string }) => alert.id));
      raised(`new-${page}`, { severity: 'critical', atMs: T0 + 50_000 });
      await post(`${read[0]}/ack`, { by: 'li' });
      query = body.next === null ? '' : `?limit=4&cursor=${body.next}`;
    }
    expect(read.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
    expect(new Set(read).size).toBe(read.length);
  });

  test.each(['x', '', 'W10', 'WyJhIiwiYiIsImMiLCJkIl0', '%00'])('a cursor that is none of ours is refused: %s', async (cursor) => {
    raised('L1');
    expect((await get(`alerts?cursor=${cursor}`)).status).toBe(400);
  });

  test('ALERT-15: the list, by filter, in its order', async () => {
    const warning = raised('L1');
    const critical = raised('L2', { severity: 'critical' });
    await post(`${warning}/ack`, { by: 'li' });
    const ids = async (query: string) => (await get(`alerts${query}`)).body.alerts.map((alert: { id: string }) => alert.id);
    expect(await ids('')).toEqual([critical, warning]);
    expect(await ids('?state=firing,acknowledged&severity=warning')).toEqual([warning]);
    expect(await ids('?owner=li')).toEqual([warning]);
    expect(await ids('?subject=lead:L2')).toEqual([critical]);
    expect(await ids('?rule=no-such')).toEqual([]);
    expect((await get('alerts?limit=1')).body).toMatchObject({ total: 2, alerts: [{ id: critical }] });
    expect((await get('alerts')).body.next).toBeNull();
    expect((await get('alerts?state=angry')).status).toBe(400);
  });

  test('ALERT-14: an alert that the book has forgotten is read from the log, in whatever order that comes', async () => {
    const id = raised('L1');
    await post(`${id}/ack`, { by: 'li', note: 'calls' });
    const clear = { type: 'clear', rule: 'lead-violation', subject: 'lead:L1', episode: 'e1' } as const;
    book.signal({ ...clear, atMs: T0 + 90_000, reason: 'recovered', facts: { latencySeconds: 180 } });
    const before = (await get(`alerts/${id}`)).body;
    expect(before).toMatchObject({ state: 'resolved', reason: 'recovered', owner: 'li', facts: { latencySeconds: 180 } });
    past = [...book.takeLogRows(), ...stored.flat()].reverse();
    past.push(past[0] as AlertLogRow);
    book.advance(T0 + 30 * 3_600_000);
    expect(book.row(id)).toBeUndefined();
    expect((await get(`alerts/${id}`)).body).toEqual(before);
    expect(before.log.map((entry: { state: string }) => entry.state)).toEqual(['firing', 'acknowledged', 'resolved']);
    past = past.filter((row) => row.state !== 'firing');
    expect((await get(`alerts/${id}`)).status).toBe(404);
  });

  test('BOARD-9: the topics and a topic with its rows, all or one', async () => {
    const id = raised('L1');
    board.flush();
    expect((await get('board')).body.topics).toContainEqual({ topic: 'alerts', rows: 1, seq: 1 });
    const { body } = await get('board/alerts');
    expect(body).toMatchObject({ topic: 'alerts', epoch: 'e1', seq: 1, ts: T0 + 60_000, rows: [{ key: id, subject: 'lead:L1' }] });
    expect((await get(`board/alerts?key=${id}`)).body.rows).toHaveLength(1);
    expect((await get('board/alerts?key=other')).body.rows).toEqual([]);
    expect(await get('board/no.such')).toMatchObject({ status: 404, body: { details: { topics: expect.arrayContaining(['alerts']) } } });
  });
});

describe('access', () => {
  beforeEach(async () => {
    await app.close();
    await serve(TOKENS);
  });

  test('who has no token may not look; who may look may not touch', async () => {
    const id = raised('L1');
    expect((await get('alerts')).status).toBe(401);
    expect((await get('board/alerts', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await get('alerts', as(0))).status).toBe(200);
    expect(await post(`${id}/ack`, { by: 'li' }, as(0))).toMatchObject({ status: 403, body: { error: 'ACCESS_DENIED' } });
    expect(stored).toEqual([]);
  });

  test('ALERT-21: the name is the token’s, whatever the body says', async () => {
    const id = raised('L1');
    expect((await post(`${id}/ack`, { by: 'somebody else' }, as(1))).body).toMatchObject({ owner: 'li' });
    expect((await post(`${id}/comment`, { note: 'x' }, as(1))).status).toBe(200);
    expect((await get('access', as(1))).body).toEqual({ person: 'li', roles: ['view', 'operate'] });
  });

  test('ALERT-21: with a token that several share, two people are two people, and nobody is called by a variable', async () => {
    const id = raised('L1');
    expect(await post(`${id}/ack`, {}, as(2))).toMatchObject({ status: 400, body: { message: expect.stringContaining('by is missing') } });
    expect((await post(`${id}/ack`, { by: '甲' }, as(2))).body).toMatchObject({ state: 'acknowledged', owner: '甲' });
    expect(await post(`${id}/ack`, { by: '乙' }, as(2))).toMatchObject({ status: 409, body: { details: { holder: '甲' } } });
    // Whoever has a token of his own is nobody else, and takes nothing over by another's name.
    expect(await post(`${id}/ack`, { by: '甲' }, as(1))).toMatchObject({ status: 409 });
    expect((await post('bulk', { action: 'comment', ids: [id], note: 'x' }, as(2))).status).toBe(400);
    expect((await get('access', as(2))).body).toEqual({ person: null, roles: ['view', 'operate'] });
    expect((await get(`alerts/${id}`, as(2))).body.log.map((entry: { by: string | null }) => entry.by)).toEqual([null, '甲']);
  });
});

describe('alerts about people', () => {
  const REP: Raise = {
    type: 'raise',
    rule: 'breaker-usage-lag',
    subject: 'rep:R-17',
    episode: 'e1',
    severity: 'info',
    atMs: T0,
    sinceMs: T0,
    facts: { scope: 'rep', id: 'R-17', team: '华东一组', region: '华东', wallUnit: 'team', wallUnitId: '华东一组', value: 0.3 },
    feeds: ['call'],
  };
  const id = alertIdOf(REP.rule, REP.subject, REP.episode);
  const ask = (which: 0 | 1, url: string) => app.inject({ url, headers: as(which) });
  beforeEach(async () => {
    await app.close();
    await serve(TOKENS);
    book.signal(REP);
    book.signal({ ...REP, subject: 'rep:R-18', facts: { ...REP.facts, id: 'R-18', wallUnit: null, wallUnitId: null } });
    book.collect(board, T0);
  });

  test('ALERT-24: who only looks is told the unit, never the name, and cannot search by it', async () => {
    const list = await ask(0, '/api/v1/alerts');
    expect(list.json().total).toBe(1);
    expect(list.json().alerts[0]).toMatchObject({ id, subject: 'team:华东一组', summary: expect.stringContaining('华东一组') });
    const one = await ask(0, `/api/v1/alerts/${id}`);
    expect(one.statusCode).toBe(200);
    expect(list.body + one.body).not.toContain('R-1');
    expect((await ask(0, '/api/v1/alerts?subject=rep:R-17')).json().total).toBe(0);
    expect((await ask(0, `/api/v1/alerts/${alertIdOf(REP.rule, 'rep:R-18', 'e1')}`)).statusCode).toBe(403);
    expect((await ask(0, '/api/v1/board/alerts')).body).not.toContain('R-1');
    expect((await ask(0, '/api/v1/board/alerts.people')).statusCode).toBe(403);
  });

  test('ALERT-24: who works the alerts sees them whole', async () => {
    expect(
      (await ask(1, '/api/v1/alerts'))
        .json()
        .alerts.map((alert: AlertRow) => alert.subject)
        .sort(),
    ).toEqual(['rep:R-17', 'rep:R-18']);
    expect((await ask(1, `/api/v1/alerts/${id}`)).json().log[0].facts.id).toBe('R-17');
    expect((await ask(1, '/api/v1/board/alerts.people')).json().rows).toHaveLength(2);
  });
});
