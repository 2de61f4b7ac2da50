/**
 * A request body or a file's text as events with line numbers: a JSON list, one JSON object, or NDJSON. Row by row, so that a body of
 * millions of empty objects costs no more than the rows that somebody looks at.
 */
import type { Fault } from '@warroom/protocol/events';
import { WarroomError } from '../errors.ts';
import { quote } from './instant.ts';
import { jsonErrorOffset } from './jsonError.ts';

/** `line` is 1-based: the line of NDJSON, the position in a list. */
export type Line = { line: number; json: unknown } | { line: number; fault: Fault };

/** Longest row in UTF-16 code units: room for the longest `data` with every character escaped. */
export const MAX_ROW_LENGTH = 1024 * 1024;
/** Most rows of one body. A valid event has a hundred bytes and more. */
export const MAX_ROWS = 100_000;
/** Brackets within brackets; no event has more than a few. */
export const MAX_DEPTH = 64;
/** A row shorter than this is parsed without a look at its depth. */
const SHALLOW_LENGTH = 4_096;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

interface Span {
  start: number;
  end: number;
  /** Deepest bracket within, or null where nobody has looked yet. */
  depth: number | null;
}

/**
 * A list holds its events' positions, NDJSON their lines (empty lines are skipped but counted). A row too long or too deep is a fault
 * of its own. @throws WarroomError BODY_MALFORMED with line and position, BODY_TOO_LARGE; both when that row is reached.
 */
export function* parseBody(text: string, format: 'json' | 'ndjson'): Generator<Line> {
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let rows = 0;
  for (const [line, span] of format === 'json' ? jsonRows(text, from) : ndjsonRows(text, from)) {
    if (++rows > MAX_ROWS) throw new WarroomError('BODY_TOO_LARGE', `more than ${MAX_ROWS} events in one body: send them in parts`);
    const reason = whyNotParsed(text, span);
    if (reason !== null) yield { line, fault: { line, field: '', reason } };
    else yield { line, json: parse(text, span, from, format === 'json' ? text.length : span.end) };
  }
}

function* jsonRows(text: string, from: number): Generator<[line: number, span: Span]> {
  const start = skipBlanks(text, from);
  if (start === text.length) throw new WarroomError('BODY_MALFORMED', 'the body is empty: expected an event or a list of events');
  if (text.charCodeAt(start) !== OPEN_LIST) {
    yield [1, { start, end: text.length, depth: null }];
    return;
  }
  let line = 0;
  let rowStart = start + 1;
  let depth = 0;
  let deepest = 0;
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) i = endOfText(text, i);
    else if (char === OPEN_LIST || char === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if ((char === CLOSE_OBJECT || char === CLOSE_LIST) && depth > 0) depth--;
    else if (depth === 0 && (char === COMMA || char === CLOSE_LIST)) {
      const isLast = char === CLOSE_LIST;
      // An empty list has no row; a comma without a row after it has one that is no JSON.
      if (!isLast || line > 0 || skipBlanks(text, rowStart) < i) yield [++line, { start: rowStart, end: i, depth: deepest }];
      rowStart = i + 1;
      depth = 0;
      deepest = 0;
      if (!isLast) continue;
      const after = skipBlanks(text, i + 1);
      if (after < text.length) throw malformed(text, after, from, text.length);
      return;
    }
  }
  // The list is not closed: its last row is not whole, or nothing follows it.
  if (skipBlanks(text, rowStart) < text.length) yield [++line, { start: rowStart, end: text.length, depth: deepest }];
  throw malformed(text, text.length, from, text.length);
}

function* ndjsonRows(text: string, from: number): Generator<[line: number, span: Span]> {
  let line = 0;
  for (let start = from; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    line++;
    if (skipBlanks(text, start) < end) yield [line, { start, end, depth: null }];
    start = end + 1;
  }
}

function whyNotParsed(text: string, { start, end, depth }: Span): string | null {
  if (end - start > MAX_ROW_LENGTH) return `must not be longer than ${MAX_ROW_LENGTH} characters, has ${end - start}`;
  if ((depth ?? (end - start < SHALLOW_LENGTH ? 0 : depthOf(text, start, end))) > MAX_DEPTH) return 'is nested too deeply';
  return null;
}

function depthOf(text: string, start: number, end: number): number {
  let depth = 0;
  let deepest = 0;
  for (let i = start; i < end; i++) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) i = endOfText(text, i);
    else if (char === OPEN_LIST || char === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (char === CLOSE_OBJECT || char === CLOSE_LIST) depth--;
  }
  return deepest;
}

/** Where the text that opens at `start` closes; the end of everything where it does not. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = end - 1;
    while (text.charCodeAt(escapes) === BACKSLASH) escapes--;
    if ((end - escapes) % 2 === 1) return end;
  }
  return text.length;
}

/** Space, tab, line feed, carriage return. */
function skipBlanks(text: string, start: number): number {
  let i = start;
  for (let char = text.charCodeAt(i); char === 0x20 || char === 0x09 || char === 0x0a || char === 0x0d; char = text.charCodeAt(i)) i++;
  return i;
}

function parse(text: string, { start, end }: Span, from: number, until: number): unknown {
  const row = text.slice(start, end);
  try {
    return JSON.parse(row);
  } catch (cause) {
    throw malformed(text, start + jsonErrorOffset(row), from, until, cause as Error);
  }
}

/** @param offset of the first character that cannot be there. @param from where the text begins. @param end where it ends. */
function malformed(text: string, offset: number, from: number, end: number, cause?: Error): WarroomError {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  const column = offset - (line === 1 ? from - 1 : text.lastIndexOf('\n', offset - 1));
  const nearby = offset < end ? `at ${quote(text.slice(offset, Math.min(end, offset + 20)))}` : 'where the text ends';
  const reason = `not JSON at character ${column}, ${nearby}`;
  return new WarroomError('BODY_MALFORMED', `line ${line}: ${reason}`, { faults: [{ line, field: '', reason }], cause });
}
