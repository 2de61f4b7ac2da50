/** Whatever comes in, the answer names the field and the reason, nothing of it is stored, and the server goes on. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.remove());

const good = (more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  kind: 'lead.created',
  at: new Date().toISOString(),
  source: 'crm',
  key: `L-${randomUUID()}`,
  data: {},
  ...more,
});

async function post(body: string, type = 'application/json') {
  const answer = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': type }, body });
  return {
    status: answer.status,
    body: (await answer.json()) as { error?: string; message: string; faults?: { line: number; field: string; reason: string }[] },
  };
}
const leads = async () =>
  ((await (await fetch(`${server.url}/api/v1/board/lead-response.open`)).json()) as { rows: unknown[] }).rows.length;

afterEach(async () => {
  // It lives, it is ready, and it takes what is good.
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const before = await leads();
  expect((await post(JSON.stringify(good()))).status).toBe(200);
  await until('the good lead on the board', async () => (await leads()) === before + 1);
});

describe('events', () => {
  test('malformed JSON: the line and the character', async () => {
    expect(await post('[{"id": 1,]')).toMatchObject({
      status: 400,
      body: { error: 'BODY_MALFORMED', message: expect.stringMatching(/line 1: not JSON at character 1\d/) },
    });
    expect(await post(`${JSON.stringify(good())}\n{oops}\n`, 'application/x-ndjson')).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/line 2/) },
    });
  });

  test('a body of 10 MB', async () => {
    const body = JSON.stringify(Array.from({ length: 60_000 }, () => good()));
    expect(body.length).toBeGreaterThan(9_000_000);
    expect(await post(body)).toMatchObject({ status: 413, body: { error: 'BODY_TOO_LARGE' } });
  });

  test('an unknown kind', async () => {
    expect(await post(JSON.stringify([good(), good({ kind: 'lead.abducted' })]))).toMatchObject({
      status: 400,
      body: { error: 'EVENTS_INVALID', faults: [{ line: 2, field: 'kind', reason: expect.stringContaining('lead.abducted') }] },
    });
  });

  test.each([
    ['1970', '1970-01-01T00:00:00Z', /before 2000/],
    ['1970 as epoch seconds', 1_772_442_000, /epoch seconds/],
    ['2300', '2300-01-01T00:00:00Z', /in the future/],
    ['no zone', '2026-03-02T09:00:00', /zone/],
  ])('a time in %s', async (_what, at, reason) => {
    expect(await post(JSON.stringify(good({ at })))).toMatchObject({
      status: 400,
      body: { faults: [{ line: 1, field: 'at', reason: expect.stringMatching(reason) }] },
    });
  });

  test('a huge string', async () => {
    expect(await post(JSON.stringify(good({ key: 'x'.repeat(1_000_000) })))).toMatchObject({
      status: 400,
      body: { faults: [{ field: 'key', reason: expect.stringMatching(/longer than 256/) }] },
    });
  });

  test('another content type', async () => {
    expect(await post('<event/>', 'text/xml')).toMatchObject({ status: 415, body: { error: 'CONTENT_TYPE' } });
  });
});

describe('the stream', () => {
  /** Opens, sends, and answers how it was closed and what was said before. */
  const talk = (send: (socket: WebSocket) => void, options: WebSocket.ClientOptions = {}) =>
    new Promise<{ code: number; said: string[] }>((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/stream`, options);
      const said: string[] = [];
      socket.on('message', (data) => said.push(String(data)));
      socket.on('open', () => send(socket));
      socket.on('error', (error) => said.push(error.message));
      socket.on('close', (code) => resolve({ code, said }));
    });

  test.each([
    ['no JSON', 'ni hao'],
    ['JSON of another shape', '{"t":"hello","v":"one"}'],
    ['a list', '[]'],
    ['another version', '{"t":"hello","v":99}'],
    ['something before the hello', '{"t":"sub","topics":{}}'],
  ])('hello with garbage: %s', async (_what, text) => {
    const { code, said } = await talk((socket) => socket.send(text));
    expect(code).toBe(4400);
    expect(JSON.parse(said.at(-1) as string)).toMatchObject({ t: 'err', message: expect.any(String) });
  });

  test('a frame of a megabyte', async () => {
    const { code } = await talk((socket) => socket.send('x'.repeat(1_000_000)));
    expect(code).toBe(1009);
  });

  test('a wrong origin', async () => {
    const { said } = await talk(() => {}, { origin: 'https://evil.example' });
    expect(said.join()).toMatch(/403/);
  });
});

describe('alerts', () => {
  test('an alert that is not there, an action without a name, an action that is none', async () => {
    const act = async (path: string, body: unknown) =>
      (
        await fetch(`${server.url}/api/v1/alerts/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;
    expect(await act('nobody/ack', { by: 'x' })).toBe(404);
    expect(await act('nobody/ack', { by: '' })).toBe(400);
    expect(await act('nobody/explode', { by: 'x' })).toBe(404);
  });
});
