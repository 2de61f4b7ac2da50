/** `POST /api/v1/erasures`: taking everything about a customer out of the store, or what a wrong encoding has ruined. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { MAX_NAME_LENGTH } from '../eventFields.ts';

export const ErasureRequest = Type.Object(
  {
    customer: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH, description: 'the customer whose facts are meant' })),
    ruined: Type.Optional(Type.Literal(true, { description: 'rows that hold U+FFFD, instead of a customer' })),
    confirm: Type.Optional(Type.Boolean({ default: false, description: 'false only says what would be erased' })),
  },
  { additionalProperties: false },
);
export type ErasureRequest = Static<typeof ErasureRequest>;

export const ErasureAnswer = Type.Object({
  erased: Type.Boolean({ description: 'whether it was done, or only counted' }),
  events: Type.Integer(),
  byKind: Type.Array(Type.Object({ kind: Type.String(), events: Type.Integer() })),
  alerts: Type.Integer(),
  /** Rows of the alert log. */
  changes: Type.Integer(),
  rejected: Type.Integer(),
  /** Events that stay and whose free text names the customer. */
  mentions: Type.Integer(),
});
export type ErasureAnswer = Static<typeof ErasureAnswer>;
