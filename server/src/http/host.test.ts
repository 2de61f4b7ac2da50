import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostNameOf, isHostAllowed } from './host.ts';

const ALLOWED = ['https://warroom.example.com', 'http://10.0.0.5:8443'];

test.each([
  'localhost',
  'localhost:8080',
  'LocalHost.:1',
  '127.0.0.1',
  '127.9.8.7:65535',
  '127.1',
  '[::1]',
  '[::1]:8080',
  '[0:0:0:0:0:0:0:1]',
  'warroom.example.com',
  'Warroom.Example.Com.:8080',
  '10.0.0.5',
])('%s is answered', (host) => expect(isHostAllowed(host, ALLOWED)).toBe(true));

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'evil.localhost.example:8080',
  '127.0.0.1.evil.example',
  'evil.example@localhost',
  'localhost@evil.example',
  'localhost/evil.example',
  'localhost#evil.example',
  'localhost?evil.example',
  'localhost\\evil.example',
  'localhost:8080:80',
  'localhost:',
  'localhost, evil.example',
  '0.0.0.0',
  '[::]',
  '10.0.0.6',
  '[fe80::1]',
  'sub.warroom.example.com',
  'example.com',
])('%s is refused', (host) => expect(isHostAllowed(host, ALLOWED)).toBe(false));

test('no name under a foreign domain is answered, whatever stands in front of it', () => {
  const label = fc.stringMatching(/^[a-z\d](?:[a-z\d-]{0,20}[a-z\d])?$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(label, fc.constantFrom('localhost', '127.0.0.1', 'warroom.example.com')), { maxLength: 4 }), (front) => {
      expect(isHostAllowed([...front, 'evil', 'test'].join('.'), ALLOWED)).toBe(false);
    }),
  );
});

test('what is answered is one of the names, whatever bytes the header has', () => {
  const piece = fc.constantFrom(
    'localhost',
    '127.0.0.1',
    '[::1]',
    'evil.test',
    ':80',
    '@',
    '/',
    '.',
    ' ',
    '\\',
    '#',
    '%00',
    '。',
    'ｌocalhost',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
      ),
      (host) => {
        if (!isHostAllowed(host, [])) return;
        expect(hostNameOf(host)).toMatch(/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/);
        expect(host).not.toContain('evil');
      },
    ),
    { numRuns: 1_000 },
  );
});
