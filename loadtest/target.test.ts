import { expect, test } from 'vitest';
import { streamUrl } from './target.ts';

test('an address of this machine becomes that of its stream', () => {
  expect(streamUrl('http://127.0.0.1:8080')).toBe('ws://127.0.0.1:8080/stream');
  expect(streamUrl('https://localhost:8443/')).toBe('wss://localhost:8443/stream');
  expect(streamUrl('ws://[::1]:9/stream')).toBe('ws://[::1]:9/stream');
});

test('no crowd leaves this machine', () => {
  for (const server of ['http://10.0.0.5:8080', 'https://wall.example.com', 'ws://127.0.0.1.example.com/stream', 'http://1270.0.0.1']) {
    expect(() => streamUrl(server), server).toThrow();
  }
  expect(() => streamUrl('8080')).toThrow(/has to be an address/);
  expect(() => streamUrl('ftp://127.0.0.1')).toThrow(/http or ws/);
});
