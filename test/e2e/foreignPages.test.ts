/** What a real browser makes of the security headers: every page runs under them, and a page under a rebound name gets nothing. */
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM } from '../../scripts/chromium.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([
    startProduct('display: { rotateSeconds: 0 }\n'),
    chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, '--host-resolver-rules=MAP rebound.example 127.0.0.1'] }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

test.each(['/wall', '/wall?scene=delivery-risk', '/wall?scene=capability', '/ops', '/customer/X', '/api/docs', '/nowhere'])(
  '%s breaks no line of the content policy',
  async (address) => {
    const page = await browser.newPage();
    const broken: string[] = [];
    page.on('console', (message) => void (message.text().startsWith('VIOLATED') && broken.push(message.text())));
    await page.addInitScript(
      "document.addEventListener('securitypolicyviolation', (event) => console.log('VIOLATED', event.violatedDirective, event.blockedURI))",
    );
    await page.goto(product.url + address, { waitUntil: 'networkidle' });
    await page.locator('h1, header, .swagger-ui, #app > *').first().waitFor();
    expect(broken).toEqual([]);
    // The watch itself works: a script written into the page is one.
    await page.evaluate("void document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))");
    await expect.poll(() => broken.join()).toMatch(/VIOLATED script-src/);
    await page.close();
  },
);

test('a page under a name that was pointed at this machine reads nothing, hears nothing, changes nothing', async () => {
  const page = await browser.newPage();
  const rebound = product.url.replace('127.0.0.1', 'rebound.example');
  expect((await page.goto(`${rebound}/api/v1/board`))?.status()).toBe(421);
  const got = await page.evaluate(`(async () => {
    const body = JSON.stringify({ action: 'ack', filter: {}, by: 'x' });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const opened = await new Promise((resolve) => {
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/stream');
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    });
    return [(await fetch('/api/v1/alerts')).status, (await fetch('/api/v1/alerts/bulk', init)).status, opened];
  })()`);
  expect(got).toEqual([421, 421, 'refused']);
});
