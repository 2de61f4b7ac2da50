import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataDirectory } from './dataDirectory.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'warroom-data-'));
  writeFileSync(path.join(base, 'file'), 'x');
  symlinkSync(path.join(base, 'nowhere', 'else'), path.join(base, 'dangling'));
  symlinkSync(path.join(base, 'loop'), path.join(base, 'loop'));
  mkdirSync(path.join(base, 'there', 'inside'), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test.each(['new', 'a/b/c', 'there', 'there/inside', 'there/../new'])('%s can be used, and nothing of the trial stays', (name) => {
  const directory = path.join(base, name);
  prepareDataDirectory(directory);
  expect(statSync(directory).isDirectory()).toBe(true);
  expect(readdirSync(directory).filter((entry) => entry !== 'inside')).toEqual([]);
});

test.each([
  ['file', /a file/],
  ['file/clickhouse', /a part of the path is a file/],
  ['dangling', /a file of that name|cannot be made/],
  ['dangling/clickhouse', /cannot be made|a file of that name/],
  ['loop/clickhouse', /link|a file of that name/],
  ['x'.repeat(300), /name is too long/],
  // The parent is there and takes no children: Node's own recursive mkdir never comes back from this.
  ['/proc/warroom/clickhouse', /cannot be (made|created)|no permission|read-only/],
])('%s cannot, and one line says why', (name, reason) => {
  const directory = path.resolve(base, name);
  const refused = () => prepareDataDirectory(directory);
  expect(refused).toThrow(reason);
  expect(refused).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', retry: false }));
  expect(refused).toThrow(/^data directory .* --data\.$/);
  expect(existsSync(path.join(directory, 'status'))).toBe(false);
});
