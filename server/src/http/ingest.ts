/** `POST /api/v1/events`: facts from any system, acknowledged only when the store has them. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { EventsAccepted, EventsRefused } from '@warroom/protocol/api/events';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { IngestQueue } from '../source/ingestQueue.ts';
import type { IngestSettings } from '../source/settings.ts';
import { bodyText } from './bodies.ts';
import { EventBodies } from './eventBodies.ts';

export interface IngestOptions {
  queue: IngestQueue;
  clock: Clock;
  config: IngestSettings;
  /** For metrics. */
  onRequest?: (outcome: { accepted: number; rejected: number }) => void;
}

const ingest: FastifyPluginAsyncTypebox<IngestOptions> = async (app, { queue, clock, config, onRequest }) => {
  const bodies = new EventBodies(config);
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
        const { events, faults, moreFaults, rejected, uncheckedFrom } = await bodies.read(body, {
          format: isNdjson ? 'ndjson' : 'json',
          partial,
          nowMs: clock.now(),
        });
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

export const ingestPlugin = fp(ingest, { name: 'warroom-ingest', fastify: '5.x', dependencies: ['warroom-errors', 'warroom-bodies'] });
