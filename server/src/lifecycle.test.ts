import { expect, test } from 'vitest';
import { FakeClock } from '../../testing/fakeClock.ts';
import { Lifecycle, STOP_STEP_MS } from './lifecycle.ts';

function parts() {
  const clock = new FakeClock(0);
  const told: string[] = [];
  const error = (details: object, message: string) => told.push(`${(details as { step: string }).step}: ${message}`);
  const quiet = () => {};
  const lifecycle = new Lifecycle(clock, { debug: quiet, info: quiet, warn: quiet, error } as never);
  const ended: string[] = [];
  const part = (name: string, end: () => unknown = () => {}) =>
    lifecycle.onStop(name, () => {
      ended.push(name);
      return end();
    });
  return { clock, lifecycle, told, ended, part };
}
/** Lets what is due within this turn happen. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what was started last ends first, each after the one before it has ended', async () => {
  const { lifecycle, ended, part } = parts();
  let letGo = () => {};
  part('store');
  part('http', () => new Promise<void>((resolve) => (letGo = resolve)));
  part('demo');
  const stopped = lifecycle.stop();
  await turn();
  expect(ended).toEqual(['demo', 'http']);
  letGo();
  await stopped;
  expect(ended).toEqual(['demo', 'http', 'store']);
});

test('a step that rejects, one that throws and one that hangs are named, and all others run', async () => {
  const { clock, lifecycle, told, ended, part } = parts();
  part('store');
  part('checkpoint');
  part('tail', () => Promise.reject(new Error('gone')));
  part('queue', () => {
    throw new Error('broken');
  });
  part('http', () => new Promise(() => {}));
  const stopped = lifecycle.stop();
  await turn();
  expect(ended).toEqual(['http']);
  clock.advance(STOP_STEP_MS);
  await stopped;
  expect(ended).toEqual(['http', 'queue', 'tail', 'checkpoint', 'store']);
  expect(told).toEqual([
    'http: stopping takes long: going on without this',
    'queue: a step of the stop failed',
    'tail: a step of the stop failed',
  ]);
});

test('asked twice, it is one stop', async () => {
  const { lifecycle, ended, part } = parts();
  part('store');
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(ended).toEqual(['store']);
});
