/** What there is of the simulated organisation, and its end. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { DemoAnswer } from '@warroom/protocol/api/demo';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';

export interface DemoOptions {
  isShown: boolean;
  data: {
    left(): Promise<{ events: number; mixedIn: number }>;
    remove(): Promise<{ events: number; mixedIn: number }>;
  };
  /** Rows were taken from among real ones: resolves when this server shows nothing of them any more. */
  erased: () => Promise<void>;
}

const demo: FastifyPluginAsyncTypebox<DemoOptions> = async (app, { isShown, data, erased }) => {
  const tags = ['health'];
  app.get(
    '/api/v1/demo',
    {
      onRequest: app.requireRole('view'),
      schema: { tags, summary: 'What there is of the simulated organisation', response: { 200: DemoAnswer } },
    },
    async () => ({ shown: isShown, ...(await data.left()) }),
  );
  app.post(
    '/api/v1/demo/removal',
    {
      onRequest: app.requireRole('operate'),
      schema: { tags, summary: "Remove the simulated organisation's data; answers with what was removed", response: { 200: DemoAnswer } },
    },
    async () => {
      if (isShown)
        throw new WarroomError('REQUEST_INVALID', 'the demo is being shown: stop the server, or send it a real event, and remove it then');
      const removed = await data.remove();
      if (removed.mixedIn > 0) await erased();
      return { shown: false, ...removed };
    },
  );
};

export const demoPlugin = fp(demo, { name: 'warroom-demo', fastify: '5.x', dependencies: ['warroom-access'] });
