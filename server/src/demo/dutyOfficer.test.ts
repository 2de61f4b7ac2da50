import type { AlertRow } from '@warroom/protocol/alert';
import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { DUTY_OFFICER, startDutyOfficer, TAKES_AFTER_MS, takesNow } from './dutyOfficer.ts';

const T0 = Date.UTC(2026, 2, 1, 9);
const row = (firedMs: number, over: Partial<AlertRow> = {}) =>
  ({ state: 'firing', severity: 'critical', firedAt: new Date(firedMs).toISOString(), ...over }) as AlertRow;

test('takes what is critical and has waited, the longest waiting first, and no more than a person can', () => {
  const alerts: [string, AlertRow][] = [
    ['young', row(T0 - TAKES_AFTER_MS + 1)],
    ['second', row(T0 - 400_000)],
    ['first', row(T0 - 500_000)],
    ['third', row(T0 - 300_000)],
    ['warning', row(T0 - 900_000, { severity: 'warning' })],
    ['taken', row(T0 - 900_000, { state: 'acknowledged' })],
    ['unknown', row(T0 - 900_000, { state: 'indeterminate' })],
  ];
  expect(takesNow(alerts, T0)).toEqual(['first', 'second']);
});

test('acts as anybody does, comes to terms with a store that is away, and ends', async () => {
  const clock = new FakeClock(T0);
  const alerts = new Map([['a', row(T0 - TAKES_AFTER_MS)]]);
  const acts: unknown[] = [];
  let ready = false;
  const stop = startDutyOfficer({
    clock,
    alerts: () => alerts,
    isReady: () => ready,
    act: async (command) => {
      acts.push(command);
      if (acts.length === 1) throw new Error('the store is away');
      alerts.set('a', row(T0, { state: 'acknowledged' }));
    },
  });
  clock.advance(10_000);
  expect(acts).toEqual([]);
  ready = true;
  clock.advance(5_000);
  await Promise.resolve();
  clock.advance(5_000);
  await Promise.resolve();
  clock.advance(5_000);
  const ack = { type: 'ack', alertId: 'a', by: DUTY_OFFICER };
  expect(acts).toEqual([ack, ack]);
  stop();
  alerts.set('b', row(T0 - TAKES_AFTER_MS));
  clock.advance(60_000);
  expect(acts).toHaveLength(2);
});
