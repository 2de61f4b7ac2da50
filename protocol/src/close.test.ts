import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLOSE, CLOSE_RANGES, mayReconnect } from './wire.ts';

test('a known code says for itself whether the client may come back', () => {
  for (const { code, reconnect } of Object.values(CLOSE)) expect(mayReconnect(code), String(code)).toBe(reconnect);
});

test('WIRE-20: a code that the client does not know is told by its range', () => {
  for (const code of [1001, 1002, 1006, 1009, 1011, 3000, 3999, 4000, 4399, 4499]) expect(mayReconnect(code), String(code)).toBe(true);
  for (const code of [4500, 4503, 4999]) expect(mayReconnect(code), String(code)).toBe(false);
});

test('WIRE-20: every code means to an old client what it means to a new one', () => {
  /** Codes of version 1: every client knows them. */
  const olderThanTheRanges = [1000, 4400, 4401];
  for (const { code, reconnect } of Object.values(CLOSE)) {
    if (olderThanTheRanges.includes(code)) continue;
    const range = CLOSE_RANGES.find(({ from, to }) => code >= from && code <= to);
    expect(range?.reconnect, String(code)).toBe(reconnect);
  }
});

test('the table of the specification lists every code, with what a client may do', () => {
  const spec = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');
  for (const { code, reconnect } of Object.values(CLOSE))
    expect(spec).toMatch(new RegExp(`^\\| [\\d, ]*${code} \\| .* \\| ${reconnect ? 'yes' : 'no'}`, 'm'));
  for (const { from, to, reconnect } of CLOSE_RANGES)
    expect(spec).toMatch(new RegExp(`^\\| other ${from}–${to} \\| .* \\| ${reconnect ? 'yes' : 'no'} \\|$`, 'm'));
});
