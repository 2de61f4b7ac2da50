/** `POST /api/v1/erasures`: facts taken out of the store for good. Answers when they are gone from store, board and alerts of this server. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ErasureAnswer, ErasureRequest } from '@warroom/protocol/api/erasures';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';
import type { Store } from '../store/client.ts';
import { type Erasable, erase, findErasable, selectionOfCustomer, selectionOfRuined } from '../store/erase.ts';

export interface ErasingOptions {
  /** The real database, also while the demo is shown. */
  store: Store;
  /** Resolves when this server shows nothing of it any more. */
  erased: () => Promise<void>;
}

const answerOf = (done: boolean, { byKind, ...counts }: Erasable): ErasureAnswer => ({
  erased: done,
  ...counts,
  byKind: byKind.map(([kind, events]) => ({ kind, events })),
});

const erasures: FastifyPluginAsyncTypebox<ErasingOptions> = async (app, { store, erased }) => {
  app.post(
    '/api/v1/erasures',
    {
      onRequest: app.requireRole('operate'),
      schema: {
        tags: ['events'],
        summary: 'Erase everything about a customer, or what a wrong encoding has ruined; without `confirm` only count it',
        body: ErasureRequest,
        response: { 200: ErasureAnswer },
      },
    },
    async ({ body: { customer, ruined, confirm = false }, identity, log }) => {
      if ((customer === undefined) === (ruined === undefined))
        throw new WarroomError('REQUEST_INVALID', 'either `customer` or `ruined` is needed');
      const selection = customer === undefined ? selectionOfRuined() : selectionOfCustomer(store, customer);
      if (!confirm) return answerOf(false, await findErasable(store, selection));
      const done = await erase(store, selection);
      const { events, changes, rejected } = done;
      // Whose it was is nobody's business any more.
      log.warn({ by: identity?.name ?? null, events, changes, rejected }, 'erased from the store');
      await erased();
      return answerOf(true, done);
    },
  );
};

export const erasuresPlugin = fp(erasures, { name: 'warroom-erasures', fastify: '5.x', dependencies: ['warroom-access'] });
