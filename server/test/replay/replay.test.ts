/** The replay command, as a person calls it: from a file, from a store that the same file was imported into, and called wrongly. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { main as importCommand } from '../../src/commands/importCommand.ts';
import { replayCommand } from '../../src/commands/replayCommand.ts';
import { loadConfig } from '../../src/config/config.ts';
import { DEMO_CONTRACTS } from '../../src/demo/contracts/contracts.ts';
import { createSimulator } from '../../src/demo/simulator.ts';
import { createMonitors } from '../../src/monitors.ts';

const directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-replay-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
vi.spyOn(console, 'error').mockImplementation(() => {});
vi.spyOn(console, 'log').mockImplementation(() => {});

const START_MS = Date.parse('2026-03-02T02:00:00Z');
/** The simulated organisation, leads of an hour and whatever lives for days, with late answers, copies and auto-replies; the file not in order. */
function history(what: 'leads' | 'all'): string {
  const longLived = { toldUntilMs: null, shows: [START_MS] };
  const rows = createSimulator({ seed: 7, startMs: START_MS, ...(what === 'all' ? { longLived } : {}) })
    .backfill(START_MS)
    .map(({ event, arrivesAtMs }) => JSON.stringify({ ...event, ingested_at: arrivesAtMs }));
  rows.reverse();
  const file = path.join(directory, `${what}.ndjson`);
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}
const files = (dir: string) =>
  Object.fromEntries(
    readdirSync(path.join(directory, dir))
      .sort()
      .map((name) => [name, readFileSync(path.join(directory, dir, name), 'utf8')]),
  );
const config = path.join(directory, 'warroom.yaml');
writeFileSync(config, JSON.stringify({ contracts: DEMO_CONTRACTS }));
const run = (...args: string[]) => replayCommand([...args, '--config', config], directory);
const lines = (text: string | undefined) =>
  (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { at: string; state: string; subject: string; rule: string });

/** Replayed in the first test, looked at in the next ones as well: the file is long. */
test('two runs give the same bytes, and each lead open at its deadline fires once, at it', async () => {
  const file = history('all');
  expect(await run('--events', file, '--out', 'a')).toBe(0);
  expect(await run('--events', file, '--out', 'b')).toBe(0);
  expect(files('b')).toEqual(files('a'));
  const fired = lines(files('a')['alert_log.ndjson']).filter((row) => row.rule === 'lead-violation' && row.state === 'firing');
  expect(fired.length).toBeGreaterThan(20);
  expect(new Set(fired.map((row) => row.subject)).size).toBe(fired.length);
  expect((JSON.parse(files('a')['lead-response.summary.json'] as string) as { key: string }[]).some((row) => row.key === '15m|all|')).toBe(
    true,
  );
});

test('every topic that monitors fill has rows, those of private topics too', async () => {
  const written = files('a');
  const rows = (topic: string) => (JSON.parse(written[`${topic}.json`] as string) as unknown[]).length;
  const { monitors } = createMonitors(loadConfig(), () => {});
  const topics = monitors.flatMap((monitor) => monitor.topics);
  expect(topics.filter((topic) => rows(topic) === 0)).toEqual([]);
  const rules = new Set(lines(written['alert_log.ndjson']).map((row) => row.rule));
  for (const rule of ['delivery-late', 'step-blocked', 'dark-channel', 'silent-opportunity', 'resonance', 'breaker-transmission-low'])
    expect(rules).toContain(rule);
});

test('the same history imported into a store gives the same bytes', async () => {
  const file = path.join(directory, 'all.ndjson');
  // Import keeps arrival = at unless a row says otherwise, which these do.
  expect(await importCommand([file, '--data', path.join(directory, 'data')], directory)).toBe(0);
  expect(await run('--store', path.join(directory, 'data'), '--out', 'store')).toBe(0);
  expect(files('store')).toEqual(files('a'));
});

test('--until stops the clock, --from cuts the log and nothing else, --topics chooses', async () => {
  const file = history('leads');
  const middle = new Date(START_MS - 1_800_000).toISOString();
  await run('--events', file, '--until', middle, '--out', 'until');
  await run(
    '--events',
    file,
    '--until',
    middle,
    '--from',
    new Date(START_MS - 2_400_000).toISOString(),
    '--topics',
    'lead-response.summary,alerts',
    '--out',
    'from',
  );
  const all = lines(files('until')['alert_log.ndjson']);
  expect(all.length).toBeGreaterThan(0);
  expect(all.every((row) => row.at <= middle)).toBe(true);
  expect(lines(files('from')['alert_log.ndjson'])).toEqual(all.filter((row) => Date.parse(row.at) >= START_MS - 2_400_000));
  expect(Object.keys(files('from'))).toEqual(['alert_log.ndjson', 'alerts.json', 'lead-response.summary.json', 'rejected.ndjson']);
  expect(files('from')['lead-response.summary.json']).toBe(files('until')['lead-response.summary.json']);
});

test('rows that cannot be read are listed by line, field and reason, and the others count', async () => {
  const good = {
    id: '5b6c5dfc-6f0e-4c9e-9a0e-0f5d6a1f7b01',
    kind: 'lead.created',
    at: '2026-03-02T02:00:00Z',
    source: 'crm',
    key: 'L-1',
    data: {},
  };
  writeFileSync(
    path.join(directory, 'mixed.ndjson'),
    `${JSON.stringify(good)}\n{oops\n${JSON.stringify({ ...good, kind: 'lead.abducted' })}\n${JSON.stringify(good)}\n`,
  );
  expect(await run('--events', 'mixed.ndjson', '--out', 'mixed')).toBe(0);
  expect(lines(files('mixed')['rejected.ndjson'])).toMatchObject([
    { line: 2, field: '' },
    { line: 3, field: 'kind' },
  ]);
  expect(JSON.parse(files('mixed')['lead-response.open.json'] as string)).toMatchObject([{ key: 'L-1' }]);
});

test.each([
  [['--events', 'x.ndjson'], 2],
  [['--events', 'x.ndjson', '--store', '.', '--out', 'o'], 2],
  [['--events', 'x.ndjson', '--out', 'o', '--until', 'yesterday'], 2],
  [['--events', 'x.ndjson', '--out', 'o', '--topics', 'weather'], 2],
  [['--events', 'nowhere.ndjson', '--out', 'o'], 1],
])('called wrongly: %j', async (args, code) => {
  expect(await run(...args)).toBe(code);
});
