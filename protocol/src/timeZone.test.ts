import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeZoneNamed } from './timeZone.ts';

test("all of Intl's zones are zones, in whatever spelling", () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    expect(timeZoneNamed(zone)).toBe(zone);
    expect(timeZoneNamed(zone.toLowerCase())).toBe(zone);
  }
  for (const zone of ['UTC', 'Etc/GMT+8', 'Asia/Kolkata', 'PRC']) expect(timeZoneNamed(zone)).not.toBeNull();
});

test.each([
  '',
  'Mars/Olympus',
  '+08:00',
  '-0530',
  'UTC+8',
  ' Asia/Shanghai',
  'Asia/Shanghai\u0000',
  "'; DROP TABLE",
  'local',
  'system',
  '中国',
])('%j is none', (text) => {
  expect(timeZoneNamed(text)).toBeNull();
});

test('whatever it says is a zone that Intl takes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z]{2,9}\/[A-Za-z_]{2,12}$/)), (text) => {
      const zone = timeZoneNamed(text);
      if (zone !== null) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
    }),
  );
});
