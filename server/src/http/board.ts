/** `/api/v1/board`: the rows that stand on the board now, for programs that ask once. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { BoardTopic, BoardTopics } from '@warroom/protocol/api/board';
import { isTopic, TOPIC_NAMES } from '@warroom/protocol/board';
import { isPrivateTopic } from '@warroom/protocol/privacy';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { Board } from '../board/board.ts';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';

const board: FastifyPluginAsync<{ board: Board; clock: Clock }> = async (plain, { board: rows, clock }) => {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const serializerCompiler = () => JSON.stringify;
  const tags = ['board'];

  app.get(
    '/api/v1/board',
    {
      onRequest: app.requireRole('view'),
      schema: {
        tags,
        summary: 'The topics, with the number of rows in each',
        response: {
          200: BoardTopics,
        },
      },
    },
    async () => ({
      epoch: rows.epoch,
      topics: TOPIC_NAMES.map((topic) => ({ topic, rows: rows.rows(topic).size, seq: rows.seq(topic) })),
    }),
  );

  app.get(
    '/api/v1/board/:topic',
    {
      onRequest: app.requireRole('view'),
      serializerCompiler,
      schema: {
        tags,
        summary: "A topic's rows, each with its key; `seq` is the number of the last flush, and the rows may be newer",
        params: Type.Object({ topic: Type.String() }),
        querystring: Type.Object({ key: Type.Optional(Type.String({ description: 'only the row with this key' })) }),
        response: {
          200: BoardTopic,
        },
      },
    },
    async ({ params: { topic }, query: { key }, identity }) => {
      if (!isTopic(topic)) throw new WarroomError('NOT_FOUND', `no topic ${topic}`, { details: { topics: TOPIC_NAMES } });
      if (isPrivateTopic(topic) && !identity?.roles.has('operate'))
        throw new WarroomError('ACCESS_DENIED', `${topic} names people, and this token lacks the role operate`);
      const all = rows.rows(topic);
      const one = key === undefined ? undefined : all.get(key);
      const found = key === undefined ? [...all] : one ? [[key, one] as const] : [];
      return { topic, epoch: rows.epoch, seq: rows.seq(topic), ts: clock.now(), rows: found.map(([k, row]) => ({ key: k, ...row })) };
    },
  );
};

export const boardPlugin = fp(board, { name: 'warroom-board', fastify: '5.x', dependencies: ['warroom-access'] });
