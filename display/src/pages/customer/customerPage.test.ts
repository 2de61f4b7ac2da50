/** The pure parts of the customer page. */
import { describe, expect, test } from 'vitest';
import type { Palette } from '../../charts/palette.ts';
import { sayIn } from '../../i18n/say.ts';
import { formatLasting } from './ages.ts';
import { alert, answer, DAY_MS, HISTORY, HOUR_MS, iso, LIMITS, NOTHING, NOW_MS, order, step, touchpoint } from './customer.fixture.ts';
import { createCustomerApi } from './customerApi.ts';
import { headlineOf } from './headline.ts';
import { lineOf, toneOf } from './processLine.ts';
import { meanSince, sentimentOption, sentimentPoints } from './sentimentOption.ts';
import { countOf, leadTable, orderTable, touchpointTable } from './tables.ts';
import { alertsMark } from './useCustomer.ts';
import { moodOf, signed, wordIn } from './words.ts';

const zh = { say: sayIn('zh-CN'), locale: 'zh-CN' } as const;
const en = { say: sayIn('en'), locale: 'en' } as const;
const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

describe('the process line', () => {
  test('says of each step how far it is, what its next instant is, and which one is the bottleneck', () => {
    const line = lineOf(
      order('O', 0.9, {
        steps: [
          step('a', 'done'),
          step('b', 'overtaken'),
          step('装配', 'running', { addsSeconds: 90_000 }),
          step('d', 'blocked', { progress: 0.25 }),
          step('e', 'todo', { addsSeconds: 60, plannedEnd: null }),
        ],
      }),
    );
    expect(line.map(({ filled }) => filled)).toEqual([1, 1, 0.4, 0.25, 0]);
    expect(line.map(({ at }) => at?.what ?? null)).toEqual(['completed', null, 'planned', 'blocked', null]);
    expect(line.map(({ bottleneck }) => bottleneck)).toEqual([false, false, true, false, false]);
    // A minute is noise.
    expect(line.map(({ addsSeconds }) => addsSeconds)).toEqual([null, null, 90_000, null, null]);
  });

  test('the bottleneck is as loud as the order is endangered', () => {
    expect([0, 0.34, 0.35, 0.69, 0.7, 1].map((pLate) => toneOf(pLate, LIMITS))).toEqual(['calm', 'calm', 'watch', 'watch', 'bad', 'bad']);
  });
});

describe('the headline', () => {
  const lead = {
    leadId: 'L-1',
    createdAt: iso(NOW_MS),
    deadlineAt: iso(NOW_MS),
    state: 'violated' as const,
    region: null,
    team: null,
    channel: null,
    tier: null,
    value: null,
    atRiskAt: iso(NOW_MS),
    assignedAt: null,
    customerId: 'C-7',
  };
  const resonance = {
    customerId: 'C-7',
    negativeChannel: '微信群',
    inquiryChannel: '官网',
    openedAt: iso(NOW_MS - HOUR_MS),
    dueAt: iso(NOW_MS + HOUR_MS + 5_000),
    state: 'open' as const,
    answeredAt: null,
    region: null,
  };

  test('names what closes first, then what is late, then what waits', () => {
    const told = { limits: LIMITS, live: { ...NOTHING, resonance, orders: [order('O-1', 0.95), order('O-2', 0.1)], leads: [lead] } };
    expect(headlineOf(told, NOW_MS, zh.say)).toEqual({
      text: '触点共振窗口还剩 1:00:05；2 个在途订单中 1 个可能延误；O-1 卡在装配；2 个订单有工序受阻；1 条线索等待响应，1 条已违规',
      asks: true,
    });
    expect(headlineOf(told, NOW_MS, en.say).text).toMatch(
      /^The resonance closes in 1:00:05; 1 of 2 open orders likely to be late; O-1 hangs on 装配;/,
    );
  });

  test('is calm when all is calm', () => {
    const calm = order('O', 0.1, { steps: [step('装配', 'running')] });
    expect(headlineOf({ limits: LIMITS, live: { ...NOTHING, orders: [calm] } }, NOW_MS, en.say)).toEqual({
      text: 'One open order, likely in time',
      asks: false,
    });
    expect(headlineOf({ limits: LIMITS, live: NOTHING }, NOW_MS, zh.say)).toEqual({ text: '眼下没有需要处理的事', asks: false });
  });
});

describe('words', () => {
  test('known ones are translated however they are written, others stay as they are', () => {
    expect(wordIn('topic', 'Technical-Question', zh.say)).toBe('技术咨询');
    expect(wordIn('stage', 'negotiation', en.say)).toBe('negotiation');
    expect(wordIn('signal', 'moon_phase', en.say)).toBe('moon phase');
    expect(wordIn('topic', 'constructor', en.say)).toBe('constructor');
    expect(wordIn('topic', null, en.say)).toBeNull();
  });
  test('a sentiment has a sign and a mood', () => {
    expect([-0.6, 0, 0.004, 0.35].map(signed)).toEqual(['−0.60', '0.00', '0.00', '+0.35']);
    expect([-0.3, -0.29, 0.29, 0.3].map((sentiment) => moodOf(sentiment, -0.3))).toEqual(['negative', 'neutral', 'neutral', 'positive']);
  });
  test('what is fresh is told by the second, what is old in days', () => {
    expect([5_000, HOUR_MS - 1, 2 * HOUR_MS + 61_000, 3 * DAY_MS].map((ms) => plain(formatLasting(ms, 'en')))).toEqual([
      '0:05',
      '59:59',
      '2 h 1 min',
      '3 d',
    ]);
  });
});

describe('tables', () => {
  const cells = (table: ReturnType<typeof touchpointTable>) =>
    table.rows.map((row) => [row.id, ...row.cells.map(({ text }) => plain(text))]);

  test('a touchpoint is one line whichever roads told of it, by time or by what it weighs', () => {
    const { rows } = HISTORY.touchpoints;
    const newest = touchpointTable(rows, { order: 'newest', negativeSentiment: -0.3 }, zh);
    expect(cells(newest)).toEqual([
      ['t1', expect.any(String), '电话', '客户来', '技术咨询', '负面 −0.60', '50%', '系统捕获', '0.20'],
      ['t2', expect.any(String), '拜访', '客户来', '技术咨询', '–', '50%', '系统捕获 · 稽核发现', '0.90'],
    ]);
    expect(newest.rows[0]?.cells[4]?.tone).toBe('bad');
    const strongest = touchpointTable(rows, { order: 'strongest', negativeSentiment: -0.3 }, zh);
    expect(strongest.rows.map(({ id }) => id)).toEqual(['t2', 't1']);
  });

  test('without an open opportunity there is no column of influence', () => {
    const rows = [touchpoint('t', 1)];
    const columns = touchpointTable(rows, { order: 'newest', negativeSentiment: -0.3 }, en).columns.map(({ label }) => label);
    expect(columns).not.toContain('Influence');
    expect(columns.length).toBe(7);
  });

  test('an order says how it ended, and by how much it was late', () => {
    const { rows } = HISTORY.orders;
    const outcomes = (more: object) => orderTable([{ ...rows[0], ...more } as (typeof rows)[number]], en).rows[0]?.cells[3]?.text ?? '';
    expect(plain(outcomes({}))).toMatch(/^delivered .+, 3 d late$/);
    expect(outcomes({ promisedAt: iso(NOW_MS) })).toMatch(/^delivered [^,]+$/);
    expect(outcomes({ promisedAt: null })).toMatch(/^delivered [^,]+$/);
    expect(outcomes({ deliveredAt: null, cancelledAt: iso(NOW_MS) })).toMatch(/^cancelled/);
    expect(outcomes({ deliveredAt: null })).toBe('open');
  });

  test('a lead says how long it took, or that nobody answered', () => {
    const lead = { leadId: 'L', createdAt: iso(NOW_MS), channel: null, tier: null, value: null, closedAt: null, closeReason: null };
    const response = (latencySeconds: number | null, respondedAt: string | null) =>
      plain(leadTable([{ ...lead, latencySeconds, respondedAt }], zh).rows[0]?.cells[3]?.text ?? '');
    expect(response(80, iso(NOW_MS))).toBe('1 分钟 20 秒后');
    expect(response(null, null)).toBe('未响应');
  });

  test('how many there are, and how many are listed', () => {
    expect(countOf({ total: 1_320, rows: [1, 2] }, en)).toBe('2 of 1,320');
    expect(countOf({ total: 2, rows: [1, 2] }, zh)).toBe('2');
  });
});

describe('sentiment', () => {
  const points = sentimentPoints(HISTORY.sentiment);
  const palette = { colour: new Proxy({}, { get: (_, name) => String(name) }) as Palette['colour'], font: 'f' };

  test('a day is the viewer’s day; the mean is over touchpoints', () => {
    expect(points[0]?.atMs).toBe(new Date(2026, 10, 10).getTime());
    expect(meanSince(points, Number.NEGATIVE_INFINITY)).toEqual({ mean: expect.closeTo(0.15, 10), count: 4 });
    expect(meanSince(points, points[1]?.atMs ?? 0)).toEqual({ mean: -0.6, count: 1 });
    expect(meanSince(points, NOW_MS + DAY_MS)).toBeNull();
  });

  test('only what is negative has colour', () => {
    const look = { fromMs: NOW_MS - 90 * DAY_MS, untilMs: NOW_MS, negativeSentiment: -0.3, locale: 'en' as const };
    const series = sentimentOption(points, look, palette).series as { type: string; data: { itemStyle: { color: string } }[] }[];
    expect(series.find(({ type }) => type === 'line')?.data.map(({ itemStyle }) => itemStyle.color)).toEqual(['--ink', '--violated-mark']);
  });
});

test('an alert of the customer that comes, changes or goes is noticed, another’s is not', () => {
  const { id, ...row } = alert('a1');
  const mark = (rows: [string, typeof row][]) => alertsMark(new Map(rows), 'C-7');
  const one = mark([[id, row]]);
  expect(mark([[id, { ...row, version: 2 }]])).not.toBe(one);
  expect(mark([])).not.toBe(one);
  expect(
    mark([
      [id, row],
      ['x', { ...row, facts: { customerId: 'C-70' } }],
    ]),
  ).toBe(one);
});

describe('asking the server', () => {
  const asked: { path: string; headers: Record<string, string> }[] = [];
  const api = (response: () => Response | Promise<Response>, token: string | null = null) =>
    createCustomerApi(
      (async (path: string, init: RequestInit) => {
        asked.push({ path, headers: init.headers as Record<string, string> });
        return response();
      }) as unknown as typeof fetch,
      () => token,
      'Asia/Shanghai',
    );

  test('names are quoted, the token stands in the header, the zone is told', async () => {
    const body = answer();
    expect(await api(() => Response.json(body), 'secret').whole('a/b?c')).toEqual({ type: 'done', body });
    expect(asked.at(-1)).toEqual({ path: '/api/v1/customers/a%2Fb%3Fc?zone=Asia%2FShanghai', headers: { authorization: 'Bearer secret' } });
    await api(() => Response.json(body)).live('C');
    expect(asked.at(-1)).toEqual({ path: '/api/v1/customers/C/live', headers: {} });
  });

  test.each([
    [401, 'denied'],
    [403, 'denied'],
    [404, 'unknown'],
    [400, 'refused'],
    [503, 'unavailable'],
  ])('%d means %s', async (status, reason) => {
    const refusal = () => Response.json({ message: 'why' }, { status });
    expect(await api(refusal).live('C')).toEqual({ type: 'failed', reason, message: 'why' });
  });

  test('no network, and no JSON', async () => {
    expect(await api(() => Promise.reject(new TypeError('gone'))).live('C')).toMatchObject({ reason: 'offline' });
    expect(await api(() => new Response('<html>', { status: 502 })).live('C')).toMatchObject({
      reason: 'unavailable',
      message: 'HTTP 502',
    });
  });
});
