/**
 * Whether an answer over HTTP is the store's own. A sign-in page, a load balancer's greeting and an empty body come with status 200
 * as well; ClickHouse gives back the id that the query was sent with, and says how many rows it wrote.
 */
import type { Readable } from 'node:stream';
import { WarroomError } from '../errors.ts';
import { STORE_RETRY_SECONDS } from './storeErrors.ts';

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Longest answer to a statement that gives no rows: an `ON CLUSTER` tells of every host. */
const MAX_IDLE_BYTES = 4 * 1024 * 1024;
/** What is quoted of a foreign answer's headers. */
const MAX_QUOTED = 100;

const foreign = (where: string, what: string): WarroomError =>
  new WarroomError(
    'STORE_DOWN',
    `${where}: ${what}. Something between here and ClickHouse answers in its place, as a proxy, a sign-in page or a load balancer. Check store.url or CLICKHOUSE_URL, and that query_id and the X-ClickHouse headers pass.`,
    { retryAfterSeconds: STORE_RETRY_SECONDS },
  );

const headerOf = (headers: AnswerHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** @param where the store's address. @param queryId that the statement was sent with. @throws WarroomError STORE_DOWN */
export function requireOwnAnswer(headers: AnswerHeaders, queryId: string, where: string): void {
  const exception = headerOf(headers, 'x-clickhouse-exception-code');
  if (exception !== undefined) throw foreign(where, `answered with success and exception ${exception.slice(0, MAX_QUOTED)}`);
  const answered = headerOf(headers, 'x-clickhouse-query-id');
  if (answered === queryId) return;
  const type = headerOf(headers, 'content-type')?.slice(0, MAX_QUOTED) ?? 'no content type';
  throw foreign(where, answered === undefined ? `the answer is not ClickHouse's (${type})` : 'the answer belongs to another query');
}

/** Rows that materialized views write count as well, so more than `rows` is right too. @throws WarroomError STORE_DOWN */
export function requireWritten(headers: AnswerHeaders, rows: number, where: string): void {
  const written = writtenRows(headerOf(headers, 'x-clickhouse-summary'));
  if (written === null) throw foreign(where, 'the answer to an insert does not say how many rows were written');
  if (written < rows) throw foreign(where, `${written} of ${rows} rows were written`);
}

function writtenRows(summary: string | undefined): number | null {
  try {
    const { written_rows } = JSON.parse(summary ?? '') as { written_rows?: unknown };
    return typeof written_rows === 'string' && /^\d{1,15}$/.test(written_rows) ? Number(written_rows) : null;
  } catch {
    return null;
  }
}

/** Reads the answer to a statement that gives no rows, or the socket is not given back. @returns its beginning */
export async function readIdle(stream: Readable, where: string): Promise<string> {
  let sizeBytes = 0;
  let beginning = '';
  for await (const chunk of stream) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > MAX_IDLE_BYTES) throw foreign(where, `more than ${MAX_IDLE_BYTES} bytes in answer to a statement without rows`);
    if (beginning.length < MAX_QUOTED) beginning += String(chunk).slice(0, MAX_QUOTED);
  }
  return beginning;
}

/** The whole of an answer, in a buffer that holds nothing else. */
export async function readBytes(stream: Readable): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
  }
  const [only] = chunks;
  // What the embedded engine answers comes so already.
  if (only && chunks.length === 1 && only.length === only.buffer.byteLength) return new Uint8Array(only.buffer as ArrayBuffer);
  const whole = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
