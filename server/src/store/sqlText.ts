/** The text as a literal of SQL, in quotes. */
export const sqlText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The engine takes queries of up to 256 KiB. */
const LIST_LENGTH = 60_000;

/** Texts joined by commas, in as many lists as it takes for each to be part of one query. */
export function* sqlLists(texts: Iterable<string>): Generator<string> {
  let list: string[] = [];
  let length = 0;
  for (const text of texts) {
    if (length > 0 && length + text.length > LIST_LENGTH) {
      yield list.join(',');
      list = [];
      length = 0;
    }
    list.push(text);
    length += text.length + 1;
  }
  if (list.length > 0) yield list.join(',');
}
