import { describe, expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { Access, assertBindAllowed, bearerOf } from './access.ts';

const tokens: ConstructorParameters<typeof Access>[0]['tokens'] = [
  { name: 'screen', token: 'screen-token-0123456789', roles: ['view'] },
  { name: 'crm', token: 'crm-token-0123456789abc', roles: ['ingest'] },
];

describe('tokens', () => {
  test('name and roles go with the token', () => {
    const access = new Access({ tokens });
    expect(access.identify('screen-token-0123456789')).toEqual({ name: 'screen', person: 'screen', roles: new Set(['view']) });
    expect(access.allows('view', 'screen-token-0123456789')).toBe(true);
    expect(access.allows('view', 'crm-token-0123456789abc')).toBe(false);
    expect(access.allows('operate', 'screen-token-0123456789')).toBe(false);
  });

  test.each([undefined, '', 'screen-token-012345678', 'screen-token-01234567899', 'x'.repeat(10_000)])('%s is nobody', (token) => {
    expect(new Access({ tokens }).identify(token)).toBeNull();
  });

  test('a token that several share is nobody’s', () => {
    const shared = new Access({ tokens: [{ name: 'desk', token: 'desk-token-0123456789', roles: ['operate'], shared: true }] });
    expect(shared.identify('desk-token-0123456789')).toMatchObject({ name: 'desk', person: null });
  });

  test('without tokens everybody may do everything, under no name', () => {
    const access = new Access({ tokens: [] });
    expect(access.isOpen).toBe(true);
    expect(access.identify(undefined)?.name).toBeNull();
    expect(access.allows('ingest', undefined)).toBe(true);
  });

  test.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    [undefined, undefined],
  ])('the header %s carries %s', (header, token) => expect(bearerOf(header)).toBe(token));
});

describe('binding', () => {
  const bound = (host: string, withTokens = false) => {
    const config = loadConfig({ flags: { 'server.host': host } });
    return () => assertBindAllowed(withTokens ? { ...config, access: { tokens } } : config);
  };

  test.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost', 'LOCALHOST'])('%s needs no tokens', (host) => {
    expect(bound(host)).not.toThrow();
  });

  test.each(['0.0.0.0', '::', '10.0.0.5', 'warroom.example.com', '127.0.0.1.example.com', ''])('%s needs tokens', (host) => {
    expect(bound(host)).toThrow(/access\.tokens/);
    expect(bound(host, true)).not.toThrow();
  });
});
