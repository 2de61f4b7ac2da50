import type { TUnsafe } from 'typebox';
import { Type } from 'typebox';

/** A schema for one of the given words. A plain `Type.Union(words.map(…))` validates alike, but its type comes out as `never`. */
export function oneOf<const T extends string>(words: readonly T[]): TUnsafe<T> {
  return Type.Unsafe<T>(Type.Union(words.map((word) => Type.Literal(word))));
}
