import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { STOP_STEP_MS, STOP_WITHIN_MS } from '../../server/src/lifecycle.ts';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
const seconds = (pattern: RegExp, file: string) => Number(pattern.exec(read(file))?.[1]);

test('a stop in which every step hangs still runs each of them', () => {
  const steps = [...read('server/src/app.ts').matchAll(/\.onStop\('/g)].length;
  expect(steps).toBeGreaterThan(0);
  expect(STOP_WITHIN_MS).toBeGreaterThan(steps * STOP_STEP_MS);
});

test('no supervisor kills it before', () => {
  expect(seconds(/^TimeoutStopSec=(\d+)$/m, 'deploy/warroom.service') * 1_000).toBeGreaterThan(STOP_WITHIN_MS);
  expect(seconds(/^ +stop_grace_period: (\d+)s$/m, 'docker-compose.yml') * 1_000).toBeGreaterThan(STOP_WITHIN_MS);
});

test('a supervisor that waits for beats hears those of systemd-notify, and ends nothing that is only busy', () => {
  expect(read('deploy/warroom.service')).toMatch(/^NotifyAccess=all$/m);
  expect(seconds(/^WatchdogSec=(\d+)$/m, 'deploy/warroom.service')).toBeGreaterThanOrEqual(30);
});
