/**
 * `npm run screens [-- OUT_DIR]`: starts the product with its demo, lets it run until its incidents have come up, and takes a picture of every
 * scene of the wall, at 1920×1080 and 3840×2160, in Chinese (dark room) and English (light room). By default into `docs/screens/`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SCENE_IDS } from '@warroom/protocol/scenes';
import { chromium } from 'playwright';
import { startProduct } from '../test/e2e/product.ts';
import { CHROMIUM } from './chromium.ts';

const root = path.resolve(import.meta.dirname, '..');
const out = path.resolve(process.argv[2] ?? path.join(root, 'docs/screens'));
const SIZES = { hd: { width: 1920, height: 1080 }, '4k': { width: 3840, height: 2160 } } as const;
const LANGUAGES = { zh: 'lang=zh-CN&theme=dark', en: 'lang=en&theme=light' } as const;
/** A blocked plant, an opening and a silent feed are there by then. */
const INCIDENTS_MS = 150_000;
const SETTLE_MS = 6_000;

await mkdir(out, { recursive: true });
const product = await startProduct('demo: { enabled: true }\nserver: { place: 上海 }\n', []);
const browser = await chromium.launch(CHROMIUM);
try {
  await wait(INCIDENTS_MS);
  for (const scene of SCENE_IDS) {
    for (const [language, query] of Object.entries(LANGUAGES)) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const page = await browser.newPage({ viewport, timezoneId: 'Asia/Shanghai' });
        page.on('pageerror', (error) => console.error(`${scene}: ${error.message}`));
        await page.goto(`${product.url}/wall/1?scene=${scene}&${query}`);
        await page.locator(`[data-scene="${scene}"]`).waitFor();
        await page.waitForTimeout(SETTLE_MS);
        const file = `wall-${scene}-${size}-${language}.png`;
        await page.screenshot({ path: path.join(out, file) });
        await page.close();
        console.log(file);
      }
    }
  }
} finally {
  await browser.close();
  await product.remove();
}
