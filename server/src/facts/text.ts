/** Text that cannot be kept or shown: control characters and halves of surrogate pairs. */

const CONTROL = /\p{Cc}/u;
/** Free text may have tabs and line breaks. */
const CONTROL_IN_TEXT = /[^\P{Cc}\t\n\r]/u;

/** Nearly all names are plain ASCII, which this finds out in a quarter of the time. */
const PLAIN = /^[ -~]*$/;

function whyNot(text: string, pattern: RegExp): string | null {
  if (PLAIN.test(text)) return null;
  const match = pattern.exec(text);
  if (match) return `holds the control character U+${match[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;
  return text.isWellFormed() ? null : 'holds half of a surrogate pair: the text was cut or wrongly encoded';
}

/** For identifiers: no control character at all. */
export const whyNotName = (text: string) => whyNot(text, CONTROL);

/** Quick look at JSON text: without an escape `\u` and a raw control character nothing in it can be bad. */
export const mayHoldBadText = (json: string) => json.includes('\\u') || (!PLAIN.test(json) && CONTROL_IN_TEXT.test(json));

/** The first text in `value` that cannot be kept; names of fields count as well. `path` is where `value` stands. */
export function badText(value: unknown, path: string): { field: string; reason: string } | null {
  if (typeof value === 'string') {
    const reason = whyNot(value, CONTROL_IN_TEXT);
    return reason ? { field: path, reason } : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const reason = whyNotName(key);
    if (reason) return { field: path, reason: `the name of a field in it ${reason}` };
    const bad = badText(inner, `${path}.${key}`);
    if (bad) return bad;
  }
  return null;
}
