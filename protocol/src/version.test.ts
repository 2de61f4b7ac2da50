import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as wire from './wire.ts';

/** One line per version, newest last. A changed wire fails here until PROTOCOL_VERSION is raised and its line is written. */
const HISTORY: Record<number, { hash: string; what: string }> = {
  1: { hash: 'f253f307e8312f4e', what: 'hello, sub, unsub, ack; welcome, snap, d, ping, drain, err' },
};

test('WIRE-1: the wire has the shape that its version number promises', () => {
  const { ClientMessage, ServerMessage, CLOSE } = wire;
  const hash = createHash('sha256').update(JSON.stringify({ ClientMessage, ServerMessage, CLOSE })).digest('hex').slice(0, 16);
  expect(hash).toBe(HISTORY[wire.PROTOCOL_VERSION]?.hash);
});

test('WIRE-1: the specification speaks of the same version', () => {
  const spec = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');
  expect(spec).toContain(`Version ${wire.PROTOCOL_VERSION}`);
});
