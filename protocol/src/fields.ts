/** The few field types that all rows on the board are made of. Times ISO 8601 UTC, durations seconds, rates 0–1, null when not known. */
import type { TSchema } from 'typebox';
import { Type } from 'typebox';

export const instant = Type.String({ description: 'ISO 8601 UTC' });
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const text = nullable(Type.String());
export const seconds = nullable(Type.Number());
export const rate = nullable(Type.Number({ minimum: 0, maximum: 1 }));
export const count = Type.Integer({ minimum: 0 });
