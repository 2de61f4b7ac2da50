/**
 * Keys made of several names. Parts are joined by `|`; a `|` or `\` inside a part is escaped with `\`, except in the last part, which
 * is whatever follows. Two lists of the same length never share a key.
 */

const SPECIAL = /[|\\]/g;

export function joinKey(parts: readonly string[]): string {
  let key = '';
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (i > 0) key += '|';
    key += i < parts.length - 1 && (part.includes('|') || part.includes('\\')) ? part.replace(SPECIAL, '\\$&') : part;
  }
  return key;
}

/** The exact inverse of {@link joinKey} for `count` parts; null when the key is not made of so many. */
export function splitKey(key: string, count: number): string[] | null {
  const parts: string[] = [];
  let part = '';
  let at = 0;
  while (parts.length < count - 1) {
    const char = key[at++];
    if (char === undefined) return null;
    if (char === '|') {
      parts.push(part);
      part = '';
      continue;
    }
    const escaped = char === '\\' ? key[at++] : char;
    if (escaped === undefined || (char === '\\' && escaped !== '|' && escaped !== '\\')) return null;
    part += escaped;
  }
  parts.push(key.slice(at));
  return parts;
}
