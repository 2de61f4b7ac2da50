/** Where a text stops being JSON. `JSON.parse` tells the place only for some faults, so a refused text is walked once more. */

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const PLAIN = /(?:[^"\\\p{Cc}]|[\u007f-\u009f])+/uy;

/** What may come next: a value, a member's name, or what follows a value; `first` after an opening bracket, which may close at once. */
type Expect = 'value' | 'firstValue' | 'name' | 'firstName' | 'after';

/** @returns the offset (UTF-16 code units) of the first thing that cannot be there; the text's length when it ends too early. */
export function jsonErrorOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expect: Expect = 'value';
  let offset = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = offset;
    if (!pattern.test(text)) return false;
    offset = pattern.lastIndex;
    return true;
  };
  /** A faulty text is left at its opening quote. */
  const takeText = (): boolean => {
    const start = offset;
    if (text[offset] !== '"') return false;
    offset++;
    while (take(PLAIN) || take(ESCAPE)) {
      // Up to the closing quote.
    }
    if (text[offset] === '"') {
      offset++;
      return true;
    }
    offset = start;
    return false;
  };
  for (;;) {
    take(SPACE);
    const char = text[offset];
    if (char === undefined) return offset;
    const closes = char === '}' ? open.at(-1) === '{' : char === ']' ? open.at(-1) === '[' : false;
    if (closes && (expect === 'after' || (char === '}' ? expect === 'firstName' : expect === 'firstValue'))) {
      offset++;
      open.pop();
      expect = 'after';
    } else if (expect === 'after') {
      if (char !== ',' || open.length === 0) return offset;
      offset++;
      expect = open.at(-1) === '{' ? 'name' : 'value';
    } else if (expect === 'name' || expect === 'firstName') {
      if (!takeText()) return offset;
      take(SPACE);
      if (text[offset] !== ':') return offset;
      offset++;
      expect = 'value';
    } else if (char === '{' || char === '[') {
      offset++;
      open.push(char);
      expect = char === '{' ? 'firstName' : 'firstValue';
    } else if (takeText() || take(SCALAR)) {
      expect = 'after';
    } else {
      return offset;
    }
  }
}
