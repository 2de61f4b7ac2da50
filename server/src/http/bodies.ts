/**
 * Request bodies on their way in, for all routes alike: unpacked, in UTF-8, and bounded, each by itself and all of them together.
 */
import { Transform, type TransformCallback } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import fp from 'fastify-plugin';
import { WarroomError } from '../errors.ts';
import { quote } from '../facts/instant.ts';
import { readUtf8 } from '../facts/utf8.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes much at a time: its bodies have a budget of their own, and leave the others' alone. */
    bulk?: boolean;
  }
}

export interface BodiesOptions {
  /** Unpacked bytes of all bodies of bulk routes that are being received or worked on. */
  maxBulkBytes: number;
}

/** The same of all other routes, whose bodies are small. */
const MAX_SMALL_BYTES = 16 * 1024 * 1024;
const RETRY_SECONDS = 1;
const UTF_8 = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const CODINGS = 'gzip, deflate';

class Budget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** One body is taken whatever its size when no other is there: its own limit bounds it. */
  take(sizeBytes: number, ownBytes: number): boolean {
    if (this.#usedBytes > ownBytes && this.#usedBytes + sizeBytes > this.#maxBytes) return false;
    this.#usedBytes += sizeBytes;
    return true;
  }

  give(sizeBytes: number): void {
    this.#usedBytes -= sizeBytes;
  }
}

/** Passes the unpacked bytes on and holds them against the budget until the answer is out. */
class Meter extends Transform {
  readonly #budget: Budget;
  #sizeBytes = 0;
  #isOver = false;
  /** What came over the line: Fastify compares it with `content-length`. */
  receivedEncodedLength = 0;

  constructor(budget: Budget) {
    super();
    this.#budget = budget;
    // Nobody may be reading: the body of a request that was refused by its headers.
    this.on('error', () => {});
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#isOver) done();
    else if (!this.#budget.take(chunk.length, this.#sizeBytes)) done(tooMuch());
    else {
      this.#sizeBytes += chunk.length;
      done(null, chunk);
    }
  }

  /** The answer is out, or nobody waits for it any more. */
  release(): void {
    this.#isOver = true;
    this.#budget.give(this.#sizeBytes);
    this.#sizeBytes = 0;
  }
}

const tooMuch = () =>
  new WarroomError('BODIES_FULL', 'too many request bodies are being worked on at once', { retryAfterSeconds: RETRY_SECONDS });

/** @throws WarroomError CONTENT_TYPE naming a charset that is not UTF-8. */
function requireUtf8(contentType: string | undefined): void {
  for (const [, quoted, plain] of contentType?.matchAll(/;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/gi) ?? []) {
    const charset = quoted ?? plain ?? '';
    if (!UTF_8.has(charset.trim().toLowerCase()))
      throw new WarroomError('CONTENT_TYPE', `charset ${quote(charset)} is not taken: send UTF-8`);
  }
}

/** The body's stream unpacked. @throws WarroomError CONTENT_ENCODING naming one that is not taken. */
function unpacked(request: FastifyRequest, payload: RequestPayload, meter: Meter): RequestPayload {
  const coding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  const fail = (error?: Error) => {
    payload.unpipe();
    // The rest of it is let in and dropped, so that the client reads the answer.
    payload.resume();
    meter.destroy(error);
  };
  payload.on('data', (chunk: Buffer) => {
    meter.receivedEncodedLength += chunk.length;
  });
  payload.once('error', fail);
  payload.once('close', () => {
    if (!(payload as { readableEnded?: boolean }).readableEnded) meter.destroy();
  });
  if (coding === '' || coding === 'identity') return payload.pipe(meter);
  const broken = (cause: Error) => fail(new WarroomError('BODY_MALFORMED', `the body is not ${coding}: ${cause.message}`, { cause }));
  if (coding === 'gzip' || coding === 'x-gzip') return payload.pipe(createGunzip()).on('error', broken).pipe(meter);
  if (coding !== 'deflate')
    throw new WarroomError('CONTENT_ENCODING', `content-encoding ${quote(coding)} is not taken: ${CODINGS}, or none`);
  return payload.pipe(createInflate()).on('error', broken).pipe(meter);
}

/** The bytes as text. @throws WarroomError BODY_MALFORMED by line and byte where they are not UTF-8. */
export function bodyText(bytes: Buffer): string {
  const read = readUtf8(bytes);
  if ('text' in read) return read.text;
  const { line, reason } = read;
  throw new WarroomError('BODY_MALFORMED', `line ${line}: ${reason}`, { faults: [{ line, field: '', reason }] });
}

const bodies: FastifyPluginAsync<BodiesOptions> = async (app, { maxBulkBytes }) => {
  const bulk = new Budget(maxBulkBytes);
  const small = new Budget(MAX_SMALL_BYTES);
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    try {
      // Not `await`ed: Fastify's parser answers by the callback.
      void parseJson(request, bodyText(bytes), done);
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('preParsing', async (request, reply, payload) => {
    requireUtf8(request.headers['content-type']);
    const meter = new Meter(request.routeOptions.config.bulk ? bulk : small);
    releaseAfter(reply, meter);
    try {
      return unpacked(request, payload, meter);
    } catch (error) {
      if ((error as WarroomError).code === 'CONTENT_ENCODING') reply.header('accept-encoding', CODINGS);
      throw error;
    }
  });
};

function releaseAfter(reply: FastifyReply, meter: Meter): void {
  // Comes in any case: after the answer, and when the client goes away before.
  reply.raw.once('close', () => meter.release());
}

/** @name warroom-bodies */
export const bodiesPlugin = fp(bodies, { name: 'warroom-bodies', fastify: '5.x', dependencies: ['warroom-errors'] });
