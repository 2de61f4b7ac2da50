/** The customer page in a real browser, with a board and a server that the test plays. */
import '../../theme/tokens.css';
import '../../theme/base.css';
import type { AlertRow } from '@warroom/protocol/alert';
import type { CustomerAnswer, CustomerLive } from '@warroom/protocol/api/customer';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { FakeClock } from '../../../../testing/fakeClock.ts';
import { createLanguages } from '../../i18n/say.ts';
import { useBoard } from '../../stores/board.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { NOW_MS } from '../../testing/alerts.ts';
import { alert, answer, DAY_MS, HOUR_MS, order } from '../../testing/customer.ts';
import { iso, systemRow } from '../../testing/rows.ts';
import CustomerPage from './CustomerPage.vue';

let clock: FakeClock;
let router: Router;
/** What the played server knows of the customer, and how it answers while it is not well. */
let told: CustomerAnswer | null;
let trouble: Partial<Record<'live' | 'whole', number | 'gone'>>;
let asked: string[];

async function request(input: string): Promise<Response> {
  const path = decodeURIComponent(input.split('?')[0] ?? '').replace('/api/v1/customers/', '');
  asked.push(path);
  const kind = path.endsWith('/live') ? 'live' : 'whole';
  const failing = trouble[kind];
  if (failing === 'gone') throw new TypeError('Failed to fetch');
  if (failing !== undefined) return Response.json({ error: 'X', message: 'why' }, { status: failing });
  const at = iso(clock.now());
  if (kind === 'live') {
    const { history: _, ...live } = told ?? answer();
    return Response.json({ ...live, at });
  }
  return told === null ? Response.json({ error: 'NOT_FOUND', message: 'none' }, { status: 404 }) : Response.json({ ...told, at });
}
const now = (live: Partial<CustomerLive>) => {
  told = answer(live);
};

async function open({ width = 1600, height = 900, id = 'C-7' } = {}) {
  await page.viewport(width, height);
  const pinia = createPinia();
  setActivePinia(pinia);
  clock = new FakeClock(NOW_MS);
  useLink().status = { state: 'live', sinceMs: NOW_MS, lastFrameMs: NOW_MS, offsetMs: 0, transport: 'websocket', trouble: null };
  useBoard().publish('alerts', new Map<string, AlertRow>());
  useBoard().publish('system', new Map([['s', systemRow()]]));
  useClock().start(clock);
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/ops', name: 'ops', component: { render: () => null } },
      { path: '/customer/:id', name: 'customer', component: CustomerPage },
    ],
  });
  await router.push(`/customer/${encodeURIComponent(id)}`);
  return render(CustomerPage, { global: { plugins: [pinia, createLanguages('zh-CN'), router] } });
}
const body = () => document.querySelector('.body');

beforeEach(() => {
  localStorage.clear();
  trouble = {};
  asked = [];
  told = answer();
  vi.stubGlobal('fetch', request);
});
afterEach(() => vi.unstubAllGlobals());

describe('what stands now', () => {
  test('an endangered order: its steps, the bottleneck unmistakable, what else could be done', async () => {
    now({
      orders: [
        order('O-1', 0.95, {
          alternatives: [
            { sku: 'A-7', supplier: '供应商甲', leadTimeDays: 2, unitCost: 10.5, currency: 'CNY', pLate: 0.4 },
            { sku: 'A-7', supplier: '供应商乙', leadTimeDays: 9, unitCost: 8, currency: 'CNY', pLate: 0.99 },
          ],
          parts: [{ sku: 'A-7', warehouse: '苏州仓', quantity: 40, available: 12, state: 'phantom' }],
        }),
      ],
      alerts: [alert('a1')],
    });
    const screen = await open();
    await expect.element(screen.getByText('1 个在途订单中 1 个可能延误；O-1 卡在装配；1 个订单有工序受阻')).toBeVisible();
    const steps = screen.getByRole('list', { name: '订单 O-1 的工序' }).getByRole('listitem');
    await expect
      .poll(() => steps.elements().map((step) => step.textContent?.replace(/\s+/g, ' ').trim()))
      .toEqual([
        expect.stringMatching(/^备料 ?✓ 完成/),
        expect.stringMatching(/^装配 ?■ 受阻 ?已 3 小时 ?瓶颈 \+3 天$/),
        expect.stringMatching(/^检验 ?○ 未开始/),
      ]);
    const colours = steps.elements().map((step) => getComputedStyle(step).backgroundColor);
    expect(colours[1]).toBe('rgb(255, 103, 39)');
    expect(colours[0]).toBe(colours[2]);
    expect(colours[0]).not.toBe(colours[1]);
    await expect.element(screen.getByText('A-7 · 40 件 · 苏州仓 · 可用 12 · 虚假库存')).toBeVisible();
    const rows = screen.getByRole('table', { name: /备选供应商/ }).getByRole('row');
    await expect.element(rows.nth(1)).toMatchTextContent(/供应商甲.*2 天.*10.5 CNY.*40%/);
    await expect.element(screen.getByRole('link', { name: /交付延误/ })).toHaveAttribute('href', '/ops?alert=a1');
    await expect.element(screen.getByRole('link', { name: '在告警列表中查看' })).toHaveAttribute('href', '/ops?q=C-7');
    await expect.element(screen.getByRole('link', { name: '告警处理', exact: false })).toHaveAttribute('href', '/ops');
  });

  test('a calm order has a bottleneck too, without colour', async () => {
    now({ orders: [order('O-2', 0.1)] });
    const screen = await open();
    const bottleneck = screen.getByRole('list', { name: '订单 O-2 的工序' }).getByRole('listitem').nth(1);
    await expect.element(bottleneck).toMatchTextContent('瓶颈');
    expect(getComputedStyle(bottleneck.element()).backgroundColor).not.toBe('rgb(255, 103, 39)');
  });

  test('a resonance counts down on the screen, between two answers', async () => {
    now({
      resonance: {
        customerId: 'C-7',
        negativeChannel: '微信群',
        inquiryChannel: '官网',
        openedAt: iso(NOW_MS - HOUR_MS),
        dueAt: iso(NOW_MS + 65_000),
        state: 'open',
        answeredAt: null,
        region: null,
      },
    });
    const screen = await open();
    const box = screen.getByRole('region', { name: '触点共振' });
    await expect.element(box).toMatchTextContent('微信群上有负面情绪，官网上在咨询');
    await expect.element(box).toMatchTextContent('1:05');
    clock.advance(3_000);
    await expect.element(box).toMatchTextContent('1:02');
    expect(asked.filter((path) => path.endsWith('/live')).length).toBe(1);
  });

  test('leads that wait, opportunities gone silent, deals lost', async () => {
    const lead = { atRiskAt: iso(NOW_MS), deadlineAt: iso(NOW_MS), assignedAt: null, customerId: 'C-7', region: '华东', team: null };
    now({
      leads: [{ ...lead, leadId: 'L-1', createdAt: iso(NOW_MS - 95_000), state: 'violated', channel: '官网', tier: 'A', value: 9_000 }],
      silent: [
        {
          opportunityId: 'P-9',
          customerId: 'C-7',
          region: null,
          stage: 'negotiation',
          amount: 900_000,
          lastStage: true,
          lastCapturedAt: iso(NOW_MS - 9 * DAY_MS),
          silentSince: iso(NOW_MS - 2 * DAY_MS),
        },
      ],
      lostDeals: [
        {
          opportunityId: 'P-3',
          customerId: 'C-7',
          region: null,
          amount: null,
          lostAt: iso(NOW_MS - DAY_MS),
          captured: 4,
          foundLater: 2,
          known: 6,
          captureRate: 0.66,
          estimated: 8.4,
          estimatedLow: 6,
          estimatedHigh: 12.2,
          channels: [],
        },
      ],
    });
    const screen = await open();
    await expect.element(screen.getByRole('region', { name: '待响应线索' })).toMatchTextContent(/L-1.*华东 · 官网 · A.*违规 1:35/);
    await expect.element(screen.getByRole('region', { name: '静默商机' })).toMatchTextContent(/P-9.*商务谈判 · 最后阶段.*静默 2 天/);
    await expect.element(screen.getByRole('region', { name: '丢单复盘' })).toMatchTextContent(/系统捕获 4 · 事后发现 2 · 估计共 8（6–12）/);
  });
});

test('history: touchpoints by time or by influence, signals, sentiment as a line and in words, deals', async () => {
  now({
    influence: [{ customerId: 'C-7', channel: '拜访', influence: 0.9, touchpoints: 3, lastAt: iso(NOW_MS), competitorTouchpoints: 2 }],
  });
  const screen = await open();
  const touchpoints = screen.getByRole('region', { name: '触点', exact: true });
  await expect.element(touchpoints).toMatchTextContent('3 / 132 条记录');
  const channels = () =>
    touchpoints
      .getByRole('row')
      .elements()
      .slice(1)
      .map((row) => row.children[1]?.textContent?.trim());
  expect(channels()).toEqual(['电话', '拜访']);
  await touchpoints.getByRole('button', { name: '影响力' }).click();
  await expect.poll(channels).toEqual(['拜访', '电话']);
  await expect.element(screen.getByRole('region', { name: '触点影响力' })).toMatchTextContent(/拜访.*0\.90.*3 个触点.*2 次竞争对手触点/);
  await expect.element(screen.getByRole('region', { name: '信号' })).toMatchTextContent('招标匹配');
  const sentiment = screen.getByRole('region', { name: '情绪' });
  await expect.element(sentiment).toMatchTextContent('均值 +0.15，4 条记录');
  await expect.poll(() => sentiment.element().querySelector('canvas')?.width ?? 0).toBeGreaterThan(200);
  await expect.element(screen.getByRole('region', { name: '商机', exact: true })).toMatchTextContent('商务谈判');
  await expect.element(screen.getByRole('region', { name: '历史订单' })).toMatchTextContent(/O-0.*晚 3 天/);
  await expect.element(screen.getByRole('region', { name: '线索', exact: true })).toMatchTextContent('90 天内没有线索');
});

describe('how old it is', () => {
  const lives = () => asked.filter((path) => path.endsWith('/live')).length;
  const wholes = () => asked.length - lives();

  test('asks every five seconds what stands now, every minute what has been, and says how old both are', async () => {
    const screen = await open();
    await expect.element(screen.getByText('现况 0 秒前')).toBeVisible();
    expect([lives(), wholes()]).toEqual([1, 1]);
    clock.advance(4_000);
    await expect.element(screen.getByText('现况 4 秒前')).toBeVisible();
    now({ orders: [order('O-9', 0.95)] });
    clock.advance(1_000);
    await expect.element(screen.getByText('O-9', { exact: true })).toBeVisible();
    await expect.element(screen.getByText('现况 0 秒前')).toBeVisible();
    await expect.element(screen.getByText('历史 5 秒前')).toBeVisible();
    expect([lives(), wholes()]).toEqual([2, 1]);
    for (let second = 6; second <= 60; second += 1) {
      clock.advance(1_000);
      await new Promise((resolve) => queueMicrotask(() => resolve(null)));
    }
    await expect.poll(wholes).toBe(2);
  });

  test('asks at once when an alert of the customer comes, not when another’s does', async () => {
    const screen = await open();
    await expect.element(screen.getByText('没有告警')).toBeVisible();
    const { id, ...row } = alert('a1');
    const rows = new Map<string, AlertRow>([['other', { ...row, facts: { customerId: 'C-70' } }]]);
    useBoard().publish('alerts', rows);
    await expect.poll(lives).toBe(1);
    now({ alerts: [alert('a1')] });
    useBoard().publish('alerts', rows.set(id, row));
    await expect.element(screen.getByRole('link', { name: /交付延误/ })).toBeVisible();
    expect(lives()).toBe(2);
  });

  test('says plainly that it could not be fetched and since when, without colour, and recovers by itself', async () => {
    now({ orders: [order('O-1', 0.95)] });
    const screen = await open();
    await expect.element(screen.getByText('O-1', { exact: true })).toBeVisible();
    trouble = { live: 'gone' };
    clock.advance(5_000);
    await expect.element(screen.getByText('无法连接服务器；所示为 5 秒前的现况')).toBeVisible();
    expect(body()?.classList).toContain('untrue');
    clock.advance(5_000);
    await expect.element(screen.getByText('无法连接服务器；所示为 10 秒前的现况')).toBeVisible();
    trouble = {};
    clock.advance(5_000);
    await expect.poll(() => body()?.classList.contains('untrue')).toBe(false);
    expect(screen.getByText('无法连接服务器', { exact: false }).elements()).toEqual([]);
  });

  test('without the store what stands now is shown all the same', async () => {
    now({ orders: [order('O-1', 0.95)] });
    trouble = { whole: 503 };
    const screen = await open();
    await expect.element(screen.getByText('服务器暂时无法响应；历史暂时看不到，现况照常更新')).toBeVisible();
    await expect.element(screen.getByText('O-1', { exact: true })).toBeVisible();
    expect(body()?.classList).not.toContain('untrue');
  });

  test('with nothing at all it says why and tries again when asked', async () => {
    trouble = { live: 'gone', whole: 'gone' };
    const screen = await open();
    await expect.element(screen.getByRole('alert')).toMatchTextContent('加载失败');
    trouble = {};
    await screen.getByRole('button', { name: '重试' }).click();
    await expect.element(screen.getByText('没有在途订单')).toBeVisible();
  });
});

test('a stranger is told to be one, until something is heard of him', async () => {
  told = null;
  const screen = await open({ id: 'nobody' });
  await expect.element(screen.getByText('没有这位客户的记录')).toBeVisible();
  now({ orders: [order('O-1', 0.2)] });
  clock.advance(5_000);
  await expect.element(screen.getByText('O-1', { exact: true })).toBeVisible();
});

test('another customer is another question; the first one’s picture is gone at once', async () => {
  now({ orders: [order('O-1', 0.2)] });
  const screen = await open({ id: '客户/一' });
  await expect.element(screen.getByText('O-1', { exact: true })).toBeVisible();
  now({ orders: [order('O-2', 0.2)] });
  await router.push('/customer/C-8');
  await expect.element(screen.getByText('O-2', { exact: true })).toBeVisible();
  expect(screen.getByText('O-1', { exact: true }).elements()).toEqual([]);
  expect(asked[0]).toBe('客户/一');
  expect(asked.at(-1)).toMatch(/^C-8/);
});

test('on a phone nothing is wider than the screen, and the steps stand one under the other', async () => {
  now({ orders: [order('SO-2026-11-23-0001', 0.95)], alerts: [alert('a1')] });
  const screen = await open({ width: 390, height: 844 });
  const steps = screen.getByRole('list', { name: /的工序$/ }).getByRole('listitem');
  await expect.element(steps.first()).toBeVisible();
  const tops = steps.elements().map((step) => step.getBoundingClientRect().top);
  expect([...tops].sort((a, b) => a - b)).toEqual(tops);
  expect(new Set(tops).size).toBe(3);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  expect(body()?.scrollWidth).toBeLessThanOrEqual(390);
});
