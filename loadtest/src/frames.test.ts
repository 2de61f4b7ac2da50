import { Delta, Ping, PROTOCOL_VERSION, Snapshot, Welcome } from '@warroom/protocol/wire';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { type Cursors, deltaHeader, followsOn, header, noteSnapshot, snapshotHeader } from './frames.ts';
import { HELLO_VERSION } from './plan.ts';

const delta = {
  t: 'd',
  ts: 1_790_000_000_123,
  s: 942,
  p: 941,
  k: 'lead-response.open',
  e: 'ep-1',
  up: [['L-1', { leadId: 'L-1', note: '"ts":5,"s":7,"k":"x"' }]],
  rm: [],
};

test('WIRE-1: the generator speaks the version that the protocol speaks', () => {
  expect(HELLO_VERSION).toBe(PROTOCOL_VERSION);
});

test('slices type and time out of every timed frame, whatever its rows say', () => {
  const frames = {
    d: [Delta, delta],
    snap: [Snapshot, { t: 'snap', ts: 1_790_000_000_124, k: 'alerts', e: 'ep-1', s: 9, part: 0, last: true, rows: [['a', { ts: 1 }]] }],
    ping: [Ping, { t: 'ping', n: 3, ts: 1_790_000_000_125 }],
    welcome: [Welcome, { t: 'welcome', v: 1, sid: 's', hb: 10_000, ts: 1_790_000_000_126 }],
  } as const;
  for (const [type, [schema, frame]] of Object.entries(frames)) {
    expect(Value.Check(schema, frame)).toBe(true);
    expect(header(JSON.stringify(frame))).toEqual({ type, tsMs: frame.ts });
  }
});

test('a text that is no frame has no type and no time', () => {
  for (const text of ['', 'hello', '[]', '{"x":1}', '{"t":5,"ts":1}']) expect(header(text)).toEqual({ type: '', tsMs: Number.NaN });
  expect(header('{"t":"drain","after":500}')).toEqual({ type: 'drain', tsMs: Number.NaN });
});

test('reads a delta as its parse would', () => {
  expect(deltaHeader(JSON.stringify(delta))).toEqual({ topic: delta.k, epoch: delta.e, seq: delta.s, previous: delta.p });
});

test('reads the parts of a snapshot as their parse would', () => {
  const part = (last: boolean) =>
    JSON.stringify({ t: 'snap', ts: 1, k: 'alerts', e: 'ep-1', s: 9, part: 0, last, rows: [['a', { note: '"last":true,"s":1' }]] });
  expect(snapshotHeader(part(true))).toEqual({ topic: 'alerts', epoch: 'ep-1', seq: 9, isLast: true });
  expect(snapshotHeader(part(false)).isLast).toBe(false);
});

test('a delta follows on from the snapshot or the delta before; a lost one shows once', () => {
  const cursors: Cursors = {};
  const step = (previous: number, seq: number, epoch = 'ep-1') => followsOn(cursors, { topic: 'alerts', epoch, seq, previous });
  noteSnapshot(cursors, { topic: 'alerts', epoch: 'ep-1', seq: 5, isLast: true });
  expect(step(5, 6)).toBe(true);
  expect(step(6, 9)).toBe(true); // merged: three steps in one frame
  expect(step(8, 9)).toBe(true); // a frame of the past is ignored, not a loss
  expect(step(10, 11)).toBe(false);
  expect(step(11, 12)).toBe(true);
  expect(step(12, 13, 'ep-2')).toBe(false);
  expect(followsOn({}, { topic: 'alerts', epoch: 'ep-1', seq: 1, previous: 0 })).toBe(false);
});

test('only the last part of a snapshot moves the cursor', () => {
  const cursors: Cursors = {};
  noteSnapshot(cursors, { topic: 'alerts', epoch: 'ep-1', seq: 5, isLast: false });
  expect(cursors).toEqual({});
});
