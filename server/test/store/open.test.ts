/** What an operator is told when the store cannot be opened or is not there. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openTestStore, quietLog } from '../../../testing/testStore.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore } from '../../src/store/client.ts';

const run = promisify(execFile);
const storeConfig = (flags: Record<string, unknown>) => loadConfig({ flags }).store;

test('a second server on one data directory is told who has it and what to do', async () => {
  const first = await openTestStore();
  const script = `
    import { openStore } from './server/src/store/client.ts';
    import { loadConfig } from './server/src/config/config.ts';
    const log = { info() {}, warn() {}, error() {}, debug() {} };
    await openStore(loadConfig({ flags: { 'store.dataDir': ${JSON.stringify(first.dataDir)} } }).store, log)
      .then(() => console.log('{}'), (error) => console.log(JSON.stringify({ ...error.toJSON() })));
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: new URL('../../..', import.meta.url),
  });
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({ error: 'STORE_LOCKED', retry: false });
  expect(answer.message).toContain(`in use by process ${process.pid}`);
  expect(answer.message).toMatch(/--data.*CLICKHOUSE_URL/);
  expect(answer.message).not.toContain('\n');
  // The first goes on undisturbed.
  expect(await first.store.ping()).toBe(true);
  await first.close();
});

test('a data directory that is a file is named', async () => {
  const config = storeConfig({ 'store.dataDir': new URL(import.meta.url).pathname });
  await expect(openStore(config, quietLog)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('open.test.ts'),
  });
});

test('an address where nobody listens', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const config = storeConfig({ 'store.url': `http://127.0.0.1:${port}` });
  await expect(openStore(config, quietLog)).rejects.toMatchObject({
    code: 'STORE_DOWN',
    retry: true,
    retryAfterSeconds: expect.any(Number),
    message: expect.stringMatching(/127\.0\.0\.1:\d+ does not answer.*CLICKHOUSE_URL/),
  });
});

test.each(['not a url', 'ftp://host', 'http://user:secret@host:8123'])(
  'the address %s is refused without showing a secret',
  async (url) => {
    const error = await openStore(storeConfig({ 'store.url': url }), quietLog).catch((refused) => refused);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('store.url') });
    expect(error.message).not.toContain('secret');
  },
);
