/** `stream` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { ms, section } from '../settings.ts';

export const StreamSection = section({
  flushMs: ms(100, 'Time between two flushes of changed rows; alerts go at once.'),
  ringMs: ms(60_000, 'How long deltas are kept for a client that comes back.'),
  ringDeltas: Type.Integer({ minimum: 1, default: 1_000, description: 'How many deltas per topic are kept for a client that comes back.' }),
  maxConnections: Type.Integer({ minimum: 1, default: 5_000, description: 'Most clients at once.' }),
  slowAckMs: ms(2_000, 'A client whose answer to a ping is later than this is written to no more until it comes.'),
  slowQueueBytes: Type.Integer({
    minimum: 1,
    default: 65_536,
    description: 'A client with more bytes waiting is written to no more until they are gone.',
  }),
  slowCloseMs: ms(30_000, 'A slow client is closed with 4408 after this time.'),
  admitPerSecond: Type.Integer({ minimum: 1, default: 500, description: 'Connections admitted per second.' }),
  drainMs: Type.Integer({ minimum: 0, default: 1_000, description: 'How long a stopping server lets clients read its drain message.' }),
});
export type StreamSettings = Static<typeof StreamSection>;
