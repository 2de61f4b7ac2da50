import { expect, test } from 'vitest';
import { FakeClock } from '../../testing/fakeClock.ts';
import { startWatchdog } from './watchdog.ts';

const SYSTEMD = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '60000000', WATCHDOG_PID: '7' };

function started(environment: Record<string, string | undefined>, failures: (string | null)[] = []) {
  const clock = new FakeClock(0);
  const runs: string[] = [];
  const told: string[] = [];
  const note = (_what: unknown, text?: string) => void told.push(text ?? '');
  startWatchdog({
    environment,
    pid: 7,
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    run: (program, args, done) => {
      runs.push([program, ...args].join(' '));
      done(failures.shift() ?? null);
    },
  });
  return { clock, runs, told };
}

test('beats at once, and so often that one lost beat ends nothing', () => {
  const { clock, runs, told } = started(SYSTEMD);
  expect(runs).toEqual(['systemd-notify WATCHDOG=1']);
  clock.advance(60_000);
  expect(runs.length).toBe(4);
  expect(told).toEqual([]);
});

test.each([
  ['nobody listens', { ...SYSTEMD, NOTIFY_SOCKET: undefined }],
  ['nobody waits', { ...SYSTEMD, WATCHDOG_USEC: undefined }],
  ['another process is meant', { ...SYSTEMD, WATCHDOG_PID: '8' }],
  ['it makes no sense', { ...SYSTEMD, WATCHDOG_USEC: 'often' }],
])('no beat where %s', (_why, environment) => {
  const { clock, runs } = started(environment);
  clock.advance(600_000);
  expect(runs).toEqual([]);
});

test('a beat that does not get through is told once, not at every beat', () => {
  const { clock, told } = started(SYSTEMD, ['ENOENT', 'ENOENT', null, 'ENOENT']);
  clock.advance(60_000);
  expect(told.length).toBe(2);
});
