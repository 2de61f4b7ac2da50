/**
 * One lead on its way from a row of ClickHouse to the wall. Read this first: it goes through the rooms in their order, on a clock that
 * moves only when told to.
 *
 *     row → source → monitors → alerts → board → stream → wire → (the display's copy)
 */

import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { LeadSummaryRow, OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { FakeDisplay, FakeSocket } from '../../../testing/fakeSocket.ts';
import { Board } from '../../src/board/board.ts';
import { loadConfig } from '../../src/config/config.ts';
import { Live } from '../../src/live/live.ts';
import { type EventRow, readEventRow } from '../../src/store/eventRows.ts';
import { StreamHub } from '../../src/stream/hub.ts';

const START_MS = Date.parse('2026-03-02T02:00:00Z');

function warroom() {
  const clock = new FakeClock(START_MS);
  const config = loadConfig();
  const log: AlertLogRow[] = [];
  // The rooms from the board on: rows by key, and a hub that sends what changed to whoever watches.
  const board = new Board({ epoch: 'one life' });
  const hub: StreamHub = new StreamHub({ board, clock, config: config.stream, authorize: () => true, random: () => 0 });
  // The rooms before it: monitors under one clock, and the life cycle of alerts.
  const live = new Live({
    config,
    clock,
    board,
    server: 'test',
    version: '0',
    appendLog: (rows) => log.push(...rows),
    readSought: async function* () {},
    flush: (topics) => topics && hub.flushNow(topics),
    mode: () => 'live',
    connections: () => hub.connections,
  });
  live.restore(null);
  live.start(() => 0);
  hub.start();
  live.caughtUp();

  // A wall at the other end of a socket, which keeps its copy as the protocol says.
  const display = new FakeDisplay(['lead-response.open', 'lead-response.summary', 'alerts']);
  const socket = new FakeSocket();
  const session = hub.connect(socket);
  if (!session) throw new Error('the wall was turned away');
  socket.onText = (text) => display.receive(text);
  display.send = (message) => session.receive(JSON.stringify(message), false);
  display.hello();

  let serial = 0;
  return {
    log,
    live,
    /** The source's end: a row as the tail reads it from the table. It arrives at the clock's hour unless told otherwise. */
    row(kind: string, atSeconds: number, more: Partial<Record<'region' | 'team' | 'rep' | 'data', string>> = {}) {
      serial += 1;
      const id = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
      const { region = '', team = '', rep = '', data = '{}' } = more;
      const row: EventRow = [
        id,
        kind,
        START_MS + atSeconds * 1_000,
        'crm',
        'L-17',
        region,
        team,
        '',
        '',
        '',
        rep,
        data,
        clock.now(),
        0,
        0,
        data.length,
      ];
      const read = readEventRow(row, { maxFutureMs: 0 });
      if ('rejected' in read) throw new Error(read.rejected.reason);
      live.apply([read.fact]);
    },
    at: (seconds: number) => clock.advanceTo(START_MS + seconds * 1_000),
    lead: () => display.rows('lead-response.open').get('L-17') as OpenLeadRow | undefined,
    figures: () => display.rows('lead-response.summary').get('15m|all|') as LeadSummaryRow,
    alert: () => [...display.rows('alerts').values()][0] as AlertRow | undefined,
    alertId: () => [...display.rows('alerts').keys()][0] as string,
  };
}

test('LEAD-8, LEAD-20: one lead, from its row to the wall', () => {
  const room = warroom();

  // 0 s. It comes in; within a flush it waits on the wall, with the instants from which a screen counts down by itself.
  room.row('lead.created', 0, { region: '华东', data: '{"tier":"A","value":8000}' });
  room.at(0.3);
  expect(room.lead()).toMatchObject({ state: 'waiting', region: '华东', tier: 'A', deadlineAt: '2026-03-02T02:01:30.000Z' });

  // 12 s. Somebody gets it.
  room.at(12);
  room.row('lead.assigned', 12, { team: 'east-1', rep: 'R-4' });
  room.at(13.5);
  expect(room.lead()).toMatchObject({ team: 'east-1', repId: 'R-4' });

  // 60 s. At risk, by the clock alone.
  room.at(59.9);
  expect(room.lead()?.state).toBe('waiting');
  room.at(60.3);
  expect(room.lead()?.state).toBe('at-risk');

  // 90 s sharp. Violated: the alert is on the wall in the same instant, not at the next flush.
  room.at(89.999);
  expect(room.alert()).toBeUndefined();
  room.at(90);
  expect(room.alert()).toMatchObject({
    rule: 'lead-violation',
    subject: 'lead:L-17',
    state: 'firing',
    severity: 'warning',
    owner: null,
    firedAt: '2026-03-02T02:01:30.000Z',
  });
  room.at(92);
  expect(room.figures()).toMatchObject({ leads: 1, open: 1, violated: 1, serviceLevel: 0 });

  // 100 s. An operator takes it; the change is stored first (here: at once), then it is on every screen.
  room.at(100);
  const taken = room.live.alerts.command({ type: 'ack', alertId: room.alertId(), by: '值班', note: '已联系' }, START_MS + 100_000);
  if (taken.type !== 'accepted') throw new Error(taken.type);
  room.log.push(taken.row);
  room.live.fold([taken.row]);
  expect(room.alert()).toMatchObject({ state: 'acknowledged', owner: '值班', note: '已联系' });

  // 130 s. The customer is called back: it leaves the runway, and the alert is over.
  room.at(130);
  room.row('lead.responded', 130, { data: '{"automated":false}' });
  room.at(131.5);
  expect(room.lead()).toBeUndefined();
  expect(room.alert()).toMatchObject({ state: 'resolved', reason: 'recovered', owner: '值班' });
  expect(room.figures()).toMatchObject({ answered: 1, open: 0, violated: 1, p50Seconds: 130 });

  // What happened, by whom and when, is in the log.
  expect(room.log.map((row) => [(row.atMs - START_MS) / 1_000, row.state, row.by])).toEqual([
    [90, 'firing', null],
    [100, 'acknowledged', '值班'],
    [130, 'resolved', null],
  ]);
});

test('LEAD-21: an answer that was there in time, but known too late, disproves the violation', () => {
  const room = warroom();
  room.row('lead.created', 0);
  room.at(95);
  expect(room.alert()).toMatchObject({ state: 'firing' });
  room.at(101);
  room.row('lead.responded', 85);
  expect(room.alert()).toMatchObject({ state: 'resolved', reason: 'disproved', facts: { disproofLagSeconds: 16 } });
  room.at(103);
  expect(room.figures()).toMatchObject({ answered: 1, violated: 0, serviceLevel: 1 });
});

test('BOARD-1: a quiet board sends nothing', () => {
  const room = warroom();
  room.row('lead.created', 0);
  room.at(2);
  const before = room.lead();
  room.at(55);
  expect(room.lead()).toBe(before);
});
