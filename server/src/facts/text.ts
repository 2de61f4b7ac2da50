/** Free text: what can be kept and shown as it was written. */

/** Free text may have tabs and line breaks. */
const CONTROL_IN_TEXT = /[^\P{Cc}\t\n\r]/u;
const CONTROL = /\p{Cc}/u;
/** Embeddings, overrides and isolates, and what ends them. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
/** Nearly all names of fields are plain ASCII, which this finds out in a quarter of the time. */
const PLAIN = /^[ -~]*$/;

export const notWellFormed = 'holds half of a surrogate pair: the text was cut or wrongly encoded';

function whyNot(text: string, pattern: RegExp): string | null {
  if (PLAIN.test(text)) return null;
  const match = pattern.exec(text);
  if (match) return `holds the control character U+${match[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;
  if (!text.isWellFormed()) return notWellFormed;
  return BIDI.test(text) && !isBalanced(text) ? 'changes the direction of writing and does not change it back' : null;
}

/** Whether every embedding, override and isolate ends within its paragraph: then it turns nothing around that stands beside the text. */
function isBalanced(text: string): boolean {
  for (const paragraph of text.split(/[\n\r]/)) {
    const open: string[] = [];
    for (const char of paragraph) {
      if (/[\u202a\u202b\u202d\u202e]/.test(char)) open.push('\u202c');
      else if (/[\u2066-\u2068]/.test(char)) open.push('\u2069');
      else if ((char === '\u202c' || char === '\u2069') && open.pop() !== char) return false;
    }
    if (open.length > 0) return false;
  }
  return true;
}

/** Why a text cannot be kept; null when it can. */
export const whyNotText = (text: string) => whyNot(text, CONTROL_IN_TEXT);

/** Quick look at JSON text: without an escape `\u`, a raw control character and a change of direction nothing in it can be bad. */
export const mayHoldBadText = (json: string) =>
  json.includes('\\u') || (!PLAIN.test(json) && (CONTROL_IN_TEXT.test(json) || BIDI.test(json) || !json.isWellFormed()));

/** The first text in `value` that cannot be kept; names of fields count as well. `path` is where `value` stands. */
export function badText(value: unknown, path: string): { field: string; reason: string } | null {
  if (typeof value === 'string') {
    const reason = whyNotText(value);
    return reason ? { field: path, reason } : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const reason = whyNot(key, CONTROL);
    if (reason) return { field: path, reason: `the name of a field in it ${reason}` };
    const bad = badText(inner, `${path}.${key}`);
    if (bad) return bad;
  }
  return null;
}

/** At most `maxLength` UTF-16 code units of the text, never half of a surrogate pair. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? maxLength - 1 : maxLength);
}
