/**
 * Many displays on bad lines: they drop, stall, answer late, come back with their cursors, and the server restarts under them. In the
 * end every display shows the board. A failing seed is printed; keep it as a named case below.
 */
import type { Topic } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { FakeDisplay, FakeSocket } from '../../../testing/fakeSocket.ts';
import { Board } from '../board/board.ts';
import { loadConfig } from '../config/config.ts';
import { StreamHub } from './hub.ts';
import type { Session } from './session.ts';

const TOPICS = ['lead-response.trend', 'lead-response.distribution'] as const satisfies Topic[];
const DISPLAYS = 8;
const STEPS = 300;

/** mulberry32: small, seeded, good enough to draw accidents. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Line {
  display: FakeDisplay;
  socket: FakeSocket | null;
  session: Session | null;
}

function storm(seed: number) {
  const random = seeded(seed);
  const int = (below: number) => Math.floor(random() * below);
  const clock = new FakeClock(Date.UTC(2026, 2, 1));
  const config = { ...loadConfig().stream, ringDeltas: 50, slowQueueBytes: 4_096, slowCloseMs: 8_000 };
  const seen = { deltaResumes: 0, snapshotResumes: 0, slowed: 0, tooSlow: 0, restarts: 0, drops: 0 };
  const nothing = () => {};
  const metrics = {
    connections: nothing,
    closed: nothing,
    refused: nothing,
    ackLag: nothing,
    flushed: nothing,
    slowed: () => (seen.slowed += 1),
    caughtUp: (by: string) => (seen[by === 'delta' ? 'deltaResumes' : 'snapshotResumes'] += 1),
  };
  let epoch = 0;
  const boot = (rows?: Board) => {
    const board = new Board({ epoch: `epoch-${++epoch}` });
    for (const [key, row] of rows?.rows(TOPICS[0]) ?? []) board.set(TOPICS[0], key, row);
    const hub = new StreamHub({ board, clock, config, authorize: () => true, metrics, random });
    hub.start();
    return { board, hub };
  };
  let server = boot();
  const lines: Line[] = Array.from({ length: DISPLAYS }, () => ({ display: new FakeDisplay(TOPICS), socket: null, session: null }));

  const join = (line: Line) => {
    const socket = new FakeSocket();
    const session = server.hub.connect(socket);
    if (!session) return;
    Object.assign(line, { socket, session });
    socket.onText = (text) => line.session === session && line.display.receive(text);
    line.display.send = (message) => session.receive(JSON.stringify(message), false);
    line.display.hello();
  };
  const drop = (line: Line, code: number) => {
    if (line.session) server.hub.disconnected(line.session, code);
    Object.assign(line, { socket: null, session: null });
  };
  const settle = (line: Line) => {
    if (!line.socket) return;
    if (line.socket.closedWith === 4408) seen.tooSlow += 1;
    if (line.socket.closedWith !== null || line.socket.terminated) drop(line, line.socket.closedWith ?? 1006);
  };

  for (let step = 0; step < STEPS; step++) {
    for (let n = int(6); n > 0; n--) {
      const key = `k${int(40)}`;
      if (random() < 0.25) server.board.delete(TOPICS[0], key);
      else server.board.set(TOPICS[0], key, { at: 'x'.repeat(int(200)), serviceLevel: random(), decided: int(5), violated: 0 });
      if (random() < 0.3) server.board.set(TOPICS[1], `w${int(3)}`, { binSeconds: 1, answered: [int(9), int(9)] });
    }
    const line = lines[int(DISPLAYS)] as Line;
    const luck = random();
    if (luck < 0.15) {
      seen.drops += line.session ? 1 : 0;
      drop(line, 1006);
    } else if (luck < 0.3 && line.socket) line.socket.paused = true;
    else if (luck < 0.4) line.display.answersPings = !line.display.answersPings;
    else if (luck < 0.41) {
      seen.restarts += 1;
      server.hub.stop();
      for (const each of lines) drop(each, 1012);
      server = boot(server.board);
    }
    for (const each of lines) {
      settle(each);
      if (!each.session && random() < 0.5) join(each);
      else if (each.socket?.paused && random() < 0.3) {
        each.socket.paused = false;
        each.socket.flush();
        each.session?.drained();
      } else if (each.socket?.paused && random() < 0.2) each.socket.flush(1 + int(3));
    }
    clock.advance(random() < 0.05 ? 3_000 + int(15_000) : 20 + int(300));
  }

  // The weather clears: everybody reads and answers, and whoever is gone comes back.
  for (let round = 0; round < 4; round++) {
    for (const each of lines) {
      each.display.answersPings = true;
      settle(each);
      if (!each.session) join(each);
      if (each.socket) each.socket.paused = false;
      each.socket?.flush();
      each.session?.drained();
    }
    clock.advance(10_200);
  }
  server.hub.stop();
  return { board: server.board, lines, seen };
}

const seeds = [1, 7, 42, 20_261_122, ...Array.from({ length: 16 }, (_, i) => 1_000 + i)];
const storms = new Map<number, ReturnType<typeof storm>>();
const stormOf = (seed: number) => {
  const known = storms.get(seed) ?? storm(seed);
  storms.set(seed, known);
  return known;
};

test.each(seeds)('BOARD-7, WIRE-10, WIRE-14: after the storm of seed %i every display shows the board', (seed) => {
  const { board, lines } = stormOf(seed);
  for (const [i, { display }] of lines.entries()) {
    for (const topic of TOPICS) {
      expect(Object.fromEntries(display.rows(topic)), `seed ${seed}, display ${i}, ${topic}`).toEqual(
        Object.fromEntries(board.rows(topic)),
      );
      expect(display.copies.get(topic)?.epoch).toBe(board.epoch);
    }
  }
});

test('the storms have every kind of weather', () => {
  const total = seeds.map((seed) => stormOf(seed).seen);
  for (const kind of Object.keys(total[0] as object) as (keyof (typeof total)[0])[]) {
    expect(
      total.reduce((sum, seen) => sum + seen[kind], 0),
      kind,
    ).toBeGreaterThan(10);
  }
});
