import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type Product, startProduct, until } from './product.ts';

/** As in life, only sooner: the rule is the same at any SLA. */
const SLA_SECONDS = 8;
let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(`lead: { slaSeconds: ${SLA_SECONDS} }\nserver: { place: 上海 }\n`), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

async function send(kind: string, key: string, more: Record<string, unknown> = {}) {
  const event = {
    id: randomUUID(),
    kind,
    at: new Date().toISOString(),
    source: 'crm',
    key,
    region: '华东',
    channel: '官网',
    data: {},
    ...more,
  };
  const answer = await fetch(`${product.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([event]),
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
}

async function alerts(): Promise<
  { id: string; state: string; owner: string | null; subject: string; firedAt: string; facts: { deadlineAt: string } }[]
> {
  return ((await (await fetch(`${product.url}/api/v1/alerts`)).json()) as { alerts: never[] }).alerts;
}

test('a lead that nobody answers is violated by the clock, acknowledged in /ops, and its owner stands on the wall, also after a crash', async () => {
  const wall = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const complaints: string[] = [];
  wall.on('pageerror', (error) => complaints.push(error.message));
  await wall.goto(`${product.url}/wall`);
  await wall.getByText('上海').first().waitFor();

  // Two leads; one is answered in time and must not be seen among the violated.
  await send('lead.created', 'L-answered', { data: { value: 9000 } });
  await send('lead.created', 'L-forgotten', { data: { tier: 'A', value: 9000 } });
  await send('lead.assigned', 'L-forgotten', { team: '华东一组', rep_id: 'R-1' });
  await send('lead.responded', 'L-answered', { data: { automated: false } });
  expect(await wall.locator('.band.violated').count()).toBe(0);

  // Nothing more is sent: the clock alone brings it up.
  const band = wall.locator('.band.violated');
  await band.waitFor({ timeout: 60_000 });
  expect(await band.innerText()).toMatch(/违规[\s\S]*华东一组[\s\S]*无人认领[\s\S]*L-forgotten/);
  const [fired, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(fired).toMatchObject({ subject: 'lead:L-forgotten', state: 'firing', owner: null });
  expect(fired?.firedAt).toBe(fired?.facts.deadlineAt);

  // Two clicks and a name.
  const ops = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await ops.goto(`${product.url}/ops`);
  await ops
    .getByRole('row', { name: /L-forgotten/ })
    .getByRole('button', { name: '确认' })
    .click();
  const dialog = ops.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('值班甲');
  await dialog.getByRole('textbox').nth(1).fill('正在回电');
  await dialog.getByRole('button', { name: '确认' }).click();
  await wall.locator('.band.taken', { hasText: '值班甲' }).waitFor();
  expect((await alerts())[0]).toMatchObject({ state: 'acknowledged', owner: '值班甲' });

  // A rival is told who holds it.
  const rival = await fetch(`${product.url}/api/v1/alerts/${fired?.id}/ack`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: '值班乙' }),
  });
  expect(rival.status).toBe(409);
  expect(await rival.json()).toMatchObject({ error: 'ALERT_CONFLICT', details: { holder: '值班甲' } });

  // The server dies without a word; the wall says so, and mends itself when it is back.
  await product.kill();
  await wall.locator('.lost[role=alert]').waitFor();
  await ops.getByText('正在重连').first().waitFor();
  await product.restart();
  await wall.locator('.lost[role=alert]').waitFor({ state: 'detached', timeout: 60_000 });
  await wall.getByText('值班甲').first().waitFor();
  expect(await alerts()).toHaveLength(1);
  expect((await alerts())[0]).toMatchObject({ id: fired?.id, state: 'acknowledged', owner: '值班甲' });

  // Answered at last: the wall is calm again.
  await send('lead.responded', 'L-forgotten', { team: '华东一组', rep_id: 'R-1', data: { automated: false } });
  await until('the alert to be resolved', 20_000, async () => (await alerts())[0]?.state === 'resolved');
  await wall.getByText('值班甲').first().waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('a stop is graceful: screens are told, the process ends by itself, and what was there is there again', async () => {
  await product.stop();
  expect(product.output()).not.toContain('ending without waiting');
  await product.restart();
  await until('the alert of before', 10_000, async () => (await alerts()).length === 1);
  expect(product.output()).toContain('going on from a checkpoint');
});
