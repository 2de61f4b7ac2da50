/** `/api/v1/customers/:id`: one customer, as it stands on the board and as the store remembers it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { CustomerAnswer, CustomerNow } from '@warroom/protocol/api/customer';
import { MAX_NAME_LENGTH } from '@warroom/protocol/eventFields';
import { timeZoneNamed } from '@warroom/protocol/timeZone';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { type Static, Type } from 'typebox';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { quote } from '../facts/instant.ts';
import { readTyped } from '../facts/typed.ts';
import { Vocabulary } from '../monitors/touchpoints/vocabulary.ts';
import { weighReports } from '../monitors/touchpoints/weigh.ts';
import type { MonitorSettings } from '../monitors.ts';
import { type CustomerHistoryReads, DEALS_DAYS, HISTORY_DAYS } from '../store/customerHistory.ts';
import { type BoardRows, liveOf } from './customerLive.ts';

export interface CustomerOptions {
  board: BoardRows;
  history: Pick<CustomerHistoryReads, 'read'>;
  clock: Clock;
  config: Pick<MonitorSettings, 'lead-response' | 'delivery-risk' | 'touchpoints'>;
}

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH }) });

const customer: FastifyPluginAsync<CustomerOptions> = async (plain, { board, history, clock, config }) => {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  // Rows have the schema's shape already; the schema is for the reader, JSON.stringify for the wire.
  const serializerCompiler = () => JSON.stringify;
  const tags = ['board'];
  const words = new Vocabulary(config.touchpoints);
  const { warningShare, criticalShare } = config['delivery-risk'];

  const now = (customerId: string, nowMs: number): Static<typeof CustomerNow> => ({
    customerId,
    at: new Date(nowMs).toISOString(),
    limits: { warningShare, criticalShare, negativeSentiment: config.touchpoints.resonance.sentimentAtMost },
    live: liveOf(board, customerId),
  });

  app.get(
    '/api/v1/customers/:id/live',
    {
      onRequest: app.requireRole('view'),
      serializerCompiler,
      schema: {
        tags,
        summary: "The board's rows about one customer; empty where there are none",
        params: Params,
        response: { 200: CustomerNow },
      },
    },
    async ({ params }) => now(nameOf(params.id), clock.now()),
  );

  app.get(
    '/api/v1/customers/:id',
    {
      onRequest: app.requireRole('view'),
      serializerCompiler,
      schema: {
        tags,
        summary: `One customer: the board's rows, ${HISTORY_DAYS} days of touchpoints, signals, sentiment and leads, ${DEALS_DAYS} days of opportunities and orders`,
        params: Params,
        querystring: Type.Object({
          zone: Type.Optional(
            Type.String({
              maxLength: 64,
              description: 'IANA time zone that days are counted in; by default that of the business calendar',
            }),
          ),
        }),
        response: { 200: CustomerAnswer },
      },
    },
    async ({ params, query }) => {
      const id = nameOf(params.id);
      const asked = query.zone ?? config['lead-response'].calendar?.timeZone ?? 'Asia/Shanghai';
      const zone = timeZoneNamed(asked);
      if (zone === null) throw new WarroomError('REQUEST_INVALID', `querystring.zone: no such time zone: ${quote(asked)}`);
      const nowMs = clock.now();
      const told = await history.read({ customerId: id, nowMs, zone });
      const answer = now(id, clock.now());
      const totals = [told.touchpoints, told.signals, told.opportunities, told.leads, told.orders];
      if (totals.every(({ total }) => total === 0) && isEmpty(answer.live))
        throw new WarroomError(
          'NOT_FOUND',
          `nothing is known of a customer ${id} in the last ${HISTORY_DAYS} days (orders and opportunities: ${DEALS_DAYS})`,
        );
      const touchpoints = weighReports(told.touchpoints.rows, answer.live.influence[0]?.competitorTouchpoints, {
        settings: config.touchpoints,
        words,
        nowMs,
      });
      return { ...answer, history: { ...told, touchpoints: { ...told.touchpoints, rows: touchpoints } } };
    },
  );
};

/** The customer as events name it, however the address is written. */
const nameOf = (id: string): string => readTyped({ id }, { id: 'name' }).id ?? id;

const isEmpty = (live: Static<typeof CustomerNow>['live']) =>
  Object.values(live).every((part) => part === null || (Array.isArray(part) && part.length === 0));

/** @name warroom-customer */
export const customerPlugin = fp(customer, { name: 'warroom-customer', fastify: '5.x', dependencies: ['warroom-access'] });
