/** Files and rows that are not UTF-8: refused by line or decoded, never taken as something else; and what was ruined before can be mended. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { quietLog } from '../../../testing/testStore.ts';
import { main as importMain } from '../../src/commands/importCommand.ts';
import { replayCommand } from '../../src/commands/replayCommand.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore, type Store } from '../../src/store/client.ts';
import { EventReads } from '../../src/store/eventReads.ts';
import { migrate } from '../../src/store/migrate.ts';

const MAP = fileURLToPath(new URL('../../../deploy/import-examples/crm-leads.sql', import.meta.url));
/** 华东, 华南, 华北. */
const REGIONS = { 华东: [0xbb, 0xaa, 0xb6, 0xab], 华南: [0xbb, 0xaa, 0xc4, 0xcf], 华北: [0xbb, 0xaa, 0xb1, 0xb1] };
const HEADER = 'lead_id,created_at,assigned_at,responded_at,auto_reply,closed_at,closed_reason,region,channel,team,rep_id,tier,origin';
const row = (id: string, region: string) => `${id},2026-02-03 09:00:05,,,,,,${region},web,,,A,x`;
const csv = [HEADER, ...Object.keys(REGIONS).map((region, index) => row(`E-${index}`, region))].join('\r\n');
const gb18030 = (text: string) =>
  Buffer.concat(
    text
      .split(/(华[东南北])/)
      .map((part) => (part in REGIONS ? Buffer.from(REGIONS[part as keyof typeof REGIONS]) : Buffer.from(part, 'latin1'))),
  );
const ndjson = Object.keys(REGIONS)
  .map((region, index) =>
    JSON.stringify({
      ...{ id: `00000000-0000-4000-8000-00000000010${index}`, kind: 'lead.created', at: '2026-02-03T09:00:00+08:00', source: 'crm' },
      ...{ key: `F-${index}`, region, data: {} },
    }),
  )
  .join('\n');

let directory: string;
let dataDir: string;
let runs = 0;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-encodings-'));
});
beforeEach(() => {
  dataDir = path.join(directory, `data-${runs++}`);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string, bytes: Buffer | string) => {
  writeFileSync(path.join(directory, name), bytes);
  return name;
};
async function imported(...args: string[]) {
  const said: string[] = [];
  const output = { out: (line: string) => said.push(line), error: (line: string) => said.push(line) };
  const code = await importMain([...args, '--data', dataDir], directory, output);
  return { code, said: said.join('\n') };
}
async function inStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { store: settings } = loadConfig({ flags: { 'store.dataDir': dataDir } });
  const store = await openStore(settings, quietLog);
  try {
    await migrate(store, settings, quietLog);
    return await work(store);
  } finally {
    await store.close();
  }
}
const regions = () =>
  inStore(async (store) =>
    (await store.query<[string, string]>('read', `SELECT key, region FROM ${store.table('events')} ORDER BY key`)).map(
      ([, region]) => region,
    ),
  );

test.each([
  ['CSV', 'a.csv', gb18030(csv), ['--map', MAP], /line 2: not UTF-8: GB18030\? Then give --encoding gb18030/],
  ['NDJSON', 'a.ndjson', gb18030(ndjson), [], /line 1: not UTF-8: GB18030\?/],
  [
    'the wrong encoding',
    'b.csv',
    gb18030(csv),
    ['--map', MAP, '--encoding', 'utf-16le'],
    /\/warroom-encodings-\w+\/b\.csv cannot be read with this map/,
  ],
  ['an encoding that there is not', 'c.csv', csv, ['--map', MAP, '--encoding', 'klingon'], /no encoding klingon; there are/],
  ['a delimiter of two characters', 'd.csv', csv, ['--map', MAP, '--delimiter', ';;'], /--delimiter is one character/],
])('%s is refused, and nothing is imported', async (_, name, bytes, args, message) => {
  const { code, said } = await imported(file(name, bytes), ...args);
  expect(code).toBeGreaterThan(0);
  expect(said).toMatch(message);
});

test.each([
  ['GB18030', 'a.csv', gb18030(csv), ['--map', MAP, '--encoding', 'GB18030']],
  ['UTF-16 by its mark', 'b.csv', Buffer.from(`\ufeff${csv}`, 'utf16le'), ['--map', MAP]],
  [
    'UTF-16 with tabs, as a spreadsheet saves "Unicode text"',
    'c.csv',
    Buffer.from(`\ufeff${csv.replaceAll(',', '\t')}`, 'utf16le'),
    ['--map', MAP, '--delimiter', 'tab'],
  ],
  ['UTF-8 with its mark and semicolons', 'd.csv', Buffer.from(`\ufeff${csv.replaceAll(',', ';')}`), ['--map', MAP, '--delimiter', ';']],
  ['NDJSON in GBK', 'e.ndjson', gb18030(ndjson), ['--encoding', 'gbk']],
])('%s is decoded', async (_, name, bytes, args) => {
  expect(await imported(file(name, bytes), ...args)).toEqual({ code: 0, said: 'imported 3 of 3 rows, 0 were there already, 0 are bad' });
  expect(await regions()).toEqual(Object.keys(REGIONS));
});

test('replay refuses by line, or decodes', async () => {
  const events = file('r.ndjson', gb18030(ndjson));
  const replayed = (...args: string[]) =>
    replayCommand(['--events', events, '--out', 'out', '--topics', 'lead-response.summary', ...args], directory);
  expect(await replayed()).toBe(1);
  expect(await replayed('--encoding', 'gb18030', '--until', '2026-02-03T09:05:00+08:00')).toBe(0);
  const summary = readFileSync(path.join(directory, 'out/lead-response.summary.json'), 'utf8');
  for (const region of Object.keys(REGIONS)) expect(summary).toContain(region);
  expect(summary).not.toContain('\ufffd');
});

test('rows of other writers that are not UTF-8, or were ruined, are no events; the right file mends them, twice the same', async () => {
  const right = file('right.csv', csv);
  expect((await imported(right, '--map', MAP)).code).toBe(0);
  await inStore(async (store) => {
    const events = store.table('events');
    // As a writer leaves them that copies bytes, and as one that decodes them by the wrong table.
    const ruin = (key: string, bytes: string) =>
      store.command('state', `ALTER TABLE ${events} UPDATE region = ${bytes} WHERE key = '${key}' SETTINGS mutations_sync = 2`);
    await ruin('E-0', "unhex('BBAAB6AB')");
    await ruin('E-1', "'\ufffd\ufffd\ufffd'");
    const reads = new EventReads(store);
    const { page } = await reads.page('catch-up', 0, Date.UTC(2030, 0, 1), null, 100);
    const rows = Array.from({ length: page.rows }, (_, row) => row);
    const read = rows.map((row) => page.read(row, { maxFutureMs: 0 }));
    const refused = read.flatMap((one) => ('rejected' in one ? [one.rejected] : []));
    expect(refused.map(({ key, field }) => [key, field]).sort()).toEqual([
      ['E-0', 'region'],
      ['E-1', 'region'],
    ]);
    expect(refused[0]?.reason).toContain('could not be decoded');
    // A ruined row does not use up its id.
    const ids = rows.map((row) => page.id(row));
    expect((await reads.present(ids, 0, Date.UTC(2030, 0, 1))).size).toBe(1);
  });
  expect(await imported(right, '--map', MAP)).toEqual({
    code: 0,
    said: "2 rows that a wrong encoding had ruined were taken out, and the file's took their place\nimported 2 of 3 rows, 1 were there already, 0 are bad",
  });
  expect(await regions()).toEqual(Object.keys(REGIONS));
  expect((await imported(right, '--map', MAP)).said).toBe('imported 0 of 3 rows, 3 were there already, 0 are bad');
});

test.each([
  [
    'configuration',
    () => loadConfig({ file: path.join(directory, file('c.yaml', gb18030('server:\n  place: 华东\n'))) }),
    /c\.yaml.*line 2: not UTF-8.*GB18030/,
  ],
  [
    'holidays',
    () => {
      file('h.yaml', gb18030('holidays: # 华东\n  - 2026-01-01\n'));
      const config = file('h-config.yaml', 'lead-response:\n  calendar:\n    timeZone: Asia/Shanghai\n    file: h.yaml\n');
      return loadConfig({ file: path.join(directory, config) });
    },
    /h\.yaml.*line 1: not UTF-8/,
  ],
  [
    'the map',
    () => {
      file('m.geojson', gb18030('{"type":"FeatureCollection","features":[],"name":"华东"}'));
      return loadConfig({
        file: path.join(directory, file('m-config.yaml', 'display:\n  map:\n    file: m.geojson\n    attribution: x\n')),
      });
    },
    /m\.geojson.*not UTF-8/,
  ],
])('%s that is not UTF-8 is refused by file and line', (_, load, message) => {
  expect(load).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }));
});
