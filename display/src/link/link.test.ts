import type { Topic } from '@warroom/protocol/board';
import type { Delta, Snapshot } from '@warroom/protocol/wire';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { FakeSockets } from '../testing/fakeSockets.ts';
import { Link, type LinkState, type LinkStatus } from './link.ts';

const HB = 10_000;
const TOPIC = 'alerts' satisfies Topic;

let clock: FakeClock;
let sockets: FakeSockets;
let link: Link;
let states: LinkState[];
let status: LinkStatus;
let rows: ReadonlyMap<string, unknown>;
let published: number;
let token: string | null;
/** What the dice say: 0 is the shortest wait, just under 1 the longest. */
let luck: number;

const snap = (over: Partial<Snapshot> = {}): Snapshot => ({
  t: 'snap',
  ts: 0,
  k: TOPIC,
  e: 'e1',
  s: 5,
  part: 0,
  last: true,
  rows: [['a', 1]],
  ...over,
});
const delta = (over: Partial<Delta> = {}): Delta => ({ t: 'd', ts: 0, s: 6, p: 5, k: TOPIC, e: 'e1', up: [['b', 2]], rm: [], ...over });

/** Connected, welcomed, and with a snapshot of the topic. */
function live(): void {
  link.start();
  sockets.last.open();
  sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: HB, ts: clock.now() });
  sockets.last.receive(snap());
}

beforeEach(() => {
  clock = new FakeClock(1_000_000);
  sockets = new FakeSockets();
  states = [];
  rows = new Map();
  published = 0;
  token = null;
  luck = 0;
  link = new Link({
    topics: [TOPIC],
    open: sockets.open,
    clock,
    random: () => luck,
    token: () => token,
    onStatus: (next) => {
      if (next.state !== status?.state) states.push(next.state);
      status = next;
    },
    onRows: (_topic, next) => {
      rows = next;
      published += 1;
    },
  });
  status = link.status;
});

describe('hello', () => {
  test('WIRE-3: says version and topics, and no token where there is none', () => {
    link.start();
    expect(sockets.last.sent).toEqual([]);
    sockets.last.open();
    expect(sockets.last.sent).toEqual([{ t: 'hello', v: 1, topics: { alerts: {} } }]);
  });

  test('carries the token that stands at that moment', () => {
    token = 'secret-of-sixteen-and-more';
    link.start();
    sockets.last.open();
    expect(sockets.last.sent[0]).toMatchObject({ token });
  });

  test('WIRE-10: comes back with the cursor of the last frame applied', () => {
    live();
    sockets.last.receive(delta());
    sockets.last.lose();
    clock.advance(20_000);
    sockets.last.open();
    expect(sockets.last.sent[0]).toMatchObject({ topics: { alerts: { e: 'e1', s: 6 } } });
  });
});

describe('rows', () => {
  test('WIRE-11: a snapshot in parts is shown only when it is whole', () => {
    live();
    sockets.last.receive(snap({ s: 9, last: false, rows: [['x', 1]] }));
    expect([...rows.keys()]).toEqual(['a']);
    sockets.last.receive(snap({ s: 9, part: 1, rows: [['y', 2]] }));
    expect([...rows.keys()]).toEqual(['x', 'y']);
  });

  test('each delta is applied as it arrives, several within one turn too', () => {
    live();
    sockets.last.receive(delta());
    sockets.last.receive(delta({ s: 7, p: 6, up: [], rm: ['a'] }));
    expect([...rows]).toEqual([['b', 2]]);
    expect(published).toBe(3);
  });

  test('WIRE-10: a missing delta is asked for once, with the cursor, and nothing is applied over the gap', () => {
    live();
    sockets.last.receive(delta({ s: 9, p: 8 }));
    sockets.last.receive(delta({ s: 10, p: 9 }));
    expect([...rows.keys()]).toEqual(['a']);
    expect(sockets.last.sent.filter((m) => m.t === 'sub')).toEqual([{ t: 'sub', topics: { alerts: { e: 'e1', s: 5 } } }]);
    sockets.last.receive(delta({ s: 10, p: 5 }));
    expect([...rows.keys()]).toEqual(['a', 'b']);
    sockets.last.receive(delta({ s: 20, p: 19 }));
    expect(sockets.last.sent.filter((m) => m.t === 'sub')).toHaveLength(2);
  });

  test('WIRE-10: a delta of another epoch asks for a snapshot', () => {
    live();
    sockets.last.receive(delta({ e: 'e2', s: 2, p: 1 }));
    expect(sockets.last.sent.at(-1)).toEqual({ t: 'sub', topics: { alerts: {} } });
  });

  test('a frame of the past changes nothing', () => {
    live();
    sockets.last.receive(delta({ s: 5, p: 4 }));
    expect(published).toBe(1);
  });

  test('a topic that was never asked for is not heard', () => {
    live();
    sockets.last.receive(snap({ k: 'system' }));
    expect(published).toBe(1);
  });
});

test('WIRE-13: a ping is answered with its number and what was applied', () => {
  live();
  sockets.last.receive({ t: 'ping', n: 41, ts: clock.now() });
  expect(sockets.last.sent.at(-1)).toEqual({ t: 'ack', n: 41, s: { alerts: 5 } });
});

describe('silence', () => {
  test('two heartbeats: stale since the last frame; any frame: live again', () => {
    live();
    clock.advance(2 * HB - 1);
    expect(status.state).toBe('live');
    const lastFrameMs = status.lastFrameMs;
    clock.advance(1);
    expect(status).toMatchObject({ state: 'stale', lastFrameMs });
    sockets.last.receive({ t: 'ping', n: 1, ts: clock.now() });
    expect(states).toEqual(['live', 'stale', 'live']);
  });

  test('three heartbeats: the connection is given up and another is made; the old one is not heard any more', () => {
    live();
    const old = sockets.last;
    clock.advance(3 * HB);
    expect(status.state).toBe('reconnecting');
    expect(old.closed).toBe(true);
    clock.advance(500);
    expect(sockets.all).toHaveLength(2);
    old.receive(delta());
    old.lose();
    expect([...rows.keys()]).toEqual(['a']);
    expect(sockets.all).toHaveLength(2);
  });

  test('the heartbeat is the one that the server named', () => {
    link.start();
    sockets.last.open();
    sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: 2_000, ts: clock.now() });
    clock.advance(4_000);
    expect(status.state).toBe('stale');
  });

  test('a connection that is never welcomed is given up', () => {
    link.start();
    clock.advance(10_000);
    expect(sockets.last.closed).toBe(true);
    clock.advance(500);
    expect(sockets.all).toHaveLength(2);
    expect(status.state).toBe('connecting');
  });

  test('what is not JSON ends the connection', () => {
    live();
    sockets.last.onmessage?.({ data: '<html>' });
    expect(status.state).toBe('reconnecting');
    expect(sockets.last.closed).toBe(true);
  });
});

describe('closing', () => {
  test('lost: the waits grow with each attempt, and begin anew after a welcome', () => {
    luck = 0.999;
    live();
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      if (i === 3) {
        sockets.last.open();
        sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: HB, ts: clock.now() });
      }
      const before = sockets.all.length;
      sockets.last.lose();
      let waited = 0;
      while (sockets.all.length === before) {
        clock.advance(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 1_000]);
    expect(status.state).toBe('reconnecting');
  });

  test('reconnecting counts from when the connection was lost, not from each attempt', () => {
    live();
    sockets.last.lose();
    const { sinceMs } = status;
    clock.advance(500);
    sockets.last.lose();
    clock.advance(500);
    expect(status.sinceMs).toBe(sinceMs);
  });

  test('WIRE-16: drain: stays away as long as the server asked', () => {
    live();
    sockets.last.receive({ t: 'drain', after: 4_000 });
    sockets.last.lose(1012);
    clock.advance(3_999);
    expect(sockets.all).toHaveLength(1);
    clock.advance(1);
    expect(sockets.all).toHaveLength(2);
  });

  test('4401: does not come back by itself, only when somebody enters a token', () => {
    live();
    sockets.last.lose(4401);
    clock.advance(3_600_000);
    expect(status.state).toBe('denied');
    expect(sockets.all).toHaveLength(1);
    token = 'another-token-of-sixteen';
    link.start();
    sockets.last.open();
    expect(sockets.last.sent[0]).toMatchObject({ token });
  });

  test.each([4401, 4400])('an error that refuses the hello (%s) does not make the picture younger', (code) => {
    live();
    const { lastFrameMs } = status;
    sockets.last.lose(1006);
    clock.advance(60_000);
    sockets.last.open();
    sockets.last.receive({ t: 'err', code: 'ACCESS_DENIED', message: 'a token with the role view is required' });
    expect(status.state).toBe('reconnecting');
    sockets.last.lose(code);
    expect(status).toMatchObject({ state: code === 4401 ? 'denied' : 'refused', lastFrameMs });
  });

  test('an error that refuses the first hello: nothing was ever shown', () => {
    link.start();
    sockets.last.open();
    sockets.last.receive({ t: 'err', code: 'ACCESS_DENIED', message: 'a token with the role view is required' });
    sockets.last.lose(4401);
    expect(status).toMatchObject({ state: 'denied', lastFrameMs: null });
  });

  test('WIRE-4: 4400: refused for good', () => {
    live();
    sockets.last.lose(4400);
    clock.advance(3_600_000);
    expect(status.state).toBe('refused');
    expect(sockets.all).toHaveLength(1);
  });

  test('WIRE-14, WIRE-15: 4408 and 4429 may come back', () => {
    for (const code of [4408, 4429]) {
      live();
      const before = sockets.all.length;
      sockets.last.lose(code);
      clock.advance(500);
      expect(sockets.all).toHaveLength(before + 1);
    }
  });

  test('hurry tries at once, and makes no second connection beside one that stands', () => {
    live();
    link.hurry();
    expect(sockets.all).toHaveLength(1);
    sockets.last.lose();
    link.hurry();
    expect(sockets.all).toHaveLength(2);
    clock.advance(5_000);
    expect(sockets.all).toHaveLength(2);
  });

  test('stop closes and stays closed', () => {
    live();
    link.stop();
    expect(sockets.last.closed).toBe(true);
    clock.advance(60_000);
    expect(sockets.all).toHaveLength(1);
  });
});

test('the server clock is learnt from the frames', () => {
  link.start();
  sockets.last.open();
  sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: HB, ts: clock.now() + 5_000 - 80 });
  sockets.last.receive({ t: 'ping', n: 1, ts: clock.now() + 5_000 - 20 });
  sockets.last.receive({ t: 'ping', n: 2, ts: clock.now() + 5_000 - 400 });
  expect(status.offsetMs).toBe(4_980);
});

test('WIRE-11: a snapshot that was made a while ago sets no clock', () => {
  link.start();
  sockets.last.open();
  sockets.last.receive(snap({ ts: clock.now() - 30_000 }));
  expect(status.offsetMs).toBe(0);
  sockets.last.receive({ t: 'ping', n: 1, ts: clock.now() + 700 });
  expect(status.offsetMs).toBe(700);
});
