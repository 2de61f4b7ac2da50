/** `tail` and `ingest` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { ms, section } from '../settings.ts';

export const TailSection = section({
  pollMs: ms(100, 'Time between two polls of the store for new rows.'),
  overlapMs: ms(400, 'How far each poll reads back behind the newest row: covers rows whose commit came late.'),
  reconcileMs: ms(1_000, 'Time between two comparisons of digests with the store.'),
  horizonMs: ms(600_000, 'How late a commit may come and still be found by digest without a rebuild.'),
  frozenCheckMs: ms(10_000, 'Time between two checks of the older past; a difference there leads to a rebuild.'),
  pageRows: Type.Integer({ minimum: 100, default: 20_000, description: 'Rows per page of a poll.' }),
  checkpointMs: ms(60_000, 'Time between two checkpoints.'),
  historyMs: ms(
    400 * 86_400_000,
    'How far back a start without a checkpoint reads at the most. What the monitors need of it follows from their own settings, and is less with the defaults.',
  ),
});
export type TailSettings = Static<typeof TailSection>;

export const IngestSection = section({
  maxBodyBytes: Type.Integer({
    minimum: 1_024,
    default: 8 * 1024 * 1024,
    description: 'Largest request body of the ingest API, unpacked.',
  }),
  maxBodiesBytes: Type.Integer({
    minimum: 1_024,
    default: 64 * 1024 * 1024,
    description: 'Unpacked bytes of all request bodies of the ingest API at once, before the API answers 503.',
  }),
  maxQueueBytes: Type.Integer({
    minimum: 1_024,
    default: 64 * 1024 * 1024,
    description: 'Bytes that may wait for the store before the API answers 429.',
  }),
  batchRows: Type.Integer({
    minimum: 1,
    default: 10_000,
    description: 'Most rows in one insert: what came in during one goes into the next together.',
  }),
  batchMs: Type.Integer({ minimum: 0, default: 10, description: 'How long a row may wait for others before it is inserted.' }),
  maxFutureMs: ms(86_400_000, 'How far in the future `at` may lie.'),
});
export type IngestSettings = Static<typeof IngestSection>;
