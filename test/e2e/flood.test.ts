/** Some thousands of alerts at once, as when a source fails: the list is worked to its end by one person in one go. */
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type Product, startProduct, until } from './product.ts';

const LEADS = 3_000;
const PER_POST = 1_000;
const OPERATOR_TOKEN = 'token-of-an-operator-0123456789';
const SHARED_TOKEN = 'token-of-the-office-0123456789';
let product: Product;
let browser: Browser;

beforeAll(async () => {
  const tokens = `[{ name: 值班丙, token: ${OPERATOR_TOKEN}, roles: [view, operate, ingest] }, { name: office, token: ${SHARED_TOKEN}, roles: [view, operate], shared: true }]`;
  [product, browser] = await Promise.all([startProduct(`lead: { slaSeconds: 5 }\naccess: { tokens: ${tokens} }\n`), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

const headers = { 'content-type': 'application/json', authorization: `Bearer ${OPERATOR_TOKEN}` };
async function alerts(query: string): Promise<{ total: number; alerts: { id: string; owner: string | null; state: string }[] }> {
  return (await fetch(`${product.url}/api/v1/alerts?${query}`, { headers })).json() as never;
}
async function desk(token: string) {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  await context.addInitScript((bearer) => localStorage.setItem('warroom.token', bearer), token);
  const page = await context.newPage();
  await page.goto(`${product.url}/ops`);
  return page;
}

test('thousands of violated leads are acknowledged at one stroke, under the name of the token; what another holds is told', async () => {
  const at = new Date(Date.now() - 60_000).toISOString();
  for (let from = 0; from < LEADS; from += PER_POST) {
    const events = Array.from({ length: PER_POST }, (_, i) => ({
      ...{ id: randomUUID(), kind: 'lead.created', at, source: 'crm', key: `L-${from + i}`, region: '华东', data: { value: 1 } },
    }));
    const answer = await fetch(`${product.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    expect(answer.status, await answer.clone().text()).toBe(200);
  }
  await until('all to have fired', 60_000, async () => (await alerts('rule=lead-violation&state=firing&limit=1')).total === LEADS);

  const page = await desk(OPERATOR_TOKEN);
  await page.locator('header').getByText('值班丙').waitFor();
  await page.getByLabel('规则').selectOption('lead-violation');
  const button = page.getByRole('button', { name: '全部确认', exact: false });
  await button.filter({ hasText: '3,000' }).waitFor();
  await button.click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.innerText()).toMatch(/确认这 3,000 条告警[\s\S]*值班丙/);

  // While the question stands somebody else takes one.
  const [first] = (await alerts('rule=lead-violation&limit=1')).alerts;
  const rival = await fetch(`${product.url}/api/v1/alerts/${first?.id}/ack`, {
    ...{ method: 'POST', headers: { ...headers, authorization: `Bearer ${SHARED_TOKEN}` }, body: JSON.stringify({ by: '值班丁' }) },
  });
  expect(rival.status).toBe(200);

  await dialog.getByRole('button', { name: '确认' }).click();
  await dialog.getByText('已确认 2,999 条').waitFor({ timeout: 60_000 });
  expect(await dialog.innerText()).toContain('1 条已由他人接手或已解除');
  const held: string[] = [];
  let cursor = '';
  do {
    const body = await alerts(`rule=lead-violation&state=acknowledged&limit=1000${cursor}`);
    held.push(...body.alerts.map(({ owner }) => String(owner)));
    const { next } = body as { next?: string | null };
    cursor = next ? `&cursor=${next}` : '';
  } while (cursor !== '');
  expect(held.filter((owner) => owner === '值班丙').length).toBe(LEADS - 1);
  expect(held.filter((owner) => owner === '值班丁').length).toBe(1);
  await dialog.getByRole('button', { name: '关闭' }).click();
  await button.waitFor({ state: 'detached' });

  const office = await desk(SHARED_TOKEN);
  await office.getByLabel('我是').fill('值班丁');
});
