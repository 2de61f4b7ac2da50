/**
 * Development tool: takes pictures of the wall as it stands on a server. `node display/dev/screens.ts BASE_URL OUT_DIR [name …]`
 * With the development server behind BASE_URL it also goes through its states (calm, violations, handled, stale).
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM } from '../../scripts/chromium.ts';

const [base = 'http://127.0.0.1:8080', out = 'screens', ...names] = process.argv.slice(2);
const SIZES = { hd: [1920, 1080], '4k': [3840, 2160], wide: [5120, 1440], portrait: [1080, 1920] } as const;

interface Shot {
  size: keyof typeof SIZES;
  query: string;
  /** A command of the development server, and how long it takes to show, ms. */
  state?: readonly [command: string, settleMs: number];
}

const SHOTS: Record<string, Shot> = {
  'hd-zh-dark': { size: 'hd', query: 'lang=zh-CN&theme=dark' },
  'hd-en-dark': { size: 'hd', query: 'lang=en&theme=dark' },
  'hd-zh-light': { size: 'hd', query: 'lang=zh-CN&theme=light' },
  'hd-en-light': { size: 'hd', query: 'lang=en&theme=light' },
  '4k-zh-dark': { size: '4k', query: 'lang=zh-CN&theme=dark' },
  'wide-zh-dark': { size: 'wide', query: 'lang=zh-CN&theme=dark' },
  'wide-en-light': { size: 'wide', query: 'lang=en&theme=light' },
  'portrait-zh-dark': { size: 'portrait', query: 'lang=zh-CN&theme=dark' },
  'portrait-en-light': { size: 'portrait', query: 'lang=en&theme=light' },
  legibility: { size: 'hd', query: 'lang=zh-CN&theme=dark&legibility=1' },
  calm: { size: 'hd', query: 'lang=zh-CN&theme=dark', state: ['tidy', 2_000] },
  'calm-light': { size: 'hd', query: 'lang=zh-CN&theme=light', state: ['tidy', 2_000] },
  'calm-portrait': { size: 'portrait', query: 'lang=zh-CN&theme=dark', state: ['tidy', 2_000] },
  handled: { size: 'hd', query: 'lang=zh-CN&theme=dark', state: ['acknowledge', 12_000] },
  taken: { size: 'hd', query: 'lang=zh-CN&theme=dark', state: ['acknowledge', 1_500] },
  crowd: { size: 'hd', query: 'lang=zh-CN&theme=dark', state: ['crowd', 120_000] },
  'stale-portrait': { size: 'portrait', query: 'lang=zh-CN&theme=dark', state: ['silence', 7_500] },
  stale: { size: 'hd', query: 'lang=zh-CN&theme=dark', state: ['silence', 7_500] },
  'stale-light': { size: 'hd', query: 'lang=en&theme=light', state: ['silence', 7_500] },
};

const command = (name: string) => fetch(new URL(`/dev/${name}`, base), { method: 'POST' }).catch(() => {});

await mkdir(out, { recursive: true });
const browser = await chromium.launch(CHROMIUM);
for (const [name, shot] of Object.entries(SHOTS)) {
  if (names.length > 0 ? !names.includes(name) : shot.state) continue;
  const [width, height] = SIZES[shot.size];
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
  await page.goto(new URL(`/wall/1?${shot.query}`, base).href);
  await page.waitForTimeout(2_500);
  if (shot.state) {
    await command(shot.state[0]);
    await page.waitForTimeout(shot.state[1]);
  }
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  if (shot.state?.[0] === 'silence') await command('speak');
  await page.close();
  console.log(name);
}
await browser.close();
