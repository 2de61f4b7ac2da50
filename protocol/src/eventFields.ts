/** The field types that the events of all concerns are made of. */
import { Type } from 'typebox';

/** Longest identifier (key, dimension, source) a fact may carry, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 256;
/** Longest free text (a rep's daily report) a fact may carry. */
export const MAX_TEXT_LENGTH = 20_000;

/**
 * What the server's gate does with a field beyond its schema: a `name` is put into one form, an `instant` has to exist, and free text (no
 * mark) has to be text that can be kept. Null in an optional field means absent: the gate leaves it out, whatever the field's schema.
 */
export type Gate = 'name' | 'instant';
const named = { gate: 'name' satisfies Gate } as const;

export const name = Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH, ...named });
/** A name, or a short word that is compared like one, up to `maxLength` UTF-16 code units. */
export const word = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength, ...named });
/** A name that may be absent, null or empty: all three mean that there is none. */
export const optionalName = Type.Optional(word(MAX_NAME_LENGTH));
export const share = Type.Number({ minimum: 0, maximum: 1 });
export const amount = Type.Number({ minimum: 0 });
/** ISO 8601 with zone, or epoch milliseconds; range-checked by the server's parser. */
export const Instant = Type.Union([Type.String({ maxLength: 40 }), Type.Integer()], {
  description: 'ISO 8601 with zone, or epoch milliseconds',
  gate: 'instant' satisfies Gate,
});
export const place = Type.Object({
  name,
  lat: Type.Number({ minimum: -90, maximum: 90 }),
  lng: Type.Number({ minimum: -180, maximum: 180 }),
});
/** `data` of an event that says everything in its envelope. */
export const none = Type.Object({});
