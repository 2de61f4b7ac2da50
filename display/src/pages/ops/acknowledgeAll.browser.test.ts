/** Everything in the list acknowledged at one stroke, and whose name stands under it, in a real browser with a played server. */
import '../../theme/tokens.css';
import '../../theme/base.css';
import type { AlertRow } from '@warroom/protocol/alert';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { FakeClock } from '../../../../testing/fakeClock.ts';
import type { Locale } from '../../i18n/messages.ts';
import { createLanguages } from '../../i18n/say.ts';
import { useBoard } from '../../stores/board.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { NOW_MS, serviceLevel, violation } from '../../testing/alerts.ts';
import { systemRow } from '../../testing/rows.ts';
import OpsPage from './OpsPage.vue';

interface Bulk {
  action: string;
  by: string;
  ids: string[];
}
let person: string | null;
let bulks: Bulk[];
let acts: { by: string }[];
let rows: Map<string, AlertRow>;
/** What the played server says of a bulk action instead of doing it. */
let instead: (() => Response | Promise<Response>) | null;
/** Ids that somebody else holds. */
let taken: Set<string>;

const publish = () => useBoard().publish('alerts', rows);

async function request(path: string, init: RequestInit): Promise<Response> {
  if (path === '/api/v1/access') return Response.json({ person, roles: ['view', 'operate'] });
  if (init.method === 'GET') return Response.json({ ...rows.get(path.split('/')[4] ?? ''), log: [] });
  const body = JSON.parse(String(init.body));
  if (path !== '/api/v1/alerts/bulk') {
    acts.push(body);
    return Response.json({ ...rows.get(path.split('/')[4] ?? ''), state: 'acknowledged', owner: body.by, version: 2 });
  }
  bulks.push(body);
  if (instead) return instead();
  const done: unknown[] = [];
  const failed: unknown[] = [];
  for (const id of body.ids as string[]) {
    const row = rows.get(id);
    if (!row || taken.has(id)) failed.push({ id, error: row ? 'ALERT_CONFLICT' : 'NOT_FOUND', message: '' });
    else {
      rows.set(id, { ...row, state: 'acknowledged', owner: person ?? body.by, version: row.version + 1 });
      done.push({ id });
    }
  }
  publish();
  return Response.json({ total: body.ids.length, done, failed, next: null });
}

async function open(initial: Record<string, AlertRow>, { width = 1600, height = 900, locale = 'zh-CN' as Locale } = {}) {
  await page.viewport(width, height);
  const pinia = createPinia();
  setActivePinia(pinia);
  useLink().status = { state: 'live', sinceMs: NOW_MS, lastFrameMs: NOW_MS, offsetMs: 0, transport: 'websocket', trouble: null };
  useSettings().server = { ...useSettings().server, language: locale };
  rows = new Map(Object.entries(initial));
  publish();
  useBoard().publish('system', new Map([['s', systemRow()]]));
  useClock().start(new FakeClock(NOW_MS));
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/ops', component: OpsPage },
      { path: '/customer/:id', name: 'customer', component: { render: () => null } },
    ],
  });
  await router.push('/ops');
  const screen = await render(OpsPage, { global: { plugins: [pinia, createLanguages(locale), router] } });
  await userEvent.hover(screen.getByRole('heading', { level: 1 }));
  return screen;
}
const four = () => ({
  a1: violation('L-1', 10, { severity: 'critical' }),
  a2: violation('L-2', 20),
  a3: serviceLevel('西南二组', 30),
  a4: violation('L-4', 40, { state: 'acknowledged', owner: '乙' }),
});
const allButton = () => page.getByRole('button', { name: '全部确认', exact: false });
const dialog = () => page.getByRole('dialog');
const confirm = () => dialog().getByRole('button', { name: '确认' });

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem('warroom.operator', '甲');
  [person, bulks, acts, instead, taken] = [null, [], [], null, new Set()];
  vi.stubGlobal('fetch', request);
});
afterEach(() => vi.unstubAllGlobals());

test('asks once, with the number and the name, and says how many are held', async () => {
  await open(four());
  await expect.element(allButton()).toMatchTextContent(/^全部确认 3 条/);
  await allButton().click();
  await expect.element(dialog()).toMatchTextContent('确认这 3 条告警？');
  await expect.element(dialog().getByLabelText('你的名字', { exact: false })).toHaveValue('甲');
  expect(bulks).toEqual([]);
  await confirm().click();
  await expect.element(dialog()).toMatchTextContent('已确认 3 条');
  expect(bulks).toEqual([{ action: 'ack', by: '甲', ids: ['a1', 'a2', 'a3'] }]);
  await userEvent.keyboard('{Enter}');
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.poll(() => [...rows.values()].map(({ owner }) => owner)).toEqual(['甲', '甲', '甲', '乙']);
  expect(allButton().elements()).toEqual([]);
});

test('is about what the filter leaves, and there for more than one only', async () => {
  await open(four());
  await userEvent.keyboard('/L-');
  await expect.element(allButton()).toMatchTextContent(/^全部确认 2 条/);
  await userEvent.keyboard('{Enter}e');
  await expect.element(dialog()).toMatchTextContent('列表中符合筛选、尚未确认的告警');
  await userEvent.keyboard('{Enter}');
  await expect.element(dialog()).toMatchTextContent('已确认 2 条');
  expect(bulks.map(({ ids }) => ids)).toEqual([['a1', 'a2']]);
  await userEvent.keyboard('{Enter}{Escape}');
  await expect.element(page.getByRole('row', { name: '西南二组', exact: false })).toBeVisible();
  expect(allButton().elements()).toEqual([]);
  await userEvent.keyboard('e');
  expect(dialog().elements()).toEqual([]);
});

test('cancelled, nothing is sent; what came after the question is not meant', async () => {
  await open(four());
  await allButton().click();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog()).not.toBeInTheDocument();
  expect(bulks).toEqual([]);
  await allButton().click();
  rows.set('a9', violation('L-9', 1, { severity: 'critical' }));
  publish();
  await confirm().click();
  await expect.element(dialog()).toMatchTextContent('已确认 3 条');
  expect(bulks[0]?.ids).toEqual(['a1', 'a2', 'a3']);
  expect(rows.get('a9')?.state).toBe('firing');
});

test('says how many failed and why, and tries again only what may come right', async () => {
  taken = new Set(['a2']);
  await open(four());
  await allButton().click();
  instead = () => Promise.reject(new TypeError('Failed to fetch'));
  await confirm().click();
  await expect.element(dialog()).toMatchTextContent('3 条：无法连接服务器');
  await expect.element(dialog()).toMatchTextContent('已确认 0 条');
  instead = null;
  await dialog().getByRole('button', { name: '重试' }).click();
  await expect.element(dialog()).toMatchTextContent('已确认 2 条');
  await expect.element(dialog()).toMatchTextContent('1 条已由他人接手或已解除');
  expect(dialog().getByRole('button', { name: '重试' }).elements()).toEqual([]);
});

test('twelve thousand go in rounds; the button and what lies beside it keep their places', async () => {
  await open(Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`m${i}`, violation(`L-${i}`, i)])));
  await expect.element(allButton()).toMatchTextContent(/^全部确认 12,000 条/);
  const place = () => {
    const { left, right, top } = allButton().element().getBoundingClientRect();
    return [left, right, top];
  };
  const before = place();
  const firstRow = () => page.getByRole('row').elements()[0]?.getBoundingClientRect().top;
  const rowBefore = firstRow();
  await userEvent.hover(allButton());
  rows.set('new', violation('L-new', 0, { severity: 'critical' }));
  for (let i = 0; i < 11_500; i++) rows.set(`m${i}`, violation(`L-${i}`, i, { state: 'acknowledged', owner: '乙', version: 2 }));
  publish();
  await expect.element(page.getByRole('button', { name: '1 条新告警', exact: false })).toBeVisible();
  await expect.element(allButton()).toMatchTextContent(/^全部确认 500 条/);
  expect([place(), firstRow()]).toEqual([before, rowBefore]);
  for (let i = 0; i < 11_500; i++) rows.set(`m${i}`, violation(`L-${i}`, i, { version: 3 }));
  publish();
  await allButton().click();
  await confirm().click();
  await expect.element(dialog(), { timeout: 15_000 }).toMatchTextContent('已确认 12,000 条');
  expect(bulks.map(({ ids }) => ids.length)).toEqual(Array.from({ length: 12 }, () => 1_000));
  expect(new Set(bulks.flatMap(({ ids }) => ids)).size).toBe(12_000);
});

test.each(['zh-CN', 'en'] as const)('on a phone the button is big enough and everything fits: %s', async (locale) => {
  await open(four(), { width: 390, height: 844, locale });
  const button = page.getByRole('button', { name: locale === 'en' ? 'Acknowledge 3' : '全部确认 3 条' });
  const { height, right } = button.element().getBoundingClientRect();
  expect(height).toBeGreaterThanOrEqual(48);
  expect(right).toBeLessThanOrEqual(390);
  const first = page.getByRole('row').elements()[0] as Element;
  expect(first.getBoundingClientRect().top).toBeGreaterThanOrEqual(button.element().getBoundingClientRect().bottom);
  await button.click();
  await expect.element(dialog()).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  for (const inside of dialog().getByRole('button').elements()) {
    expect(inside.getBoundingClientRect().bottom).toBeLessThanOrEqual(844);
    expect(inside.scrollWidth).toBeLessThanOrEqual(inside.clientWidth);
  }
});

test('with the token of a person the name stands fixed, and is the one that counts', async () => {
  person = '值班丙';
  await open(four());
  await expect.element(page.getByText('值班丙')).toBeVisible();
  expect(page.getByLabelText('我是').elements()).toEqual([]);
  await allButton().click();
  await expect.element(dialog()).toMatchTextContent('值班丙');
  expect(dialog().getByRole('textbox').elements()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await userEvent.keyboard('ja');
  await expect.poll(() => acts.map(({ by }) => by)).toEqual(['值班丙']);
  await userEvent.keyboard('jn');
  // Nothing to type but the note.
  await expect.element(dialog().getByRole('textbox')).toHaveFocus();
  await userEvent.keyboard('在打电话{Enter}');
  await expect.poll(() => acts.map(({ by }) => by)).toEqual(['值班丙', '值班丙']);
  // The name that was typed on this device before is kept for when no token says another.
  expect(localStorage.getItem('warroom.operator')).toBe('甲');
});

test('another token, entered while the page is open, brings its own name; a shared one lets people say theirs', async () => {
  person = '值班丙';
  await open(four());
  await expect.element(page.getByText('值班丙')).toBeVisible();
  const { status } = useLink();
  useLink().status = { ...status, state: 'connecting' };
  person = null;
  await expect.element(page.getByText('值班丙')).toBeVisible();
  useLink().status = { ...status, state: 'live' };
  await expect.element(page.getByLabelText('我是')).toHaveValue('甲');
});
