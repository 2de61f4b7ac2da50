/** The field types that the events of all concerns are made of. */
import type { TSchema } from 'typebox';
import { Type } from 'typebox';

/** Longest identifier (key, dimension, source) a fact may carry, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 256;
/** Longest free text (a rep's daily report) a fact may carry. */
export const MAX_TEXT_LENGTH = 20_000;

export const name = Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH });
export const maybe = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
/** A name that may be absent, null or empty: all three mean that there is none. */
export const optionalName = maybe(Type.String({ maxLength: MAX_NAME_LENGTH }));
export const share = Type.Number({ minimum: 0, maximum: 1 });
export const amount = Type.Number({ minimum: 0 });
/** ISO 8601 with zone, or epoch milliseconds; range-checked by the server's parser. */
export const Instant = Type.Union([Type.String({ maxLength: 40 }), Type.Integer()], {
  description: 'ISO 8601 with zone, or epoch milliseconds',
});
export const place = Type.Object({
  name,
  lat: Type.Number({ minimum: -90, maximum: 90 }),
  lng: Type.Number({ minimum: -180, maximum: 180 }),
});
/** `data` of an event that says everything in its envelope. */
export const none = Type.Object({});
