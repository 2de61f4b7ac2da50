/** A customer's right: by the command, through the server that holds the store or by another process, and gone from everything that the server shows. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';
import { eraseCommand } from '../../src/commands/eraseCommand.ts';
import { erase, selectionOfCustomer } from '../../src/store/erase.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ 'lead.slaSeconds': 1 });
});
afterAll(() => server.remove());

const get = async <T>(at: string): Promise<T> => (await (await fetch(`${server.url}${at}`)).json()) as T;
const post = (at: string, body: unknown) =>
  fetch(`${server.url}${at}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function send(kind: string, key: string, more: Record<string, unknown> = {}) {
  const event = { id: randomUUID(), kind, at: new Date(Date.now() - 2_000).toISOString(), source: 'crm', key, data: {}, ...more };
  expect((await post('/api/v1/events', [event])).status).toBe(200);
}

/** A lead that is violated and an order on its way, of which later facts do not name the customer. */
async function tell(customer: string) {
  const promised = new Date(Date.now() + 86_400_000).toISOString();
  await send('lead.created', `L-${customer}`, { customer_id: customer, data: { value: 9_000 } });
  await send('lead.assigned', `L-${customer}`, { team: '一组', rep_id: 'R-1' });
  await send('order.placed', `O-${customer}`, { customer_id: customer, data: { promised_at: promised, amount: 5, route: ['cut', 'sew'] } });
  await send('order.step', `O-${customer}`, { data: { step: 'cut', state: 'started', site: '一厂' } });
  await send('touchpoint.seen', customer, { channel: '微信群', data: { captured_by: 'im' } });
}

/** Everything that the server says and the store holds, as one text. */
async function everything(): Promise<string> {
  const board = await Promise.all(TOPIC_NAMES.map((topic) => get(`/api/v1/board/${topic}`)));
  const tables = await Promise.all(
    ['events', 'alert_log', 'rejected', 'checkpoints', 'erasures'].map((table) =>
      server.store.query('read', `SELECT * FROM ${server.store.table(table)}`),
    ),
  );
  return JSON.stringify([board, await get('/api/v1/alerts'), tables]);
}

/** What a screen is sent from here on, also after it was told to come back. */
function listen(): { frames: string[]; close(): void } {
  const frames: string[] = [];
  let socket: WebSocket;
  let going = true;
  const connect = () => {
    socket = new WebSocket(`${server.url.replace('http', 'ws')}/stream`);
    const topics = { 'lead-response.open': {}, 'delivery-risk.orders': {}, alerts: {} };
    socket.on('open', () => socket.send(JSON.stringify({ t: 'hello', v: 1, topics })));
    socket.on('message', (data) => frames.push(String(data)));
    socket.on('close', () => going && setTimeout(connect, 50));
    socket.on('error', () => {});
  };
  connect();
  return {
    frames,
    close() {
      going = false;
      socket.terminate();
    },
  };
}

const COMMANDS = path.resolve(import.meta.dirname, '../../src/commands');

/** In a process of its own, as a person runs it: the embedded store is open in this one. */
async function run(command: 'erase' | 'demo', args: readonly string[], address = server.url): Promise<{ code: number; said: string }> {
  const script = `import('${COMMANDS}/${command}Command.ts').then(async (m) => process.exit(await m.${command}Command(process.argv.slice(1), '/')))`;
  const all = ['--disable-warning=ExperimentalWarning', '-e', script, '--', ...args, '--data', server.directory, '--server', address];
  const child = spawn(process.execPath, all, { env: { ...process.env, UV_THREADPOOL_SIZE: '12' } });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  return { code, said };
}

test('the command, through the server that holds the store: shows first, erases when told to, and only this customer', async () => {
  await tell('GONE-1');
  await tell('STAYS-2');
  await until('both leads to be violated', async () => (await get<{ alerts: unknown[] }>('/api/v1/alerts')).alerts.length === 2);
  await until('the changes to be logged', async () => {
    const [row] = await server.store.query<[number]>('read', `SELECT count() FROM ${server.store.table('alert_log')}`);
    return (row?.[0] ?? 0) >= 2;
  });

  const shown = await run('erase', ['--customer', 'GONE-1']);
  expect(shown.code).toBe(0);
  expect(shown.said).toContain('found: 5 events');
  expect(shown.said).toContain('Nothing was erased: say --yes');
  expect(await everything()).toContain('GONE-1');

  const done = await run('erase', ['--customer', 'GONE-1', '--yes']);
  expect(done.code, done.said).toBe(0);
  expect(done.said).toContain('erased: 5 events');
  // When it has answered it is gone here, and nobody is sent it again.
  const screen = listen();
  expect(await everything()).not.toContain('GONE-1');
  await until('the other customer to be shown as before', async () => {
    const text = await everything();
    return ['L-STAYS-2', 'O-STAYS-2', 'lead:L-STAYS-2'].every((name) => text.includes(name));
  });
  await until('the screen to have its rows', () => screen.frames.some((frame) => frame.includes('L-STAYS-2')));
  screen.close();
  expect(screen.frames.join('\n')).not.toContain('GONE-1');
  expect((await run('erase', ['--customer', 'GONE-1'])).said).toContain('Nothing of it is stored.');
});

test('what another process erased leaves this server too', async () => {
  await tell('GONE-3');
  await until('its lead to be violated', async () => (await get<{ alerts: unknown[] }>('/api/v1/alerts')).alerts.length === 2);
  await erase(server.store, selectionOfCustomer(server.store, 'GONE-3'));
  await until('the server to start anew without it', async () => !(await everything()).includes('GONE-3'));
  await until('the other one', async () => (await get<{ alerts: unknown[] }>('/api/v1/alerts')).alerts.length === 1);
});

test('wrong arguments are told apart from failures', async () => {
  const said: string[] = [];
  const output = { out: (line: string) => said.push(line), error: (line: string) => said.push(line) };
  const here = (...args: string[]) => eraseCommand(args, '/', output);
  expect(await here()).toBe(2);
  expect(await here('--customer', 'X', '--ruined')).toBe(2);
  expect(await here('--costumer', 'X')).toBe(2);
  expect(await here('--customer', '')).toBe(2);
  expect(await here('--customer', 'X', '--data', `${server.directory}/none`)).toBe(1);
  const unheard = await run('erase', ['--customer', 'X'], 'http://127.0.0.1:9');
  expect(unheard).toMatchObject({ code: 1, said: expect.stringContaining('--server') });
  expect((await post('/api/v1/erasures', { confirm: true })).status).toBe(400);
});

test('the demo command says what there is', async () => {
  expect(await run('demo', [])).toMatchObject({ code: 0, said: expect.stringContaining('there are: 0 simulated events') });
});
