import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { ConfigSchema, RENAMED } from './schema.ts';

test('defaults fill every section', () => {
  const config = loadConfig();
  expect(config['lead-response'].slaSeconds).toBe(90);
  expect(config['lead-response'].serviceLevel.target).toBe(0.8);
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
  expect(() => loadConfig({ flags: { 'lead-response.slaSecond': 3 } })).toThrow(/lead-response: unknown setting slaSecond/);
  expect(() => loadConfig({ file: '/nonexistent.yaml' })).toThrow(/nonexistent\.yaml cannot be read/);
});

test('text becomes what its setting asks for, never what it looks like', () => {
  const environment = { CLICKHOUSE_PASSWORD: '0123', WARROOM_PLACE: 'true', CLICKHOUSE_USER: '7' };
  const config = loadConfig({ environment });
  expect([config.store.password, config.server.place, config.store.user]).toEqual(['0123', 'true', '7']);
  expect(() => loadConfig({ environment: { WARROOM_DEMO: 'yes' } })).toThrow(/demo\.enabled: "yes" is not true or false/);
  expect(() => loadConfig({ environment: { WARROOM_PORT: '80 80' } })).toThrow(/server\.port: "80 80" is not a number/);
  expect(loadConfig({ environment: { WARROOM_PORT: '0' }, flags: { 'demo.speed': '2.5' } })).toMatchObject({
    server: { port: 0 },
    demo: { speed: 2.5 },
  });
});

describe('settings that were renamed', () => {
  const withFile = (text: string, flags: Record<string, unknown> = {}) => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-config-'));
    const warnings: string[] = [];
    try {
      const file = path.join(directory, 'warroom.yaml');
      writeFileSync(file, text);
      return { config: loadConfig({ file, flags, warn: (warning) => warnings.push(warning) }), warnings };
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  test('the old name still works, in the file and as a flag, with a warning that names the new one', () => {
    const { config, warnings } = withFile('lead: { slaSeconds: 75 }\ndelivery: { blockedHours: 3 }\n', { 'lead.atRiskSeconds': 40 });
    expect(config['lead-response']).toMatchObject({ slaSeconds: 75, atRiskSeconds: 40 });
    expect(config['delivery-risk'].blockedHours).toBe(3);
    expect(warnings).toEqual([
      'configuration: lead is called lead-response now; the old name still works',
      'configuration: delivery is called delivery-risk now; the old name still works',
      'configuration: lead.atRiskSeconds is called lead-response.atRiskSeconds now; the old name still works',
    ]);
  });

  test('the new name is not warned of', () => {
    expect(withFile('lead-response: { slaSeconds: 75 }\n').warnings).toEqual([]);
  });

  test('old and new at once are refused, for nobody could say which counts', () => {
    expect(() => withFile('lead: { slaSeconds: 75 }\nlead-response: { slaSeconds: 90 }\n')).toThrow(
      /lead is the old name of lead-response, and both are given/,
    );
  });

  test('a fault under an old name is told under the new one', () => {
    expect(() => withFile('lead: { slaSecond: 75 }\n')).toThrow(/lead-response: unknown setting slaSecond/);
  });

  test('every new name is a section that there is', () => {
    for (const now of Object.values(RENAMED)) expect(Object.keys(ConfigSchema.properties)).toContain(now);
  });
});

test('a file that holds no settings is refused', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-config-'));
  const file = path.join(directory, 'list.yaml');
  writeFileSync(file, '- 1\n');
  expect(() => loadConfig({ file })).toThrow(/list\.yaml must hold settings by name/);
  rmSync(directory, { recursive: true });
});

test('a token in the environment joins those of the file; a short one is refused without being repeated', () => {
  const { tokens } = loadConfig({ environment: { WARROOM_OPERATE_TOKEN: 'sixteen-letters-1', WARROOM_INGEST_TOKEN: '' } }).access;
  expect(tokens).toEqual([{ name: 'WARROOM_OPERATE_TOKEN', token: 'sixteen-letters-1', roles: ['view', 'operate'], shared: true }]);
  const short = () => loadConfig({ environment: { WARROOM_VIEW_TOKEN: 'tooshort' } });
  expect(short).toThrow(/access\.tokens\.0\.token/);
  expect(short).not.toThrow(/tooshort/);
});

test('a calendar that makes no sense is refused by name, as every other setting', () => {
  const hours = { mon: ['09:00-12:00'] };
  const code = (calendar: unknown) => {
    try {
      loadConfig({ flags: { 'lead-response.calendar': calendar } });
    } catch (error) {
      return [(error as { code: string }).code, (error as Error).message];
    }
    return [];
  };
  expect(code({ hours, timeZone: 'Mars/Olympus' })).toEqual([
    'CONFIG_INVALID',
    expect.stringMatching(/lead-response\.calendar\.timeZone: no such time zone/),
  ]);
  expect(code({ hours: { mon: ['09:00-12:00', '11:00-13:00'] } })).toEqual([
    'CONFIG_INVALID',
    expect.stringMatching(/lead-response\.calendar\.hours\.mon: shifts overlap/),
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
    expect(load).toThrow(/display\.map\.file .*is not GeoJSON/);
    writeFileSync(file, '{"type":"FeatureCollection","features":[]}');
    expect(load().display.map).toMatchObject({ file, reviewNumber: '' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
