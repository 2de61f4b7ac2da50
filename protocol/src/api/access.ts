/** Answer of `GET /api/v1/access`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { text } from '../fields.ts';

/** `person`: whom the token belongs to, whose name counts as `by`; null where a person says who it is. */
export const AccessAnswer = Type.Object({ person: text, roles: Type.Array(Type.String()) });
export type AccessAnswer = Static<typeof AccessAnswer>;
