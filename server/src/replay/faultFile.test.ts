import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FaultFile } from './faultFile.ts';
import { readEventsFile } from './readFile.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'warroom-faults-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('every fault of a file is in the list on disk, and only the first are held', async () => {
  const events = path.join(directory, 'events.ndjson');
  writeFileSync(events, '{}\n\n{oops}\n'.repeat(2_000));
  const list = path.join(directory, 'rejected.ndjson');
  const faults = new FaultFile(list, 20);
  const { facts } = await readEventsFile(events, null, (fault) => faults.add(fault));
  faults.close();
  expect(facts).toEqual([]);
  const written = readFileSync(list, 'utf8').trimEnd().split('\n');
  expect(written).toHaveLength(faults.faults);
  expect(faults.rows).toBe(4_000);
  expect(faults.faults).toBeGreaterThan(4_000);
  expect(faults.first).toHaveLength(20);
  expect(written.slice(0, 20)).toEqual(faults.first.map((fault) => JSON.stringify(fault)));
  expect(JSON.parse(written.at(-1) as string)).toMatchObject({ line: 6_000, reason: expect.stringContaining('not JSON') });
});
