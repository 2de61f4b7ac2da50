/** One simulated row of one of the organisation's systems, on its way to the store. */
import type { EventEnvelope, EventKind } from '@warroom/protocol/events';
import type { Arrival } from './arrivals.ts';
import { DEMO_SOURCE_PREFIX } from './organisation.ts';
import type { Random } from './random.ts';

/** Median seconds until a row of each system reaches the store. */
const LAG_SECONDS = {
  crm: 0.4,
  erp: 1.5,
  mes: 0.8,
  wms: 1,
  scm: 3,
  im: 0.4,
  call: 0.5,
  mail: 1.5,
  form: 0.5,
  expo: 2.2,
  listening: 4,
  audit: 9,
  survey: 9,
  partner: 9,
} as const;
export type System = keyof typeof LAG_SECONDS;
const LAG_SPREAD = 0.4;

export interface Row {
  readonly kind: EventKind;
  readonly atMs: number;
  readonly system: System;
  readonly key: string;
  readonly region?: string;
  readonly team?: string;
  readonly channel?: string;
  readonly productLine?: string;
  readonly customerId?: string;
  readonly repId?: string;
  readonly data?: Record<string, unknown>;
  /** How long it lay about before its system reported it. */
  readonly reportedAfterMs?: number;
}

export function deliver(row: Row, random: Random): Arrival {
  const { region, team, channel, productLine, customerId, repId } = row;
  const at = Math.round(row.atMs);
  const event: EventEnvelope = {
    id: random.uuid(),
    kind: row.kind,
    at,
    source: DEMO_SOURCE_PREFIX + row.system,
    key: row.key,
    ...(region ? { region } : {}),
    ...(team ? { team } : {}),
    ...(channel ? { channel } : {}),
    ...(productLine ? { product_line: productLine } : {}),
    ...(customerId ? { customer_id: customerId } : {}),
    ...(repId ? { rep_id: repId } : {}),
    data: row.data ?? {},
  };
  const lagMs = random.logNormal(LAG_SECONDS[row.system], LAG_SPREAD) * 1_000;
  return { event, arrivesAtMs: Math.round(at + (row.reportedAfterMs ?? 0) + lagMs) };
}
