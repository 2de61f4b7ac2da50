/** Development tool: takes pictures of a customer's page as it stands on a server. `node display/dev/customerScreens.ts BASE_URL CUSTOMER OUT_DIR` */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM } from '../../scripts/chromium.ts';

const [base = 'http://127.0.0.1:8080', customer = '', out = 'screens'] = process.argv.slice(2);

interface Shot {
  size: readonly [width: number, height: number];
  query: string;
  phone?: boolean;
  /** The whole length of the page instead of what is in sight. */
  whole?: boolean;
}

const SHOTS: Record<string, Shot> = {
  'customer-desk-dark': { size: [1920, 1080], query: 'lang=zh-CN&theme=dark' },
  'customer-desk-dark-whole': { size: [1920, 1080], query: 'lang=zh-CN&theme=dark', whole: true },
  'customer-desk-light-en': { size: [1920, 1080], query: 'lang=en&theme=light' },
  'customer-phone': { size: [390, 844], query: 'lang=zh-CN&theme=dark', phone: true },
  'customer-phone-whole': { size: [390, 844], query: 'lang=en&theme=light', phone: true, whole: true },
};

await mkdir(out, { recursive: true });
const browser = await chromium.launch(CHROMIUM);
for (const [name, { size, query, phone = false, whole = false }] of Object.entries(SHOTS)) {
  const [width, height] = size;
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: phone ? 2 : 1,
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
  await page.goto(new URL(`/customer/${encodeURIComponent(customer)}?${query}`, base).href);
  await page.locator('.body, .empty').waitFor();
  await page.waitForTimeout(1_500);
  if (whole) {
    const length = await page.locator('.body').evaluate((body) => body.scrollHeight + body.getBoundingClientRect().top);
    await page.setViewportSize({ width, height: Math.ceil(length) });
    await page.waitForTimeout(500);
  }
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  await context.close();
  console.log(name);
}
await browser.close();
