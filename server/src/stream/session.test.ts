import type { TOPIC_NAMES } from '@warroom/protocol/board';
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { FakeDisplay, FakeSocket } from '../../../testing/fakeSocket.ts';
import { Board } from '../board/board.ts';
import { loadConfig } from '../config/config.ts';
import { StreamHub } from './hub.ts';
import type { Session } from './session.ts';

const T0 = Date.UTC(2026, 2, 1, 9);
const TOPIC = 'lead-response.trend';
const config = loadConfig().stream;

let clock: FakeClock;
let board: Board;
let hub: StreamHub;
let slowed: string[];
let caughtUp: string[];
beforeEach(() => {
  clock = new FakeClock(T0);
  board = new Board({ epoch: 'e1' });
  slowed = [];
  caughtUp = [];
  hub = makeHub();
});

function makeHub(over: Partial<typeof config> = {}): StreamHub {
  const nothing = () => {};
  const made = new StreamHub({
    board,
    clock,
    config: { ...config, ...over },
    authorize: (token) => token !== 'wrong',
    authorizePrivate: (token) => token === 'operator',
    random: () => 0.5,
    metrics: {
      connections: nothing,
      closed: nothing,
      refused: nothing,
      ackLag: nothing,
      flushed: nothing,
      slowed: (cause) => slowed.push(cause),
      caughtUp: (by) => caughtUp.push(by),
    },
  });
  made.start();
  return made;
}

const row = (n: number, pad = ''): LeadTrendRow => ({ at: `${n}${pad}`, serviceLevel: n / 100, decided: n, violated: 0 });
const set = (key: string, n = 1, pad = '') => board.set(TOPIC, key, row(n, pad));

interface Client {
  display: FakeDisplay;
  socket: FakeSocket;
  session: Session;
}
function connect(topics: readonly string[] = [TOPIC], display = new FakeDisplay(topics), to = hub): Client {
  const socket = new FakeSocket();
  const session = to.connect(socket);
  if (!session) throw new Error('turned away');
  socket.onText = (text) => display.receive(text);
  display.send = (message) => session.receive(JSON.stringify(message), false);
  return { display, socket, session };
}
function greeted(topics?: readonly string[], display?: FakeDisplay): Client {
  const client = connect(topics, display);
  client.display.hello();
  return client;
}
const sameAsBoard = ({ display }: Client, topic: (typeof TOPIC_NAMES)[number] = TOPIC) =>
  expect(Object.fromEntries(display.rows(topic))).toEqual(Object.fromEntries(board.rows(topic)));

describe('hello', () => {
  test('WIRE-3, WIRE-5: is answered with a welcome, then a snapshot of each topic asked for', () => {
    set('a');
    clock.advance(100);
    const client = greeted([TOPIC, 'alerts']);
    expect(client.display.received[0]).toMatchObject({ t: 'welcome', v: 1, hb: 10_000, ts: T0 + 100 });
    expect(client.display.kinds()).toEqual(['welcome', 'snap', 'snap']);
    sameAsBoard(client);
  });

  test('WIRE-3: none within five seconds closes 4402, and a socket that does not close is cut off', () => {
    const { socket } = connect();
    clock.advance(4_900);
    expect(socket.closedWith).toBeNull();
    clock.advance(200);
    expect(socket.closedWith).toBe(4402);
    expect(socket.terminated).toBe(false);
    clock.advance(2_100);
    expect(socket.terminated).toBe(true);
  });

  test.each([
    ['another version', { t: 'hello', v: 2 }, 4400, 'VERSION'],
    ['no access', { t: 'hello', v: 1, token: 'wrong' }, 4401, 'ACCESS'],
    ['no version', { t: 'hello' }, 4400, 'BAD_MESSAGE'],
    ['something else first', { t: 'sub', topics: {} }, 4400, 'BAD_MESSAGE'],
    ['no message at all', 'hello', 4400, 'BAD_MESSAGE'],
    ['a t of the prototype', { t: 'constructor' }, 4400, 'BAD_MESSAGE'],
    ['null', null, 4400, 'BAD_MESSAGE'],
    ['topics that are a list', { t: 'hello', v: 1, topics: [1] }, 4400, 'BAD_MESSAGE'],
    ['a cursor that is no number', { t: 'hello', v: 1, topics: { alerts: { e: 'x', s: 'many' } } }, 4400, 'BAD_MESSAGE'],
  ])('WIRE-4: %s is told apart and closed', (_, message, code, err) => {
    const { display, socket } = connect();
    display.send(message);
    expect(display.received).toEqual([expect.objectContaining({ t: 'err', code: err })]);
    expect(socket.closedWith).toBe(code);
  });

  test('WIRE-4: text that is not JSON, binary frames, a second hello: an error and 4400', () => {
    for (const spoil of [
      ({ session }: Client) => session.receive('{"t":', false),
      ({ session }: Client) => session.receive(Buffer.from('{"t":"hello","v":1}'), true),
      ({ display }: Client) => {
        display.hello();
        display.hello();
      },
    ]) {
      const client = connect();
      spoil(client);
      expect(client.display.received.at(-1)).toMatchObject({ t: 'err', code: 'BAD_MESSAGE' });
      expect(client.socket.closedWith).toBe(4400);
      client.session.receive('more', false);
    }
  });

  test('WIRE-6: unknown topics are named, the connection stays and the others come', () => {
    const client = connect(['alerts']);
    client.session.receive('{"t":"hello","v":1,"topics":{"alerts":{},"no.such":{},"__proto__":{},"constructor":{}}}', false);
    expect(client.display.received).toContainEqual(
      expect.objectContaining({ t: 'err', code: 'UNKNOWN_TOPIC', message: expect.stringContaining('no.such') }),
    );
    expect(client.display.kinds()).toContain('snap');
    expect(client.socket.closedWith).toBeNull();
  });

  test('WIRE-4: a client that talks without end is closed', () => {
    const client = greeted();
    for (let i = 0; i < 300; i++) client.display.send({ t: 'unsub', topics: [] });
    expect(client.display.received.at(-1)).toMatchObject({ t: 'err', code: 'TOO_MANY_MESSAGES' });
    expect(client.socket.closedWith).toBe(4400);
  });
});

describe('deltas', () => {
  test('WIRE-7: one frame per topic and flush, the same bytes for everybody', () => {
    const [one, two] = [greeted(), greeted()];
    set('a');
    set('b');
    clock.advance(100);
    expect(one.socket.writes.at(-1)?.[0]).toBe(two.socket.writes.at(-1)?.[0]);
    expect(one.display.received.at(-1)).toMatchObject({ t: 'd', p: 0, s: 1, k: TOPIC, e: 'e1', ts: T0 + 100 });
    sameAsBoard(one);
  });

  test('WIRE-7: the changes of several topics go in one write of one shared piece', () => {
    const topics = [TOPIC, 'lead-response.distribution'] as const;
    const [one, two] = [greeted(topics), greeted(topics)];
    const before = one.socket.writes.length;
    set('a');
    board.set('lead-response.distribution', '1h', { binSeconds: 10, answered: [1] });
    clock.advance(100);
    expect(one.socket.writes.length).toBe(before + 1);
    expect(one.socket.writes.at(-1)).toHaveLength(1);
    expect(one.socket.writes.at(-1)?.[0]).toBe(two.socket.writes.at(-1)?.[0]);
    for (const topic of topics) sameAsBoard(one, topic);
  });

  test('WIRE-7: a quiet board sends nothing but its heartbeat', () => {
    const client = greeted();
    const before = client.socket.writes.length;
    for (let i = 0; i < 5; i++) {
      set('a', 1);
      board.delete(TOPIC, 'a');
      clock.advance(1_000);
    }
    expect(client.socket.writes.length).toBe(before);
  });

  test('WIRE-8: named topics can be flushed at once; the others wait for their tick', () => {
    const client = greeted([TOPIC, 'lead-response.distribution']);
    set('a');
    board.set('lead-response.distribution', '1h', { binSeconds: 10, answered: [1] });
    hub.flushNow([TOPIC]);
    expect(client.display.rows(TOPIC).size).toBe(1);
    expect(client.display.rows('lead-response.distribution').size).toBe(0);
    clock.advance(100);
    expect(client.display.rows('lead-response.distribution').size).toBe(1);
  });

  test('WIRE-6: sub adds topics, unsub ends them', () => {
    const client = connect([TOPIC, 'alerts']);
    client.display.send({ t: 'hello', v: 1 });
    set('a');
    clock.advance(100);
    expect(client.display.kinds()).toEqual(['welcome']);
    client.display.send({ t: 'sub', topics: { [TOPIC]: {} } });
    sameAsBoard(client);
    client.display.send({ t: 'unsub', topics: [TOPIC, 'no.such'] });
    set('b');
    clock.advance(100);
    expect(client.display.rows(TOPIC).size).toBe(1);
  });

  test('WIRE-9: a change set but not flushed is in no snapshot, so that nobody keeps what nobody sent', () => {
    set('a', 1);
    clock.advance(100);
    set('a', 2);
    set('b', 3);
    const client = greeted();
    expect(client.display.rows(TOPIC)).toEqual(new Map([['a', row(1)]]));
    set('a', 1);
    board.delete(TOPIC, 'b');
    clock.advance(100);
    sameAsBoard(client);
  });
});

describe('coming back', () => {
  test('WIRE-10: with epoch and number, within the ring: one merged delta and no snapshot', () => {
    const first = greeted();
    hub.disconnected(first.session, 1006);
    for (let i = 0; i < 50; i++) {
      set(`k${i % 7}`, i);
      clock.advance(100);
    }
    const again = greeted([TOPIC], first.display);
    expect(again.display.received.slice(2).map((m) => m.t)).toEqual(['welcome', 'd']);
    expect(again.display.received.at(-1)).toMatchObject({ p: 0, s: 50 });
    sameAsBoard(again);
  });

  test('WIRE-8, WIRE-10: a merged delta is never older than what was flushed since', () => {
    const stale = { e: 'e1', s: 0 };
    for (const n of [1, 2, 3]) {
      set('a', n);
      hub.flushNow([TOPIC]);
      const client = connect();
      client.display.copies.set(TOPIC, { epoch: 'e1', seq: 0, rows: new Map(), assembling: null });
      client.display.send({ t: 'hello', v: 1, topics: { [TOPIC]: stale } });
      expect(client.display.received.at(-1)).toMatchObject({ t: 'd', p: 0, s: n });
      sameAsBoard(client);
    }
  });

  test('WIRE-10: at the newest number nothing is sent', () => {
    const first = greeted();
    hub.disconnected(first.session, 1006);
    const again = greeted([TOPIC], first.display);
    expect(again.display.kinds()).toEqual(['welcome', 'snap', 'welcome']);
  });

  test.each([
    ['another epoch', { e: 'e0', s: 0 }],
    ['a number of the future', { e: 'e1', s: 99 }],
    ['a number without an epoch', { s: 0 }],
  ])('WIRE-10: %s gets a snapshot', (_, cursor) => {
    set('a');
    clock.advance(100);
    const client = connect();
    client.display.send({ t: 'hello', v: 1, topics: { [TOPIC]: cursor } });
    expect(client.display.kinds()).toEqual(['welcome', 'snap']);
    sameAsBoard(client);
  });

  test('WIRE-10: beyond the ring, by age or by number, a snapshot', () => {
    const first = greeted();
    set('a');
    clock.advance(100);
    hub.disconnected(first.session, 1006);
    set('b');
    clock.advance(61_000);
    set('c');
    clock.advance(100);
    const again = greeted([TOPIC], first.display);
    expect(again.display.received.at(-1)?.t).toBe('snap');
    sameAsBoard(again);
  });

  test('WIRE-11: large snapshots come in parts of at most 1,000 rows, shared and made once', () => {
    for (let i = 0; i < 2_500; i++) set(`k${i}`, i);
    clock.advance(100);
    const one = greeted();
    const parts = one.display.received.filter((m) => m.t === 'snap');
    expect(parts.map((p) => [p.part, p.rows.length, p.last])).toEqual([
      [0, 1_000, false],
      [1, 1_000, false],
      [2, 500, true],
    ]);
    sameAsBoard(one);
    const two = greeted();
    expect(two.socket.writes.flat()[1]).toBe(one.socket.writes.flat()[1]);
  });

  test('WIRE-11: a snapshot a little old is used again, with the merged delta that leads on from it', () => {
    for (let i = 0; i < 2_500; i++) set(`k${i}`, i);
    clock.advance(100);
    const one = greeted();
    set('k7', 70);
    board.delete(TOPIC, 'k8');
    clock.advance(100);
    const two = greeted();
    expect(two.socket.writes.flat()[1]).toBe(one.socket.writes.flat()[1]);
    expect(two.display.kinds()).toEqual(['welcome', 'snap', 'snap', 'snap', 'd']);
    sameAsBoard(two);
  });

  test('WIRE-12: a board that changed all over goes out as a snapshot, not as one giant delta', () => {
    const client = greeted();
    for (let i = 0; i < 6_000; i++) set(`k${i}`, i);
    clock.advance(100);
    expect(client.display.kinds().slice(2)).toEqual(Array(6).fill('snap'));
    sameAsBoard(client);
  });
});

describe('slow clients', () => {
  test('WIRE-13: heartbeats carry a number and the clock; answered in time, the client is not slow', () => {
    const client = greeted();
    clock.advance(35_000);
    expect(client.display.received.filter((m) => m.t === 'ping')).toEqual([
      { t: 'ping', n: 1, ts: T0 + 10_000 },
      { t: 'ping', n: 2, ts: T0 + 20_000 },
      { t: 'ping', n: 3, ts: T0 + 30_000 },
    ]);
    expect(slowed).toEqual([]);
  });

  test('WIRE-14: no answer within two seconds: written to no more; one merged delta when the answer comes', () => {
    const client = greeted();
    client.display.answersPings = false;
    clock.advance(12_200);
    expect(slowed).toEqual(['ack']);
    const before = client.socket.writes.length;
    for (let i = 0; i < 30; i++) {
      set(`k${i % 3}`, i);
      clock.advance(100);
    }
    expect(client.socket.writes.length).toBe(before);
    client.display.send({ t: 'ack', n: 1 });
    expect(client.socket.writes.length).toBe(before + 1);
    expect(client.display.received.at(-1)).toMatchObject({ t: 'd', p: 0, s: 30 });
    sameAsBoard(client);
    set('z');
    clock.advance(100);
    sameAsBoard(client);
  });

  test('WIRE-14: more than 64 KiB waiting: written to no more until they are gone', () => {
    const client = greeted();
    client.socket.paused = true;
    const pad = 'x'.repeat(40_000);
    for (let i = 0; i < 10; i++) {
      set(`k${i}`, i, pad);
      clock.advance(100);
    }
    expect(slowed).toEqual(['queue']);
    expect(client.socket.queuedBytes()).toBeLessThan(65_536 + 41_000);
    client.socket.paused = false;
    client.socket.flush();
    client.session.drained();
    sameAsBoard(client);
  });

  test('WIRE-14: a snapshot to a slow line goes part by part, as the line takes it', () => {
    for (let i = 0; i < 5_000; i++) set(`k${i}`, i, 'x'.repeat(100));
    clock.advance(100);
    const client = connect();
    client.socket.paused = true;
    client.display.hello();
    let most = 0;
    for (let i = 0; i < 40 && client.display.rows(TOPIC).size === 0; i++) {
      most = Math.max(most, client.socket.queuedBytes());
      client.socket.flush(1);
      clock.advance(100);
    }
    sameAsBoard(client);
    expect(most).toBeLessThan(65_536 + 300_000);
  });

  test('WIRE-14: still slow after 30 seconds closes 4408', () => {
    const client = greeted();
    client.display.answersPings = false;
    clock.advance(12_200);
    clock.advance(29_500);
    expect(client.socket.closedWith).toBeNull();
    clock.advance(1_000);
    expect(client.socket.closedWith).toBe(4408);
    clock.advance(2_100);
    expect(client.socket.terminated).toBe(true);
  });

  test('WIRE-13: answers to pings never sent count for nothing', () => {
    const client = greeted();
    client.display.answersPings = false;
    clock.advance(10_100);
    client.display.send({ t: 'ack', n: 99 });
    clock.advance(2_200);
    expect(slowed).toEqual(['ack']);
  });
});

describe('the crowd', () => {
  test('WIRE-15: one client too many is closed 4429', () => {
    hub = makeHub({ maxConnections: 2 });
    connect();
    connect();
    const socket = new FakeSocket();
    expect(hub.connect(socket)).toBeNull();
    expect(socket.closedWith).toBe(4429);
    expect(hub.connections).toBe(2);
  });

  test('WIRE-15: more in a second than are admitted are closed 4429, and let in later', () => {
    hub = makeHub({ admitPerSecond: 10 });
    const admitted = Array.from({ length: 15 }, () => hub.connect(new FakeSocket())).filter((session) => session !== null);
    expect(admitted).toHaveLength(10);
    clock.advance(500);
    expect(hub.connect(new FakeSocket())).not.toBeNull();
  });

  test('WIRE-16: a stopping server says when to come back, waits, closes 1012, and takes nobody new', async () => {
    const client = greeted();
    const drained = hub.drain();
    expect(client.display.received.at(-1)).toEqual({ t: 'drain', after: 1_500 });
    const late = new FakeSocket();
    expect(hub.connect(late)).toBeNull();
    expect(late.closedWith).toBe(1012);
    expect(client.socket.closedWith).toBeNull();
    clock.advance(1_000);
    await Promise.resolve();
    await Promise.resolve();
    expect(client.socket.closedWith).toBe(1012);
    hub.disconnected(client.session, 1012);
    await drained;
    expect(client.socket.terminated).toBe(false);
  });

  test('WIRE-16: who does not answer the close is cut off', async () => {
    const client = greeted();
    const drained = hub.drain();
    clock.advance(1_000);
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(2_000);
    await drained;
    expect(client.socket.terminated).toBe(true);
  });
});

test('WIRE-19: a topic that names people needs the role operate; the other topics go on', () => {
  const hello = (client: Client, token?: string) =>
    client.session.receive(
      JSON.stringify({ t: 'hello', v: 1, ...(token ? { token } : {}), topics: { [TOPIC]: {}, 'alerts.people': {} } }),
      false,
    );
  const snapshots = ({ display }: Client) => display.received.flatMap((message) => (message.t === 'snap' ? [message.k] : []));
  const viewer = connect([TOPIC, 'alerts.people']);
  hello(viewer);
  expect(viewer.display.received).toContainEqual(
    expect.objectContaining({ t: 'err', code: 'ACCESS', message: expect.stringContaining('alerts.people') }),
  );
  expect(snapshots(viewer)).toEqual([TOPIC]);
  expect(viewer.socket.closedWith).toBeNull();
  const operator = connect([TOPIC, 'alerts.people']);
  hello(operator, 'operator');
  expect(snapshots(operator).sort()).toEqual(['alerts.people', TOPIC]);
});
