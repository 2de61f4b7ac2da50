/** The one question about what is left of the demo, in a real browser. */
import '../../theme/tokens.css';
import '../../theme/base.css';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { FakeClock } from '../../../../testing/fakeClock.ts';
import { createLanguages } from '../../i18n/say.ts';
import { useBoard } from '../../stores/board.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { NOW_MS } from '../../testing/alerts.ts';
import { systemRow } from '../../testing/rows.ts';
import DemoLeft from './DemoLeft.vue';

let left: { shown: boolean; events: number; mixedIn: number };
let asked: string[];

beforeEach(() => {
  localStorage.clear();
  left = { shown: false, events: 59_134, mixedIn: 0 };
  asked = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path}`);
    const answer = Response.json(left);
    if (init.method === 'POST') left = { shown: false, events: 0, mixedIn: 0 };
    return answer;
  });
});
afterEach(() => vi.unstubAllGlobals());

function show(mode: 'live' | 'demo') {
  const pinia = createPinia();
  setActivePinia(pinia);
  useClock().start(new FakeClock(NOW_MS));
  useLink().status = { state: 'live', sinceMs: NOW_MS, lastFrameMs: NOW_MS, offsetMs: 0, transport: 'websocket', trouble: null };
  useBoard().publish('system', new Map([['s', systemRow({ mode })]]));
  return render(DemoLeft, { global: { plugins: [pinia, createLanguages('zh-CN')] } });
}

test('asks once real rows are shown, says how much there is, and is gone when it is removed', async () => {
  show('live');
  await expect.element(page.getByText('还留着 59,134 条', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: '删除演示数据' }).click();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  expect(asked).toEqual(['GET /api/v1/demo', 'POST /api/v1/demo/removal']);
});

test('who keeps it is not asked again', async () => {
  const { unmount } = await show('live');
  await page.getByRole('button', { name: '保留' }).click();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  await unmount();
  await show('live');
  expect(asked).toEqual(['GET /api/v1/demo']);
});

test('while the demo is shown nothing is asked', async () => {
  show('demo');
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(asked).toEqual([]);
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
});
