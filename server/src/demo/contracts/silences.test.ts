import { expect, test } from 'vitest';
import { createSilences } from './silences.ts';

const SHOW_MS = Date.parse('2026-11-23T10:00:00+08:00');
const MINUTE_MS = 60_000;
const silences = createSilences([SHOW_MS, SHOW_MS + 24 * 60 * MINUTE_MS]);
const arrival = (minutes: number, source = 'demo-wms') => (silences.arrivalMs(source, SHOW_MS + minutes * MINUTE_MS) - SHOW_MS) / MINUTE_MS;

test('around the start of a show nothing of the feed gets through; it comes afterwards, in order', () => {
  expect(arrival(-19)).toBe(-19);
  expect(arrival(-18)).toBeGreaterThan(6);
  expect(arrival(5.9)).toBeGreaterThan(arrival(-18));
  expect(arrival(5.9)).toBeLessThan(6.1);
  expect(arrival(7)).toBe(7);
});

test('other feeds are not touched', () => {
  expect(arrival(0, 'demo-mes')).toBe(0);
  expect(arrival(0, 'demo-crm')).toBe(0);
});

test('falls silent again and again until the next show, which has its own', () => {
  expect(arrival(95)).toBeGreaterThan(100);
  expect(arrival(190)).toBeGreaterThan(195);
  expect(arrival(24 * 60)).toBeGreaterThan(24 * 60 + 5);
  expect(arrival(24 * 60 - 19)).toBe(24 * 60 - 19);
});

test('no row waits longer than said', () => {
  for (let minutes = -60; minutes < 300; minutes += 0.5) {
    const atMs = SHOW_MS + minutes * MINUTE_MS;
    const waitedMs = silences.arrivalMs('demo-wms', atMs) - atMs;
    expect(waitedMs).toBeGreaterThanOrEqual(0);
    expect(waitedMs).toBeLessThanOrEqual(silences.longestMs);
  }
});
