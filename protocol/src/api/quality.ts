/** Answers of `GET /api/v1/quality` and `GET /api/v1/data-quality/rejected`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { count, instant } from '../fields.ts';
import { cursor, next } from './page.ts';

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

export const RejectedQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100 })),
  cursor,
});

/** Newest first; `total` of all there are, on whichever page. */
export const RejectedRows = Type.Object({ total: Type.Integer(), rows: Type.Array(RejectedRow), next });
export type RejectedRows = Static<typeof RejectedRows>;

/** Facts that lie after the present, which no clock has reached; by source, most first. */
export const FutureFacts = Type.Object({ source: Type.String(), facts: count, newestAt: instant });

/** Facts about what nobody began: `kind` without a fact of the kind `begins` under the same name, as an answer to a lead that nobody created. */
export const OrphanFacts = Type.Object({
  kind: Type.String(),
  begins: Type.String(),
  /** How many names, and how many facts under them. */
  names: count,
  facts: count,
  oldestAt: instant,
  newestAt: instant,
  /** The names told of last. */
  examples: Type.Array(Type.String()),
});

/** Names of one field that differ only by case, blanks or width: probably one thing that is counted as several. */
export const AlikeNames = Type.Object({
  /** A dimension, `source`, `step`, or `lead key` and so on for the keys of a family of kinds. */
  field: Type.String(),
  /** Most facts first. */
  names: Type.Array(Type.Object({ name: Type.String(), facts: count, newestAt: instant })),
});

/** What is odd about the facts that arrived in the last `days`. `total` counts what is not listed as well. */
export const Quality = Type.Object({
  at: instant,
  days: count,
  future: Type.Object({ total: count, sources: Type.Array(FutureFacts) }),
  orphans: Type.Object({ total: count, kinds: Type.Array(OrphanFacts) }),
  alike: Type.Object({ total: count, groups: Type.Array(AlikeNames) }),
  /** Rows of other writers that are no valid events; listed under `/api/v1/data-quality/rejected`. */
  rejected: count,
});
export type Quality = Static<typeof Quality>;
