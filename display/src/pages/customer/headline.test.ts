import { expect, test } from 'vitest';
import { sayIn } from '../../i18n/say.ts';
import { NOW_MS } from '../../testing/alerts.ts';
import { HOUR_MS, LIMITS, NOTHING, order, step } from '../../testing/customer.ts';
import { iso } from '../../testing/rows.ts';
import { headlineOf } from './headline.ts';

const zh = { say: sayIn('zh-CN'), locale: 'zh-CN' } as const;
const en = { say: sayIn('en'), locale: 'en' } as const;

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
    /^The resonance window closes in 1:00:05; 1 of 2 open orders likely to be late; O-1 is stuck at 装配;/,
  );
});

test('is calm when all is calm', () => {
  const calm = order('O', 0.1, { steps: [step('装配', 'running')] });
  expect(headlineOf({ limits: LIMITS, live: { ...NOTHING, orders: [calm] } }, NOW_MS, en.say)).toEqual({
    text: 'One open order, on track',
    asks: false,
  });
  expect(headlineOf({ limits: LIMITS, live: NOTHING }, NOW_MS, zh.say)).toEqual({ text: '目前没有需要处理的事项', asks: false });
});
