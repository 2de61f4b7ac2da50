/** The operations page in a real browser, with a board and a server that the test plays. */
import '../../theme/tokens.css';
import '../../theme/base.css';
import type { AlertRow } from '@warroom/protocol/alert';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { FakeClock } from '../../../../testing/fakeClock.ts';
import { createLanguages } from '../../i18n/say.ts';
import { useBoard } from '../../stores/board.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { NOW_MS, serviceLevel, violation } from '../../testing/alerts.ts';
import { iso, systemRow } from '../../testing/rows.ts';
import OpsPage from './OpsPage.vue';

interface Sent {
  path: string;
  body: { by: string; note?: string; version: number };
}

/** What the played server answers to the next calls; a call beyond these is answered with the row as acknowledged. */
let answers: (() => Response | Promise<Response>)[] = [];
let sent: Sent[] = [];
/** Alerts that the server has in its log only. */
let forgotten: Record<string, AlertRow> = {};
let rows: Map<string, AlertRow>;
let clock: FakeClock;

function publish(changes: Record<string, AlertRow | null> = {}): void {
  for (const [id, row] of Object.entries(changes)) {
    if (row === null) rows.delete(id);
    else rows.set(id, row);
  }
  useBoard().publish('alerts', rows);
}

async function request(input: string, init: RequestInit): Promise<Response> {
  const [, id = '', action] = /alerts\/([^/]+)\/?(.*)$/.exec(input) ?? [];
  const row = rows.get(decodeURIComponent(id));
  if (init.method === 'GET') {
    const found = row ?? forgotten[id];
    return found ? Response.json({ ...found, id, log: [] }) : Response.json({ error: 'NOT_FOUND', message: '' }, { status: 404 });
  }
  const body = JSON.parse(String(init.body));
  sent.push({ path: input, body });
  const answer = answers.shift();
  if (answer) return answer();
  return Response.json({ ...row, id, state: action === 'ack' ? 'acknowledged' : row?.state, owner: body.by, version: body.version + 1 });
}

const conflict = (holder: string) => () =>
  Response.json(
    { error: 'ALERT_CONFLICT', message: 'held', details: { holder, since: iso(NOW_MS - 20_000), version: 2, state: 'acknowledged' } },
    { status: 409 },
  );

const pages = () =>
  createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/ops', name: 'ops', component: OpsPage },
      { path: '/customer/:id', name: 'customer', component: { render: () => null } },
    ],
  });

async function open({ width = 1600, height = 900, initial = {} as Record<string, AlertRow>, address = '/ops' } = {}) {
  await page.viewport(width, height);
  const pinia = createPinia();
  setActivePinia(pinia);
  clock = new FakeClock(NOW_MS);
  useLink().status = { state: 'live', sinceMs: NOW_MS, lastFrameMs: NOW_MS, offsetMs: 0, transport: 'websocket', trouble: null };
  rows = new Map(Object.entries(initial));
  useBoard().publish('alerts', rows);
  useBoard().publish('system', new Map([['s', systemRow()]]));
  useClock().start(clock);
  const router = pages();
  await router.push(address);
  const screen = await render(OpsPage, { global: { plugins: [pinia, createLanguages('zh-CN'), router] } });
  // Wherever the pointer lay before, it is not over the list now.
  await userEvent.hover(screen.getByRole('heading', { level: 1 }));
  return screen;
}
const listed = () =>
  page
    .getByRole('grid')
    .getByRole('row')
    .elements()
    .map((row) => row.querySelector('.subject')?.textContent?.replace(/\s+/g, ' ').trim());
const rowOf = (lead: string) => page.getByRole('row', { name: `线索 ${lead} 超过 90`, exact: false });

const three = () => ({
  a1: violation('L-1', 10, { severity: 'critical' }),
  a2: violation('L-2', 20),
  a3: serviceLevel('西南二组', 30),
});

beforeEach(() => {
  localStorage.clear();
  answers = [];
  sent = [];
  forgotten = {};
  vi.stubGlobal('fetch', request);
});
afterEach(() => vi.unstubAllGlobals());

describe('acknowledging', () => {
  test('takes two clicks, name remembered, and shows as done only when the server has said so', async () => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({ initial: three() });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    answers = [() => held.then(() => Response.json({ ...rows.get('a2'), state: 'acknowledged', owner: '甲', version: 2 }))];
    await rowOf('L-2').getByRole('button').click();
    await userEvent.keyboard('在打电话');
    await screen.getByRole('dialog').getByRole('button', { name: '确认' }).click();
    await expect.element(screen.getByRole('dialog').getByRole('button', { name: '提交中…' })).toBeDisabled();
    expect(rowOf('L-2').element().textContent).toContain('无人认领');
    release();
    await expect.element(rowOf('L-2')).toMatchTextContent('甲');
    await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
    expect(sent).toEqual([{ path: '/api/v1/alerts/a2/ack', body: { by: '甲', note: '在打电话', version: 1 } }]);
    await expect.element(screen.getByText('已确认 线索 L-2')).toBeInTheDocument();
  });

  test('asks for the name the first time, and keeps it', async () => {
    const screen = await open({ initial: three() });
    await rowOf('L-1').getByRole('button').click();
    await screen.getByRole('dialog').getByRole('button', { name: '确认' }).click();
    await expect.element(screen.getByRole('alert')).toMatchTextContent('请填写名字');
    expect(sent).toEqual([]);
    await screen.getByRole('dialog').getByLabelText('你的名字', { exact: false }).fill('乙');
    await userEvent.keyboard('{Enter}');
    await expect.element(rowOf('L-1')).toMatchTextContent('乙');
    expect(localStorage.getItem('warroom.operator')).toBe('乙');
  });

  test('that came second says who was first, and since when', async () => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({ initial: three() });
    answers = [conflict('乙')];
    await rowOf('L-1').getByRole('button').click();
    await screen.getByRole('dialog').getByRole('button', { name: '确认' }).click();
    await expect.element(screen.getByRole('alert')).toMatchTextContent(/^乙 已于 .+ 接手$/);
    expect(screen.getByRole('dialog').getByRole('button', { name: '确认' }).elements()).toEqual([]);
    await screen.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
    expect(rowOf('L-1').element().textContent).toContain('无人认领');
  });

  test('of an alert that only grew worse meanwhile goes through with the new version', async () => {
    localStorage.setItem('warroom.operator', '甲');
    await open({ initial: three() });
    answers = [
      () =>
        Response.json(
          { error: 'ALERT_CONFLICT', message: 'moved', details: { holder: null, since: iso(NOW_MS), version: 7, state: 'firing' } },
          { status: 409 },
        ),
    ];
    await rowOf('L-2').getByRole('button').click();
    await userEvent.keyboard('{Enter}');
    await expect.element(rowOf('L-2')).toMatchTextContent('甲');
    expect(sent.map((s) => s.body.version)).toEqual([1, 7]);
  });

  test.each([
    ['the store is down', () => Response.json({ error: 'STORE_DOWN', message: 'down' }, { status: 503 }), '服务器暂时无法保存'],
    ['the network is gone', () => Promise.reject(new TypeError('Failed to fetch')), '无法连接服务器'],
  ] as const)('while %s keeps the note and offers another try', async (_why, failure, words) => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({ initial: three() });
    answers = [failure, failure];
    await rowOf('L-1').getByRole('button').click();
    await userEvent.keyboard('客户占线{Enter}');
    await expect.element(screen.getByRole('alert')).toMatchTextContent(words);
    await screen.getByRole('button', { name: '重试' }).click();
    await expect.element(screen.getByRole('button', { name: '重试' })).toBeEnabled();
    await screen.getByRole('button', { name: '重试' }).click();
    await expect.element(rowOf('L-1')).toMatchTextContent('甲');
    expect(sent.map((s) => s.body.note)).toEqual(['客户占线', '客户占线', '客户占线']);
  });

  test.each([
    ['the button', async (): Promise<void> => page.getByRole('button', { name: '取消' }).click()],
    ['Escape', async (): Promise<void> => userEvent.keyboard('{Escape}')],
    [
      'a click beside the form',
      async (): Promise<void> => void document.querySelector('dialog')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })),
    ],
  ] as const)('a note cancelled by %s is never sent, whatever is done next and by whichever way', async (_how, cancel) => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({ initial: three() });
    for (const key of ['n', 'x', 'c']) {
      await userEvent.keyboard(key === 'n' ? `j${key}` : key);
      await expect.element(screen.getByRole('dialog')).toBeVisible();
      await userEvent.keyboard('客户要起诉我们');
      await cancel();
      await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
    }
    // By one key, which shows no form; by the form of another action; by the form of another alert.
    await userEvent.keyboard('a');
    await expect.poll(() => sent.length).toBe(1);
    await userEvent.keyboard('s');
    await expect.element(screen.getByLabelText('备注（可不填）')).toHaveValue('');
    await screen.getByRole('dialog').getByLabelText('你的名字', { exact: false }).click();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => sent.length).toBe(2);
    await rowOf('L-2').getByRole('button').click();
    await screen.getByRole('dialog').getByRole('button', { name: '确认' }).click();
    await expect.poll(() => sent.length).toBe(3);
    expect(sent.filter(({ body }) => 'note' in body)).toEqual([]);
  });
});

describe('the keyboard', () => {
  test('moves with j and k, acknowledges with one a, lets go with Escape', async () => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({ initial: three() });
    await userEvent.keyboard('j');
    await expect.element(rowOf('L-1')).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('jk{ArrowDown}');
    await expect.element(rowOf('L-2')).toHaveAttribute('aria-selected', 'true');
    await expect.element(screen.getByRole('grid')).toHaveAttribute('aria-activedescendant', rowOf('L-2').element().id);
    await userEvent.keyboard('a');
    await expect.element(rowOf('L-2')).toMatchTextContent('甲');
    expect(sent).toEqual([{ path: '/api/v1/alerts/a2/ack', body: { by: '甲', version: 1 } }]);
    await userEvent.keyboard('a');
    expect(sent.length).toBe(1);
    await userEvent.keyboard('{Escape}');
    expect(page.getByRole('row', { selected: true }).elements()).toEqual([]);
  });

  test('a opens the form when it has to: no name yet, or somebody was first', async () => {
    const screen = await open({ initial: three() });
    await userEvent.keyboard('ja');
    await expect.element(screen.getByRole('dialog').getByLabelText('你的名字', { exact: false })).toHaveFocus();
    answers = [conflict('乙')];
    await userEvent.keyboard('甲{Enter}');
    await expect.element(screen.getByRole('alert')).toMatchTextContent('乙 已于');
    // Typing in a form is typing, not commanding.
    expect(sent.length).toBe(1);
  });

  test('/ filters as one types, ? explains', async () => {
    const screen = await open({ initial: three() });
    await userEvent.keyboard('/西南');
    await expect.poll(listed).toEqual(['团队 西南二组']);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => listed().length).toBe(3);
    await userEvent.keyboard('{Escape}?');
    await expect.element(screen.getByRole('dialog', { name: '键盘' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  });

  test('opens the other doings, and gives them what they need', async () => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({ initial: three() });
    await userEvent.keyboard('ji');
    await screen.getByLabelText('指派给').fill('丙');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
    await userEvent.keyboard('c{Enter}');
    await expect.element(screen.getByRole('alert')).toMatchTextContent('请填写备注');
    expect(sent.map(({ path, body }) => ({ path, body }))).toEqual([
      { path: '/api/v1/alerts/a1/assign', body: { by: '甲', version: 1, assignee: '丙' } },
    ]);
  });
});

describe('nothing moves under the pointer', () => {
  const newcomer = () => violation('L-9', 1, { severity: 'critical' });

  test('an untouched list shows a new alert at once, on top', async () => {
    await open({ initial: three() });
    publish({ a9: newcomer() });
    await expect.poll(listed).toEqual(['线索 L-9', '线索 L-1', '线索 L-2', '团队 西南二组']);
  });

  test('under the pointer new rows wait in a bar, and come when called', async () => {
    const screen = await open({ initial: three() });
    await userEvent.hover(rowOf('L-2'));
    const before = rowOf('L-2').element().getBoundingClientRect().top;
    publish({ a9: newcomer() });
    await expect.element(screen.getByRole('button', { name: '1 条新告警', exact: false })).toBeVisible();
    expect(listed()).toEqual(['线索 L-1', '线索 L-2', '团队 西南二组']);
    expect(rowOf('L-2').element().getBoundingClientRect().top).toBe(before);
    await screen.getByRole('button', { name: '1 条新告警', exact: false }).click();
    await expect.poll(listed).toEqual(['线索 L-9', '线索 L-1', '线索 L-2', '团队 西南二组']);
  });

  test('a row that is resolved, or leaves the board, stays in its place while one is chosen', async () => {
    await open({ initial: three() });
    await userEvent.keyboard('j');
    publish({ a1: violation('L-1', 10, { state: 'resolved', reason: 'recovered', resolvedAt: iso(NOW_MS), version: 2 }), a2: null });
    await expect.element(rowOf('L-1')).toMatchTextContent('已恢复');
    expect(listed()).toEqual(['线索 L-1', '线索 L-2', '团队 西南二组']);
    await userEvent.keyboard('{Escape}');
    await expect.poll(listed).toEqual(['团队 西南二组']);
  });

  test('ages go on while rows wait', async () => {
    await open({ initial: three() });
    await userEvent.hover(rowOf('L-2'));
    await expect.element(rowOf('L-2')).toMatchTextContent('0:20');
    clock.advance(5_000);
    await expect.element(rowOf('L-2')).toMatchTextContent('0:25');
  });
});

describe('filters', () => {
  test('by severity, state and owner, with the counts on what one presses', async () => {
    localStorage.setItem('warroom.operator', '甲');
    const screen = await open({
      initial: { ...three(), a4: violation('L-4', 40, { state: 'acknowledged', owner: '甲', leaseUntil: iso(NOW_MS + 60_000) }) },
    });
    await expect.element(screen.getByRole('button', { name: /^警告/ })).toMatchTextContent('警告 3');
    await screen.getByRole('button', { name: /^严重/ }).click();
    await expect.poll(listed).toEqual(['线索 L-1']);
    await expect.element(screen.getByRole('button', { name: '未确认', exact: false })).toMatchTextContent('1');
    await screen.getByRole('button', { name: /^严重/ }).click();
    await screen.getByRole('button', { name: /^我的/ }).click();
    await expect.poll(listed).toEqual(['线索 L-4']);
    await screen.getByRole('button', { name: /^无人认领/ }).click();
    await expect.poll(listed).toEqual(['线索 L-1', '线索 L-2', '团队 西南二组']);
    await screen.getByLabelText('规则').selectOptions('lead-service-level');
    await expect.poll(listed).toEqual(['团队 西南二组']);
    await screen.getByRole('button', { name: '清除筛选' }).click();
    await expect.poll(() => listed().length).toBe(4);
  });

  test('that match nothing say so, and an empty list is calm', async () => {
    const screen = await open({ initial: three() });
    await userEvent.keyboard('/zzz');
    await expect.element(screen.getByText('没有符合筛选条件的告警')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    publish({ a1: null, a2: null, a3: null });
    await expect.element(screen.getByText('没有需要处理的告警')).toBeVisible();
  });
});

test('an alert about a person is told whole where the token may, and of the unit where it may not', async () => {
  const told = violation('rep-1', 95, {
    rule: 'breaker-usage-lag',
    subject: 'team:华东一组',
    facts: { scope: 'team', id: '华东一组', value: 0.3 },
  });
  await open({ initial: { 'rep-1': told } });
  expect(document.body.textContent).toContain('华东一组');
  const whole = { ...told, subject: 'rep:R-17', facts: { ...told.facts, scope: 'rep', id: 'R-17' } };
  useBoard().publish('alerts.people', new Map([['rep-1', whole]]));
  await expect.poll(() => document.body.textContent).toContain('R-17');
});

test('of five thousand alerts only those in sight are in the page', async () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, violation(`L-${i}`, i)]));
  const screen = await open({ initial: many });
  await expect.element(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '5000');
  expect(listed().length).toBeLessThan(60);
  await userEvent.keyboard('{End}');
  await expect.element(rowOf('L-4999')).toBeVisible();
});

describe('links', () => {
  const order = () =>
    violation('O-1', 5, { rule: 'delivery-late', subject: 'order:O-1', facts: { orderId: 'O-1', customerId: '客户/7', pLate: 0.9 } });
  const resonance = () => violation('C-9', 6, { rule: 'resonance', subject: 'customer:C-9', facts: { customerId: 'C-9' } });

  test('lead from every alert of a customer to its page, from row and details', async () => {
    const screen = await open({ initial: { a1: order(), a2: resonance(), a3: violation('L-3', 7) } });
    const links = () => screen.getByRole('grid').getByRole('link').elements();
    await expect
      .poll(() => links().map((link) => link.getAttribute('href')))
      .toEqual([`/customer/${encodeURIComponent('客户/7')}`, '/customer/C-9']);
    await userEvent.keyboard('j');
    await expect.element(screen.getByRole('link', { name: '查看客户 客户/7', exact: false }).last()).toBeVisible();
  });

  test('?alert= chooses the alert', async () => {
    await open({ initial: three(), address: '/ops?alert=a2' });
    await expect.element(rowOf('L-2')).toHaveAttribute('aria-selected', 'true');
  });

  test('?alert= of one that the board has forgotten is asked of the server', async () => {
    forgotten = { old: violation('L-77', 90_000, { state: 'resolved', reason: 'recovered', resolvedAt: iso(NOW_MS - 1_000) }) };
    const screen = await open({ initial: three(), address: '/ops?alert=old' });
    await expect
      .element(screen.getByRole('article', { name: '告警详情' }).getByRole('heading', { level: 2 }))
      .toMatchTextContent('线索 L-77');
  });

  test('?q= searches', async () => {
    const screen = await open({ initial: { a1: order(), a3: violation('L-3', 7) }, address: `/ops?q=${encodeURIComponent('客户/7')}` });
    await expect.poll(listed).toEqual(['订单 O-1']);
    await screen.getByRole('button', { name: '清除筛选' }).click();
    await expect.poll(() => listed().length).toBe(2);
  });
});

describe('what is not true is not shown as true', () => {
  test('before the first figures nobody is told that nothing needs him', async () => {
    const screen = await open();
    setActivePinia(createPinia());
    screen.unmount();
    const router = pages();
    await router.push('/ops');
    await render(OpsPage, { global: { plugins: [createPinia(), createLanguages('zh-CN'), router] } });
    await expect.element(page.getByText('正在等待服务器的第一份数据')).toBeVisible();
    expect(page.getByText('没有需要处理的告警').elements()).toEqual([]);
  });

  test('a lost link is a band that counts the seconds, and moves nothing', async () => {
    const screen = await open({ initial: three() });
    const before = rowOf('L-2').element().getBoundingClientRect().top;
    useLink().status = { state: 'reconnecting', sinceMs: NOW_MS, lastFrameMs: NOW_MS, offsetMs: 0, transport: 'websocket', trouble: null };
    clock.advance(12_000);
    await expect.element(screen.getByText('连接中断 0:12', { exact: false })).toBeVisible();
    expect(rowOf('L-2').element().getBoundingClientRect().top).toBe(before);
  });
});

test('on a phone: cards, a big button, done in two taps', async () => {
  localStorage.setItem('warroom.operator', '甲');
  const screen = await open({ width: 390, height: 844, initial: three() });
  const button = rowOf('L-1').getByRole('button');
  await expect.element(button).toBeVisible();
  const { width, height } = button.element().getBoundingClientRect();
  expect(height).toBeGreaterThanOrEqual(48);
  expect(width).toBeGreaterThan(300);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  await button.click();
  const confirm = screen.getByRole('dialog').getByRole('button', { name: '确认' });
  expect(confirm.element().getBoundingClientRect().bottom).toBeLessThanOrEqual(844);
  await confirm.click();
  await expect.element(rowOf('L-1')).toMatchTextContent('甲');
});
