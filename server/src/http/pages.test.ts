import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { WarroomError } from '../errors.ts';
import { pagesPlugin } from './pages.ts';

let app: FastifyInstance;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-pages-'));
});
afterEach(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

async function serve(flags: Record<string, unknown> = {}): Promise<void> {
  app = Fastify();
  app.setErrorHandler((error, _request, reply) =>
    error instanceof WarroomError ? reply.code(error.statusCode).send(error.toJSON()) : reply.send(error),
  );
  await app.register(pagesPlugin, { config: loadConfig({ flags }), directory, version: 'v1', mode: () => 'live' });
}

test('a screen is told its scenes, its own where it has some, and the thresholds that its colours stand on', async () => {
  await serve({
    'display.rotateSeconds': 12,
    'display.screens': { plant: { scenes: ['delivery-risk'], rotateSeconds: 0, panels: { 'delivery-risk': ['map'] } } },
    'delivery-risk.warningShare': 0.6,
  });
  expect((await app.inject('/api/v1/display')).json()).toMatchObject({
    scenes: ['lead-response', 'delivery-risk', 'touchpoints', 'capability', 'overview'],
    rotateSeconds: 12,
    screens: { plant: { scenes: ['delivery-risk'], rotateSeconds: 0, panels: { 'delivery-risk': ['map'] } } },
    lateShares: { likely: 0.6, certain: 0.9 },
    map: null,
  });
  const none = await app.inject('/api/v1/display/map');
  expect([none.statusCode, none.json().message]).toEqual([404, 'no map is configured (display.map)']);
});

test("the operator's map is served as it is, with attribution and review number told beside it", async () => {
  const file = path.join(directory, 'borders.geojson');
  const map = '{"type":"FeatureCollection","features":[]}';
  writeFileSync(file, map);
  await serve({ 'display.map': { file, attribution: '自然资源部', reviewNumber: 'GS(2026)1号' } });
  expect((await app.inject('/api/v1/display')).json().map).toEqual({ attribution: '自然资源部', reviewNumber: 'GS(2026)1号' });
  const answer = await app.inject('/api/v1/display/map');
  expect([answer.statusCode, answer.body]).toEqual([200, map]);
  expect(answer.headers['content-type']).toContain('application/geo+json');
});

test('an address of a screen or a scene that does not exist is a 404 with the page that says so; others are found', async () => {
  writeFileSync(path.join(directory, 'index.html'), '<title>the display</title>');
  await serve({ 'display.screens': { east: { scenes: ['overview'] }, 'a/b': {}, 大屏: {} } });
  const answer = async (url: string) => {
    const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } });
    expect(body).toBe('<title>the display</title>');
    return statusCode;
  };
  for (const known of [
    '/',
    '/wall',
    '/wall/east',
    '/wall/a%2Fb',
    '/wall/%E5%A4%A7%E5%B1%8F',
    '/wall?scene=overview',
    '/ops?alert=a1',
    '/customer/C-1',
  ])
    expect([known, await answer(known)]).toEqual([known, 200]);
  const unknown = [
    '/wall/est',
    '/wall/East',
    '/wall/toString',
    '/wall/__proto__',
    '/wall/east?scene=weather',
    '/wall?scene=',
    '/wall?scene=overview&scene=overview',
  ];
  for (const address of unknown) expect([address, await answer(address)]).toEqual([address, 404]);
  expect((await app.inject({ method: 'HEAD', url: '/wall/est' })).statusCode).toBe(404);
});
