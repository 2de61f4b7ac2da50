/** Lists that are read in pages: what an answer gives in `next` the next request gives back as `cursor`. */
import { Type } from 'typebox';
import { nullable } from '../fields.ts';

export const cursor = Type.Optional(Type.String({ maxLength: 2_000, description: '`next` of the answer before: goes on after it' }));
export const next = nullable(Type.String({ description: 'there is more: ask again with this as `cursor`' }));
