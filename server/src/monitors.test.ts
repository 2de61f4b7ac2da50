/** Every monitor is its concern's: it bears its name, fills its topics, and takes kinds that there are. */
import { CONCERNS } from '@warroom/protocol/concerns';
import { EVENT_KINDS } from '@warroom/protocol/events';
import { expect, test } from 'vitest';
import { loadConfig } from './config/config.ts';
import { createMonitors } from './monitors.ts';

const { monitors } = createMonitors(loadConfig(), () => {});

test('one monitor for each concern, under its name', () => {
  expect(monitors.map(({ name }) => name).sort()).toEqual(CONCERNS.map(({ id }) => id as string).sort());
});

test.each(monitors.map((monitor) => [monitor.name, monitor] as const))('%s fills the topics of its concern', (name, { topics, kinds }) => {
  const concern = CONCERNS.find(({ id }) => id === name);
  expect([...topics].sort()).toEqual(Object.keys(concern?.topics ?? {}).sort());
  expect(kinds.filter((kind) => !EVENT_KINDS.includes(kind))).toEqual([]);
});
