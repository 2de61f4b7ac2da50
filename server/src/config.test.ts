import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

test('defaults fill every section', () => {
  const config = loadConfig();
  expect(config.lead.slaSeconds).toBe(90);
  expect(config.lead.serviceLevel.target).toBe(0.8);
  expect(config.stream.flushMs).toBe(100);
});

test('the environment beats the default, and a flag beats the environment', () => {
  const environment = { WARROOM_PORT: '9000', WARROOM_DEMO: 'false', CLICKHOUSE_PASSWORD: '1234' };
  expect(loadConfig({ environment }).server.port).toBe(9000);
  expect(loadConfig({ environment }).demo.enabled).toBe(false);
  expect(loadConfig({ environment }).store.password).toBe('1234');
  expect(loadConfig({ environment, flags: { 'server.port': 9001 } }).server.port).toBe(9001);
});

test('a bad value and an unknown setting are refused by name', () => {
  expect(() => loadConfig({ flags: { 'server.port': 'abc' } })).toThrow(/server\.port/);
  expect(() => loadConfig({ flags: { 'lead.slaSecond': 3 } })).toThrow(/lead: unknown setting slaSecond/);
  expect(() => loadConfig({ file: '/nonexistent.yaml' })).toThrow(/nonexistent\.yaml cannot be read/);
});

test('a token in the environment joins those of the file; a short one is refused without being repeated', () => {
  const { tokens } = loadConfig({ environment: { WARROOM_OPERATE_TOKEN: 'sixteen-letters-1', WARROOM_INGEST_TOKEN: '' } }).access;
  expect(tokens).toEqual([{ name: 'WARROOM_OPERATE_TOKEN', token: 'sixteen-letters-1', roles: ['view', 'operate'] }]);
  const short = () => loadConfig({ environment: { WARROOM_VIEW_TOKEN: 'tooshort' } });
  expect(short).toThrow(/access\.tokens\.0\.token/);
  expect(short).not.toThrow(/tooshort/);
});

test('a calendar that makes no sense is refused by name, as every other setting', () => {
  const hours = { mon: ['09:00-12:00'] };
  const code = (calendar: unknown) => {
    try {
      loadConfig({ flags: { 'lead.calendar': calendar } });
    } catch (error) {
      return [(error as { code: string }).code, (error as Error).message];
    }
    return [];
  };
  expect(code({ hours, timeZone: 'Mars/Olympus' })).toEqual([
    'CONFIG_INVALID',
    expect.stringMatching(/lead\.calendar\.timeZone: no such time zone/),
  ]);
  expect(code({ hours: { mon: ['09:00-12:00', '11:00-13:00'] } })).toEqual([
    'CONFIG_INVALID',
    expect.stringMatching(/lead\.calendar\.hours\.mon: shifts overlap/),
  ]);
  expect(code({ hours })).toEqual([]);
});

test('scenes and panels are names that exist; a screen may have its own', () => {
  expect(loadConfig().display.scenes).toEqual(['lead-response', 'delivery-risk', 'touchpoints', 'capability', 'overview']);
  const own = loadConfig({ flags: { 'display.screens': { plant: { scenes: ['delivery-risk'], panels: { 'delivery-risk': ['map'] } } } } });
  expect(own.display.screens.plant).toMatchObject({ scenes: ['delivery-risk'], panels: { 'delivery-risk': ['map'] } });
  expect(() => loadConfig({ flags: { 'display.scenes': ['weather'] } })).toThrow(/display\.scenes\.0/);
  expect(() => loadConfig({ flags: { 'display.scenes': [] } })).toThrow(/display\.scenes/);
  expect(() => loadConfig({ flags: { 'display.panels': { touchpoints: ['runway'] } } })).toThrow(/display\.panels\.touchpoints\.0/);
  expect(() => loadConfig({ flags: { 'display.screens': { plant: { scene: 'heat' } } } })).toThrow(
    /display\.screens\.plant: unknown setting scene/,
  );
});

test('a map that is not there, or is none, is refused at start by its file', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-config-'));
  const file = path.join(directory, 'borders.geojson');
  const load = () => loadConfig({ flags: { 'display.map': { file, attribution: 'a' } } });
  try {
    expect(load).toThrow(/display\.map\.file .*borders\.geojson.*ENOENT/);
    writeFileSync(file, '{"type":"Topology"}');
    expect(load).toThrow(/display\.map\.file .*is no GeoJSON/);
    writeFileSync(file, '{"type":"FeatureCollection","features":[]}');
    expect(load().display.map).toMatchObject({ file, reviewNumber: '' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
