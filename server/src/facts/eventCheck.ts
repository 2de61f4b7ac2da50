/** The mark of rows that have passed the gate: who reads them from the store need not check them again field by field. */
import { createHash } from 'node:crypto';
import { EVENT_DATA, EventEnvelope } from '@warroom/protocol/events';

/** To be raised with every change of the gate by which a row that passed before may fail now, or is made another fact of. */
const GATE_VERSION = 1;
const MARK_LENGTH = 12;

/** Differs between servers that check by other schemas. */
export const EVENT_CHECK = createHash('sha256')
  .update(JSON.stringify([GATE_VERSION, EventEnvelope, EVENT_DATA]))
  .digest('base64url')
  .slice(0, MARK_LENGTH);
