/** Where a page of a list ended, as an opaque text that the next request gives back. What is added or leaves meanwhile moves nothing past it. */
import { WarroomError } from '../errors.ts';

export function cursorOf(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * @param shape a type for each part of the key
 * @throws WarroomError REQUEST_INVALID for what no answer of ours had in `next`
 */
export function keyOf<const Shape extends readonly ('string' | 'number')[]>(
  cursor: string,
  shape: Shape,
): { [I in keyof Shape]: Shape[I] extends 'string' ? string : number } {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    key = null;
  }
  if (!Array.isArray(key) || key.length !== shape.length || !shape.every((type, i) => typeof key[i] === type)) throw notOurs();
  return key as never;
}

export const notOurs = (): WarroomError =>
  new WarroomError('REQUEST_INVALID', 'cursor is not from an answer of this list: send what the previous answer had in `next`');
