/** A request body or a file's text as events with line numbers: a JSON list, one JSON object, or NDJSON. */
import { WarroomError } from '../errors.ts';
import { quote } from './instant.ts';
import { jsonErrorOffset } from './jsonError.ts';

export interface Line {
  /** 1-based: the line of NDJSON, the position in a list. */
  line: number;
  json: unknown;
}

/** A list holds its events' positions, NDJSON their lines (empty lines are skipped but counted). @throws WarroomError BODY_MALFORMED with line and position. */
export function parseBody(text: string, format: 'json' | 'ndjson'): Line[] {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return format === 'json' ? parseJson(body) : parseNdjson(body);
}

function parseJson(text: string): Line[] {
  if (text.trim() === '') throw new WarroomError('BODY_MALFORMED', 'the body is empty: expected an event or a list of events');
  const json = parse(text, 1);
  return Array.isArray(json) ? json.map((event, index) => ({ line: index + 1, json: event })) : [{ line: 1, json }];
}

function parseNdjson(text: string): Line[] {
  const lines: Line[] = [];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    line++;
    const row = text.slice(start, end).trim();
    if (row !== '') lines.push({ line, json: parse(row, line) });
    start = end + 1;
  }
  return lines;
}

function parse(text: string, firstLine: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(text, firstLine, cause as Error);
  }
}

function malformed(text: string, firstLine: number, cause: Error): WarroomError {
  const offset = jsonErrorOffset(text);
  const before = text.slice(0, offset);
  const line = firstLine + before.split('\n').length - 1;
  const column = offset - before.lastIndexOf('\n');
  const nearby = offset < text.length ? `at ${quote(text.slice(offset, offset + 20))}` : 'where the text ends';
  const reason = `not JSON at character ${column}, ${nearby}`;
  return new WarroomError('BODY_MALFORMED', `line ${line}: ${reason}`, { faults: [{ line, field: '', reason }], cause });
}
