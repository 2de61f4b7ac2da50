import type { CustomerHistory } from '@warroom/protocol/api/customer';
import { MAX_NAME_LENGTH } from '@warroom/protocol/eventFields';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { Access } from '../access/access.ts';
import { Board } from '../board/board.ts';
import { loadConfig } from '../config/config.ts';
import { WarroomError } from '../errors.ts';
import type { HistoryQuestion } from '../store/customerHistory.ts';
import { accessPlugin } from './accessPlugin.ts';
import { customerPlugin } from './customer.ts';
import { errorHandlerPlugin } from './errorHandler.ts';

const T0 = Date.UTC(2026, 2, 1, 9);
const TOKEN = 'screen-token-0123456789';
const as = { authorization: `Bearer ${TOKEN}` };
const none = { total: 0, rows: [] };
const HISTORY: CustomerHistory = {
  fromAt: '',
  dealsFromAt: '',
  zone: '',
  touchpoints: none,
  signals: none,
  sentiment: [],
  opportunities: none,
  leads: none,
  orders: none,
};

let app: FastifyInstance;
let board: Board;
let asked: HistoryQuestion[];
let read: () => Promise<CustomerHistory>;

beforeEach(async () => {
  board = new Board({ epoch: 'e1' });
  asked = [];
  read = async () => HISTORY;
  app = Fastify({ routerOptions: { maxParamLength: MAX_NAME_LENGTH } });
  await app.register(errorHandlerPlugin);
  await app.register(accessPlugin, { access: new Access({ tokens: [{ name: 'screen', token: TOKEN, roles: ['view'] }] }) });
  const history = {
    read: (question: HistoryQuestion) => {
      asked.push(question);
      return read();
    },
  };
  await app.register(customerPlugin, { board, history, clock: new FakeClock(T0), config: loadConfig() });
});
afterEach(() => app.close());

const get = (path: string, headers: Record<string, string> = as) => app.inject({ url: `/api/v1/customers/${path}`, headers });

test('who may look may look, and nobody else', async () => {
  expect((await get('C-1', {})).statusCode).toBe(401);
  expect((await get('C-1/live', {})).statusCode).toBe(401);
  expect((await get('C-1/live')).statusCode).toBe(200);
});

test('while the store is down 503 says when to try again, and what stands on the board is answered all the same', async () => {
  read = () => Promise.reject(new WarroomError('STORE_DOWN', 'no answer', { retryAfterSeconds: 2 }));
  const reply = await get('C-1');
  expect([reply.statusCode, reply.headers['retry-after'], reply.json().error]).toEqual([503, '2', 'STORE_DOWN']);
  expect((await get('C-1/live')).json()).toMatchObject({ customerId: 'C-1', at: '2026-03-01T09:00:00.000Z', live: { orders: [] } });
  expect(asked.length).toBe(1);
});

test('a customer of whom only the board knows is no stranger', async () => {
  expect((await get('C-1')).statusCode).toBe(404);
  board.set('touchpoints.resonance', 'C-1', {
    customerId: 'C-1',
    negativeChannel: 'call',
    inquiryChannel: 'mail',
    openedAt: '',
    dueAt: '',
    state: 'open',
    answeredAt: null,
    region: null,
  });
  expect((await get('C-1')).statusCode).toBe(200);
});

test('days begin where the viewer is, else where business is done', async () => {
  read = async () => ({ ...HISTORY, signals: { total: 1, rows: [] } });
  await get(`${encodeURIComponent('客户/1')}?zone=America/New_York`);
  await get('C-1');
  expect(asked).toEqual([
    { customerId: '客户/1', nowMs: T0, zone: 'America/New_York' },
    { customerId: 'C-1', nowMs: T0, zone: 'Asia/Shanghai' },
  ]);
  expect((await get('C-1?zone=Nowhere')).statusCode).toBe(400);
  expect((await get('x'.repeat(300))).statusCode).toBe(414);
  expect((await get(encodeURIComponent('客'.repeat(256)))).statusCode).toBe(200);
});
