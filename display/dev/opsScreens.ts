/**
 * Development tool: takes pictures of the operations page as it stands on a server, with alerts on it, and goes through an
 * acknowledgement on the way. `node display/dev/opsScreens.ts BASE_URL OUT_DIR`
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { CHROMIUM } from '../../scripts/chromium.ts';

const [base = 'http://127.0.0.1:8080', out = 'screens'] = process.argv.slice(2);

interface Shot {
  size: readonly [width: number, height: number];
  query: string;
  phone?: boolean;
  /** What is done before the picture. */
  first?: (page: Page) => Promise<void>;
}

const choose = (rows: number) => async (page: Page) => {
  for (let i = 0; i < rows; i += 1) await page.keyboard.press('j');
};
/** Takes the alert that lies in the n-th row from the top, as somebody with two clicks would. */
const acknowledge = (note: string) => async (page: Page) => {
  await page.locator('.me input').fill('值班一');
  await page.locator('h1').click();
  await page.locator('button.acknowledge').first().click();
  await page.keyboard.type(note);
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
};

const SHOTS: Record<string, Shot> = {
  'ops-desk-dark': { size: [1920, 1080], query: 'lang=zh-CN&theme=dark', first: acknowledge('客户占线，五分钟后再打一次') },
  'ops-desk-light-en': { size: [1920, 1080], query: 'lang=en&theme=light', first: choose(1) },
  'ops-acknowledge': {
    size: [1920, 1080],
    query: 'lang=zh-CN&theme=dark',
    first: (page) => page.locator('button.acknowledge').first().click(),
  },
  'ops-4k': { size: [3840, 2160], query: 'lang=zh-CN&theme=dark', first: choose(2) },
  'ops-phone': { size: [390, 844], query: 'lang=zh-CN&theme=dark', phone: true },
  'ops-phone-acknowledge': {
    size: [390, 844],
    query: 'lang=zh-CN&theme=light',
    phone: true,
    first: (page) => page.locator('button.acknowledge').first().tap(),
  },
  'ops-phone-detail': {
    size: [390, 844],
    query: 'lang=en&theme=dark',
    phone: true,
    first: (page) => page.locator('.subject').first().tap(),
  },
};

await mkdir(out, { recursive: true });
const browser = await chromium.launch(CHROMIUM);
for (const [name, { size, query, phone = false, first }] of Object.entries(SHOTS)) {
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
  await page.goto(new URL(`/ops?${query}`, base).href);
  await page.locator('.table, .calm').waitFor();
  await page.waitForTimeout(1_500);
  await first?.(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  await context.close();
  console.log(name);
}
await browser.close();
