/**
 * Names: what people and systems tell apart by reading. One form for each, so that what reads alike is alike; what nobody can see, or what
 * turns the text around it, has no place in one.
 */
import { notWellFormed } from './text.ts';

export type ReadName = { name: string } | { reason: string };

/** Nearly all names are of these, without blanks at the ends: visible, in NFC whatever stands beside them. */
const USUAL = '!-~\u00c0-\u00ff\u3001-\u3003\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff01-\uff5e';
const PLAIN = new RegExp(`^(?:[${USUAL}](?:[ ${USUAL}]*[${USUAL}])?)?$`);

/** Controls, line separators, what has no glyph, and what reorders; U+2800 is a blank that counts as a symbol. */
const SUSPECT = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/u;
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Scripts whose letters change their shape by a joiner or a non-joiner between them. */
const JOINING = [
  ...['Arab', 'Syrc', 'Mong', 'Nkoo', 'Mand', 'Phag', 'Adlm', 'Rohg'],
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Khmr', 'Mymr', 'Tibt', 'Java', 'Bali'],
]
  .map((script) => `\\p{scx=${script}}`)
  .join('');

/** Signs without a glyph of their own where they do what they are for: they change the shape of what stands before them. */
const SHAPING = new RegExp(
  [
    `(?<=[${JOINING}])[\\u200c\\u200d](?=[\\p{L}\\p{M}])`,
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
    '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
    '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
    '(?<=\\p{sc=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
    '(?<=\\p{sc=Mong})[\\u180b-\\u180f]',
    '(?<=\\u{1f3f4})[\\u{e0020}-\\u{e007e}]+\\u{e007f}',
  ].join('|'),
  'gu',
);

const codePoint = (char: string) => `U+${(char.codePointAt(0) as number).toString(16).padStart(4, '0').toUpperCase()}`;

/**
 * The one form of a name: NFC, without blanks at its ends; empty stays empty. Refused, with the reason: halves of surrogate pairs, controls,
 * characters that change the direction of writing, and those that nobody can see, but for joiners and variation selectors where a script or
 * an emoji needs them.
 */
export function readName(text: string): ReadName {
  if (PLAIN.test(text)) return { name: text };
  if (!text.isWellFormed()) return { reason: notWellFormed };
  if (text.includes('\ufffd')) return { reason: 'holds U+FFFD, which stands for what could not be decoded: send it again in UTF-8' };
  const name = text.normalize('NFC').trim();
  if (name === '' || !SUSPECT.test(name)) return name === '' || VISIBLE.test(name) ? { name } : { reason: 'has no visible character' };
  const [found] = SUSPECT.exec(name.replace(SHAPING, '')) ?? [];
  if (found !== undefined) return { reason: `holds the ${whatIs(found)} ${codePoint(found)}` };
  return VISIBLE.test(name) ? { name } : { reason: 'has no visible character' };
}

function whatIs(char: string): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(char)) return 'control character';
  return BIDI.test(char) ? 'control of writing direction' : 'invisible character';
}
