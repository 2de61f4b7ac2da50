/** Answers of `POST /api/v1/events`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

/** What is wrong with one event. */
export const EventFault = Type.Object({
  line: Type.Integer({ description: '1-based: line of NDJSON, position in a list' }),
  field: Type.String({ description: 'path within the event, such as data.progress; empty for the event itself' }),
  reason: Type.String(),
});
export type EventFault = Static<typeof EventFault>;

export const EventsAccepted = Type.Object({
  accepted: Type.Integer({ description: 'events that are stored now, duplicates included' }),
  duplicates: Type.Integer({ description: 'of these, events known to have been stored before' }),
  rejected: Type.Array(EventFault, { description: 'with partial=true: what is wrong with the others' }),
  moreRejected: Type.Optional(Type.Integer({ description: 'faults beyond those listed' })),
});
export type EventsAccepted = Static<typeof EventsAccepted>;

export const EventsRefused = Type.Object({
  error: Type.String(),
  message: Type.String(),
  retry: Type.Boolean(),
  faults: Type.Optional(Type.Array(EventFault)),
  details: Type.Optional(Type.Object({}, { additionalProperties: true })),
});
export type EventsRefused = Static<typeof EventsRefused>;
