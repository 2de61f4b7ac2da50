/** Any text through every way in: never a 5xx, what is taken is shown as it was taken, and one bad text harms nobody else's. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';

const TIMEOUT_MS = 60_000;
let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.remove());

const unit = fc.oneof(
  fc.constantFrom(
    '\ud83d',
    '\udc00',
    '\u0000',
    '\u0085',
    '\u202e',
    '\u2067',
    '\u2069',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u0301',
    '\ufffe',
    '\n',
  ),
  fc.constantFrom('|', '\\', '"', "'", '%', '/', '\u3000', 'ש', 'م', '中', 'Ａ', 'é', '👍', 'a', 'b'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const texts = (count: number) => fc.sample(fc.string({ unit, minLength: 1, maxLength: 6 }), { numRuns: count, seed: 20_261_126 });

async function post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await fetch(`${server.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}
const rowsOf = async (topic: string) =>
  ((await (await fetch(`${server.url}/api/v1/board/${topic}`)).json()) as { rows: Record<string, unknown>[] }).rows;

/** As a name counts that was taken. */
const form = (text: string) => text.normalize('NFC').trim();
const lead = (key: string, more: { region?: string; [field: string]: unknown } = {}) => ({
  id: randomUUID(),
  kind: 'lead.created',
  at: new Date(Date.now() - 300_000).toISOString(),
  source: 'crm',
  key,
  region: '',
  data: {},
  ...more,
});

test(
  'events: taken names stand on the board as they count, refused ones name their fields, the others are taken',
  async () => {
    const names = texts(120);
    const sent = names.map((name, i) =>
      lead(`${i} ${name}`, { region: name, channel: name, customer_id: name, data: { tier: name, origin: name, note: name } }),
    );
    const answers = await Promise.all(sent.flatMap((event, i) => [post('events', event), post('events', lead(`good ${i}`))]));
    const taken = sent.filter((event, i) => {
      const [own, good] = [answers[2 * i], answers[2 * i + 1]];
      expect(good).toMatchObject({ status: 200, body: { accepted: 1 } });
      expect([200, 400]).toContain(own?.status);
      if (own?.status === 400)
        for (const fault of own.body.faults as { field: string; reason: string }[])
          expect([event.key, fault.field === '' || fault.reason === '']).toEqual([event.key, false]);
      return own?.status === 200;
    });
    expect(taken.length).toBeGreaterThan(20);
    expect(taken.length).toBeLessThan(names.length);
    await until('all leads on the board', async () => (await rowsOf('lead-response.open')).length === names.length + taken.length);
    const rows = new Map((await rowsOf('lead-response.open')).map((row) => [row.leadId, row]));
    for (const { key, region } of taken) {
      const name = form(region as string) || null;
      expect(rows.get(form(key))).toMatchObject({ leadId: form(key), region: name, channel: name, customerId: name, tier: name });
    }
    const summary = (await rowsOf('lead-response.summary')).filter((row) => row.window === '1h' && row.dimension === 'region');
    const regions = new Set(taken.map(({ region }) => form(region as string)).filter((name) => name !== ''));
    expect(summary.map(({ name }) => name).sort()).toEqual([...regions].sort());
  },
  TIMEOUT_MS,
);

test(
  'alerts: of many who act at once each is told of his own text alone, and what is stored is what was typed',
  async () => {
    await until('the violations', async () => (await rowsOf('alerts')).filter(({ rule }) => rule === 'lead-violation').length > 100);
    const ids = (await rowsOf('alerts')).filter(({ rule }) => rule === 'lead-violation').map(({ key }) => key as string);
    const notes = texts(80);
    const answers = await Promise.all(
      notes.map((note, i) => post(`alerts/${ids[i]}/ack`, i % 2 === 0 ? { by: 'li', note: 'good' } : { by: note, note })),
    );
    for (const [i, answer] of answers.entries()) {
      if (i % 2 === 0) expect(answer).toMatchObject({ status: 200, body: { owner: 'li', note: 'good' } });
      else expect([200, 400]).toContain(answer.status);
      if (answer.status === 200) {
        const kept = (await (await fetch(`${server.url}/api/v1/alerts/${ids[i]}`)).json()) as Record<string, unknown>;
        expect(kept).toMatchObject({ owner: answer.body.owner, note: answer.body.note });
        if (i % 2 === 1) expect(answer.body).toMatchObject({ owner: form(notes[i] as string), note: notes[i] });
      }
    }
    expect(new Set(answers.filter((_, i) => i % 2 === 1).map(({ status }) => status))).toEqual(new Set([200, 400]));
  },
  TIMEOUT_MS,
);

test(
  'addresses: whatever is asked for, the answer is no error of the server',
  async () => {
    for (const text of texts(60)) {
      const asked = encodeURIComponent(text.toWellFormed());
      for (const address of [
        `customers/${asked}`,
        `customers/${asked}/live`,
        `customers/x?zone=${asked}`,
        `alerts/${asked}`,
        `alerts?owner=${asked}&subject=${asked}&rule=${asked}`,
        `board/alerts?key=${asked}`,
        `board/${asked}`,
      ])
        expect([address, (await fetch(`${server.url}/api/v1/${address}`)).status]).toEqual([
          address,
          expect.toSatisfy((status: number) => status < 500),
        ]);
    }
    expect((await fetch(`${server.url}/api/v1/quality`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^warroom_alike_names \d+$/m);
  },
  TIMEOUT_MS,
);
