/** `POST /api/v1/events`: facts from any system, acknowledged only when the store has them. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { EventsAccepted, EventsRefused } from '@warroom/protocol/api/events';
import type { Fault } from '@warroom/protocol/events';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { parseEvent } from '../facts/parse.ts';
import { parseBody } from '../facts/parseBody.ts';
import type { IngestQueue, QueuedEvent } from '../source/ingestQueue.ts';
import type { IngestSettings } from '../source/settings.ts';

export interface IngestOptions {
  queue: IngestQueue;
  clock: Clock;
  config: IngestSettings;
  /** For metrics. */
  onRequest?: (outcome: { accepted: number; rejected: number }) => void;
}

/** Faults listed in one answer; of more only the number is told. */
const MAX_FAULTS = 1_000;
/** Events checked in one turn of the event loop: a few milliseconds. */
const EVENTS_PER_TURN = 1_000;

const ingest: FastifyPluginAsyncTypebox<IngestOptions> = async (app, { queue, clock, config, onRequest }) => {
  // A scope of its own: the bodies of this route alone are kept as text, to be read with line numbers.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      ['application/json', 'application/x-ndjson'],
      { parseAs: 'string', bodyLimit: config.maxBodyBytes },
      (_request, body, done) => done(null, body),
    );
    scope.post(
      '/api/v1/events',
      {
        bodyLimit: config.maxBodyBytes,
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
        const isNdjson = request.headers['content-type']?.startsWith('application/x-ndjson') ?? false;
        const { events, faults, rejected } = await readEvents(
          String(request.body ?? ''),
          isNdjson ? 'ndjson' : 'json',
          clock.now(),
          config,
        );
        onRequest?.({ accepted: faults.length > 0 && !partial ? 0 : events.length, rejected });
        if (faults.length > 0 && !partial) {
          const more = faults.length - MAX_FAULTS;
          throw new WarroomError('EVENTS_INVALID', `${rejected} of ${rejected + events.length} events are not valid; none was accepted`, {
            faults: faults.slice(0, MAX_FAULTS),
            ...(more > 0 ? { details: { moreFaults: more } } : {}),
          });
        }
        const { duplicates } = await queue.add(events);
        const more = faults.length - MAX_FAULTS;
        return { accepted: events.length, duplicates, rejected: faults.slice(0, MAX_FAULTS), ...(more > 0 ? { moreRejected: more } : {}) };
      },
    );
  });
};

async function readEvents(
  body: string,
  format: 'json' | 'ndjson',
  nowMs: number,
  limits: IngestSettings,
): Promise<{ events: QueuedEvent[]; faults: Fault[]; rejected: number }> {
  const events: QueuedEvent[] = [];
  const faults: Fault[] = [];
  let rejected = 0;
  for (const [index, { line, json }] of parseBody(body, format).entries()) {
    if (index % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await nextTurn();
    const parsed = parseEvent(json, line, nowMs, limits);
    if ('fact' in parsed) events.push(parsed);
    else {
      rejected++;
      faults.push(...parsed.faults);
    }
  }
  return { events, faults, rejected };
}

export const ingestPlugin = fp(ingest, { name: 'warroom-ingest', fastify: '5.x', dependencies: ['warroom-errors'] });
