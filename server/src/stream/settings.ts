/** `stream` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { ms, section } from '../settings.ts';

export const StreamSection = section({
  flushMs: ms(100, 'Time between two flushes of changed rows; alerts are sent at once.'),
  ringMs: ms(60_000, 'How long deltas are kept for a client that comes back.'),
  ringDeltas: Type.Integer({ minimum: 1, default: 1_000, description: 'How many deltas per topic are kept for a client that comes back.' }),
  maxConnections: Type.Integer({ minimum: 1, default: 5_000, description: 'Most clients at once.' }),
  slowAckMs: ms(2_000, 'A client that takes longer than this to answer a ping gets nothing more until it has.'),
  slowQueueBytes: Type.Integer({
    minimum: 1,
    default: 65_536,
    description: 'A client with more bytes than this waiting gets nothing more until they are gone.',
  }),
  slowCloseMs: ms(30_000, 'A client that stays slow for longer than this is closed with 4408.'),
  admitPerSecond: Type.Integer({ minimum: 1, default: 500, description: 'Connections admitted per second.' }),
  drainMs: Type.Integer({ minimum: 0, default: 1_000, description: 'How long a stopping server lets clients read its drain message.' }),
});
export type StreamSettings = Static<typeof StreamSection>;
