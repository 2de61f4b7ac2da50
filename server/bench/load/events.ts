/** Events for the benches: seeded, of the kinds of a lead's life. */
import type { Log } from '../../src/log.ts';

const quiet = () => {};
export const quietLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const REGIONS = ['华东', '华南', '华北', '西南'];
const KINDS = ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'] as const;
const DATA = {
  'lead.created': { tier: 'A', value: 12_500, origin: 'form' },
  'lead.assigned': {},
  'lead.responded': { automated: false },
  'lead.closed': { reason: 'converted' },
};

/** mulberry32: small, seeded, good enough for loads. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface BenchEvent {
  id: string;
  kind: string;
  at: number;
  source: string;
  key: string;
  region: string;
  team: string;
  channel: string;
  rep_id: string;
  data: object;
}

/** Without end; `at` is the present of the machine when the event is taken. */
export function* benchEvents(seed: number): Generator<BenchEvent, never> {
  const random = seededRandom(seed);
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  for (let count = 0; ; count++) {
    const kind = KINDS[count % KINDS.length] as (typeof KINDS)[number];
    yield {
      id: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      kind,
      at: Date.now(),
      source: 'crm',
      key: `L-${Math.floor(count / KINDS.length)}`,
      region: REGIONS[Math.floor(random() * REGIONS.length)] as string,
      team: `team-${Math.floor(random() * 12)}`,
      channel: 'web',
      rep_id: `r-${Math.floor(random() * 90)}`,
      data: DATA[kind],
    };
  }
}
