/** Files that operators write are UTF-8, with or without a byte order mark. */
import { readFileSync } from 'node:fs';
import { readUtf8 } from '../facts/utf8.ts';

/** @throws Error by line where the bytes are not UTF-8, and what reading throws. */
export function readConfigText(file: string): string {
  const read = readUtf8(readFileSync(file));
  if ('text' in read) return read.text;
  throw new Error(`line ${read.line}: ${read.reason} Save the file as UTF-8`);
}
