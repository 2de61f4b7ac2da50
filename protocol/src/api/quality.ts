/** Answer of `GET /api/v1/data-quality/rejected`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

/** A row that another writer put into the table and that is no valid event. */
export const RejectedRow = Type.Object({
  id: Type.String(),
  ingestedAt: Type.String(),
  kind: Type.String(),
  source: Type.String(),
  key: Type.String(),
  field: Type.String(),
  reason: Type.String(),
  raw: Type.String(),
});

/** Newest first; `total` counts those beyond the limit as well. */
export const RejectedRows = Type.Object({ total: Type.Integer(), rows: Type.Array(RejectedRow) });
export type RejectedRows = Static<typeof RejectedRows>;
