/** Bytes as text: UTF-8 and nothing else. What is not is told by line and byte, with a guess at what it is. */
import { isUtf8 } from 'node:buffer';

export interface NotUtf8 {
  /** Of the first byte that cannot be there, from 0. */
  offset: number;
  /** 1-based. */
  line: number;
  /** As `not UTF-8 at byte 27: GB18030?`. */
  reason: string;
}

const NEWLINE = 0x0a;
/** What is decoded to find out whether it reads as another encoding. */
const SAMPLE_BYTES = 4_096;

/** The text, without a byte order mark; or where the bytes stop being UTF-8. */
export function readUtf8(bytes: Uint8Array): { text: string } | NotUtf8 {
  if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes) };
  const offset = firstFault(bytes);
  let line = 1;
  for (let i = bytes.indexOf(NEWLINE); i !== -1 && i < offset; i = bytes.indexOf(NEWLINE, i + 1)) line++;
  return { offset, line, reason: `not UTF-8 at byte ${offset}${guess(bytes, offset)}` };
}

/** Least and most of the byte after a first byte, where it is not 80–BF: no overlong forms, no surrogates, nothing past U+10FFFF. */
const SECOND: Record<number, [least: number, most: number]> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
};

/** Offset of the first character that is none; the length where all are sound. */
function firstFault(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const first = bytes[i] as number;
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0) return i;
    for (let follower = 1; follower < length; follower++) {
      const [least, most] = (follower === 1 && SECOND[first]) || [0x80, 0xbf];
      const byte = bytes[i + follower];
      if (byte === undefined || byte < least || byte > most) return i;
    }
    i += length;
  }
  return i;
}

function guess(bytes: Uint8Array, offset: number): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return ': UTF-16?';
  // Without its mark, UTF-16 has a NUL beside every letter, which no text of another encoding has.
  if (bytes.subarray(Math.max(0, offset - SAMPLE_BYTES), offset + SAMPLE_BYTES).includes(0)) return ': UTF-16?';
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes.subarray(offset, offset + SAMPLE_BYTES), { stream: true });
    return ': GB18030?';
  } catch {
    return '';
  }
}
