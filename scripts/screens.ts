/**
 * `npm run screens [-- [--out DIR] [--url URL] [WORD …]]`: starts the product with its demo, lets it run until its incidents have come up, and takes
 * a picture of every scene and page (`pictures.ts`), or of those whose name has one of the words, as `wall-overview`, `ops` or `phone-en`.
 *
 * By default into `docs/screens/`. With `--url` from a server that runs already; then none is killed, and the pictures of a lost link are left out.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright';
import { concernOfRule } from '../protocol/src/rules.ts';
import { startProduct } from '../test/e2e/product.ts';
import { CHROMIUM } from './chromium.ts';
import { type Picture, picturesOf } from './pictures.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' }, url: { type: 'string' } } });
const out = path.resolve(process.env.WARROOM_CWD ?? root, values.out ?? path.join(root, 'docs/screens'));
/** A blocked plant, an opening and a silent feed are there by then. */
const INCIDENTS_MS = 150_000;
/** Data, fonts, and what fades in. */
const SETTLE_MS = 5_000;
/** Of a killed server: long enough for the band to count. */
const LOST_MS = 12_000;

/** Somebody with an order in danger, else anybody whom an alert is about. */
async function customerOf(url: string): Promise<string> {
  const { alerts } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
    alerts: { rule: string; facts: { customerId?: unknown } }[];
  };
  const known = alerts.filter(({ facts }) => typeof facts.customerId === 'string');
  return String((known.find(({ rule }) => concernOfRule(rule) === 'delivery-risk') ?? known[0])?.facts.customerId ?? 'C-1');
}

async function open(browser: Browser, url: string, picture: Picture): Promise<Page> {
  const { name, width, height, phone, shown } = picture;
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: phone ? 2 : 1,
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  await page.goto(url + picture.path);
  await page.locator(shown).first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  return page;
}

async function take(page: Page, { name }: Picture): Promise<void> {
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  await page.context().close();
  console.log(`${name}.png`);
}

await mkdir(out, { recursive: true });
const product = values.url === undefined ? await startProduct('demo: { enabled: true }\nserver: { place: 上海 }\n', []) : null;
const url = product?.url ?? (values.url as string);
const browser = await chromium.launch(CHROMIUM);
try {
  if (product) await wait(INCIDENTS_MS);
  const pictures = picturesOf(await customerOf(url), positionals);
  for (const picture of pictures.filter(({ lost }) => !lost)) {
    const page = await open(browser, url, picture);
    if (picture.first) {
      await picture.first(page);
      await page.waitForTimeout(1_000);
    }
    await take(page, picture);
  }
  if (product) {
    const lost: [Page, Picture][] = [];
    for (const picture of pictures.filter((one) => one.lost)) lost.push([await open(browser, url, picture), picture]);
    await product.kill();
    await wait(LOST_MS);
    for (const [page, picture] of lost) await take(page, picture);
  }
} finally {
  await browser.close();
  await product?.remove();
}
