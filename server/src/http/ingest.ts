/** `POST /api/v1/events`: facts from any system, acknowledged only when the store has them. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { EventsAccepted, EventsRefused } from '@warroom/protocol/api/events';
import type { Fault } from '@warroom/protocol/events';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { parseEvent } from '../facts/parse.ts';
import { parseBody } from '../facts/parseBody.ts';
import type { IngestQueue, QueuedEvent } from '../source/ingestQueue.ts';
import type { IngestSettings } from '../source/settings.ts';
import { bodyText } from './bodies.ts';

export interface IngestOptions {
  queue: IngestQueue;
  clock: Clock;
  config: IngestSettings;
  /** For metrics. */
  onRequest?: (outcome: { accepted: number; rejected: number }) => void;
}

/** Faults listed in one answer; a body that is refused as a whole is read no further, of others only the number of more is told. */
const MAX_FAULTS = 1_000;
/** Events checked in one turn of the event loop: a few milliseconds. */
const EVENTS_PER_TURN = 1_000;
/** UTF-16 code units from which on a body is read after the others of its kind, not beside them: as objects it takes many times its size. */
const LONG_BODY = 256 * 1024;

/** One after another, in order. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

const ingest: FastifyPluginAsyncTypebox<IngestOptions> = async (app, { queue, clock, config, onRequest }) => {
  const longBodies = new Turns();
  // A scope of its own: the bodies of this route alone are kept as text, to be read with line numbers.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      ['application/json', 'application/x-ndjson'],
      { parseAs: 'buffer', bodyLimit: config.maxBodyBytes },
      async (_request: FastifyRequest, body: Buffer) => bodyText(body),
    );
    scope.post(
      '/api/v1/events',
      {
        bodyLimit: config.maxBodyBytes,
        config: { bulk: true },
        schema: {
          tags: ['events'],
          summary: 'Send events',
          description:
            'A JSON list, one JSON object, or NDJSON. Atomic: one invalid event and the whole body is refused, with every fault listed; with `partial=true` the valid ones are accepted. ' +
            'Idempotent by `id`: after a refusal or a lost answer the same events may be sent again, and each counts once.',
          consumes: ['application/json', 'application/x-ndjson'],
          querystring: Type.Object({ partial: Type.Optional(Type.Boolean({ default: false })) }, { additionalProperties: false }),
          response: {
            200: EventsAccepted,
            400: EventsRefused,
            413: EventsRefused,
            415: EventsRefused,
            429: EventsRefused,
            503: EventsRefused,
          },
        },
      },
      async (request) => {
        const { partial = false } = request.query as { partial?: boolean };
        const isNdjson = /^\s*application\/x-ndjson\b/i.test(request.headers['content-type'] ?? '');
        const body = String(request.body ?? '');
        const read = () => readEvents(body, { format: isNdjson ? 'ndjson' : 'json', partial, nowMs: clock.now(), limits: config });
        const { events, faults, moreFaults, rejected, uncheckedFrom } = await (body.length > LONG_BODY ? longBodies.run(read) : read());
        onRequest?.({ accepted: rejected > 0 && !partial ? 0 : events.length, rejected });
        if (rejected > 0 && !partial) {
          const message =
            uncheckedFrom === null
              ? `${rejected} of ${rejected + events.length} events are not valid; none was accepted`
              : `${rejected} of the first ${rejected + events.length} events are not valid; none was accepted, and the others were not looked at`;
          throw new WarroomError('EVENTS_INVALID', message, {
            faults,
            ...(uncheckedFrom === null ? {} : { details: { uncheckedFrom } }),
          });
        }
        const { duplicates } = await queue.add(events);
        return { accepted: events.length, duplicates, rejected: faults, ...(moreFaults > 0 ? { moreRejected: moreFaults } : {}) };
      },
    );
  });
};

interface ReadBody {
  events: QueuedEvent[];
  /** At most {@link MAX_FAULTS}. */
  faults: Fault[];
  moreFaults: number;
  /** Events that are not valid, of those looked at. */
  rejected: number;
  /** The first row that nobody looked at any more; null when all were. */
  uncheckedFrom: number | null;
}

async function readEvents(
  body: string,
  { format, partial, nowMs, limits }: { format: 'json' | 'ndjson'; partial: boolean; nowMs: number; limits: IngestSettings },
): Promise<ReadBody> {
  const result: ReadBody = { events: [], faults: [], moreFaults: 0, rejected: 0, uncheckedFrom: null };
  const brief = { ...limits, brief: true };
  let rows = 0;
  for (const row of parseBody(body, format)) {
    const room = MAX_FAULTS - result.faults.length;
    if (room === 0 && !partial) {
      result.uncheckedFrom = row.line;
      break;
    }
    if (rows++ % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await nextTurn();
    const parsed = 'fault' in row ? { faults: [row.fault] } : parseEvent(row.json, row.line, nowMs, room > 0 ? limits : brief);
    if ('fact' in parsed) {
      result.events.push(parsed);
      continue;
    }
    result.rejected++;
    result.faults.push(...parsed.faults.slice(0, room));
    result.moreFaults += Math.max(0, parsed.faults.length - room);
  }
  return result;
}

export const ingestPlugin = fp(ingest, { name: 'warroom-ingest', fastify: '5.x', dependencies: ['warroom-errors', 'warroom-bodies'] });
