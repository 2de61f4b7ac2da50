/** The shape of every HTTP answer that is not a success (`server/src/errors.ts` has the codes). */
import type { Static } from 'typebox';
import { Type } from 'typebox';

export const Failure = Type.Object(
  {
    error: Type.String(),
    message: Type.String(),
    retry: Type.Boolean(),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: true },
);
export type Failure = Static<typeof Failure>;
