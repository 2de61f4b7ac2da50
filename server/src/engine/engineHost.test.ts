/** An engine that hangs, as its host sees it, on a clock that moves only when told to. */
import { afterEach, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { quietLog } from '../../../testing/testStore.ts';
import { Board } from '../board/board.ts';
import { loadConfig } from '../config/config.ts';
import type { Store } from '../store/client.ts';
import { EngineHost } from './engineHost.ts';

const NO_STORE = { embedded: true, database: 'd', where: 'nowhere' } as Store;
let host: EngineHost | null = null;
afterEach(() => host?.stop());

test('a picture whose engine is not heard is not shown as live, and is again when it speaks; one that hangs for long is begun again', async () => {
  const clock = new FakeClock(0);
  const board = new Board({ epoch: 'e' });
  const flushed: unknown[] = [];
  let restarts = 0;
  host = new EngineHost({
    data: { config: loadConfig(), server: 's1', version: '0', isDemo: false, machineAheadMs: 0 },
    ...{ store: NO_STORE, clock, board, log: quietLog },
    flushNow: (topics) => flushed.push(topics),
    gateway: () => ({ connections: 0, writesRefusedSinceMs: null }),
    onObserved() {},
    onRestarted: () => {
      restarts += 1;
    },
    onRebuilt() {},
    program: new URL('./quietEngine.fixture.ts', import.meta.url),
  });
  const shown = () => board.rows('system').get('s1')?.storeState;
  await host.start();
  expect([shown(), host.state.isCaughtUp]).toEqual(['up', true]);
  clock.advance(4_900);
  expect([shown(), host.state.isCaughtUp]).toEqual(['up', true]);
  clock.advance(200);
  expect([shown(), host.state.isCaughtUp]).toEqual(['catching-up', false]);
  expect(flushed.at(-1)).toEqual(['system']);
  // What it said before is its word again, though it says nothing new of itself.
  await host.find('speak');
  expect([shown(), host.state.isCaughtUp]).toEqual(['up', true]);
  clock.advance(59_000);
  expect([shown(), restarts]).toEqual(['catching-up', 0]);
  clock.advance(2_000);
  for (let turn = 0; turn < 200 && restarts === 0; turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect([shown(), restarts]).toEqual(['catching-up', 1]);
  clock.advance(200);
  for (let turn = 0; turn < 200 && shown() !== 'up'; turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect([shown(), host.state.isCaughtUp]).toEqual(['up', true]);
});
