/** Answers of `/api/v1/board`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

/** Every topic, and how many rows it has. */
export const BoardTopics = Type.Object({
  epoch: Type.String(),
  topics: Type.Array(Type.Object({ topic: Type.String(), rows: Type.Integer(), seq: Type.Integer() })),
});
export type BoardTopics = Static<typeof BoardTopics>;

/** One topic's rows, each with its key; `seq` is the number of the last flush, which the rows may be ahead of. */
export const BoardTopic = Type.Object({
  topic: Type.String(),
  epoch: Type.String(),
  seq: Type.Integer(),
  ts: Type.Integer({ description: "the server's clock, ms" }),
  rows: Type.Array(Type.Object({ key: Type.String() }, { additionalProperties: true })),
});
export type BoardTopic = Static<typeof BoardTopic>;
