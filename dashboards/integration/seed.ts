/** An hour of a small sales organisation, written down so that every panel's figures can be worked out by hand. */
import { randomUUID } from 'node:crypto';

export const FROM_MS = Date.UTC(2026, 2, 2);
export const TO_MS = FROM_MS + 3_600_000;

export const EVENT_COLUMNS = ['id', 'kind', 'at', 'source', 'key', 'region', 'team', 'channel', 'data', 'ingested_at'];
export const ALERT_COLUMNS = [
  'id',
  'at',
  'alert_id',
  'rule',
  'subject',
  'episode',
  'state',
  'severity',
  'version',
  'reason',
  'since',
  'server',
  'ingested_at',
];

/** Epoch ms as the store's text of a DateTime64. */
const stored = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

interface LeadScript {
  key: string;
  createdAtSeconds: number;
  region: string;
  channel: string;
  detectionSeconds: number;
  /** Seconds after the creation, team. */
  assigned?: [number, string][];
  automated?: number[];
  responded?: number;
  closed?: number;
}

const LEADS: LeadScript[] = [
  {
    key: 'L1',
    createdAtSeconds: 60,
    region: '华东',
    channel: 'web',
    detectionSeconds: 0.5,
    assigned: [[10, 'east-1']],
    automated: [1],
    responded: 40,
  },
  { key: 'L2', createdAtSeconds: 120, region: '华东', channel: 'web', detectionSeconds: 1.5, assigned: [[20, 'east-1']], responded: 120 },
  {
    key: 'L3',
    createdAtSeconds: 180,
    region: '华南',
    channel: 'phone',
    detectionSeconds: 1,
    assigned: [[30, 'south-1']],
    automated: [2, 3],
  },
  { key: 'L4', createdAtSeconds: 1_860, region: '华南', channel: 'phone', detectionSeconds: 2, closed: 30 },
  {
    key: 'L5',
    createdAtSeconds: 1_920,
    region: '华东',
    channel: 'web',
    detectionSeconds: 0,
    // In force at the response: the second. It belongs to the last.
    assigned: [
      [5, 'east-1'],
      [15, 'east-1'],
      [200, 'east-2'],
    ],
    responded: 90,
  },
  { key: 'L6', createdAtSeconds: -30, region: '华东', channel: 'web', detectionSeconds: 0, assigned: [[1, 'east-1']], responded: 10 },
  { key: 'L7', createdAtSeconds: 1_980, region: '华北', channel: 'web', detectionSeconds: 4, closed: 200 },
];

/** Rows as JSON texts in the order of {@link EVENT_COLUMNS}; two of them stand twice, as at-least-once writers leave them. */
export function eventRows(): string[] {
  const rows = LEADS.flatMap((lead) => {
    const row = (kind: string, afterSeconds: number, more: { team?: string; data?: object; lateSeconds?: number } = {}) => {
      const atMs = FROM_MS + (lead.createdAtSeconds + afterSeconds) * 1_000;
      const arrivedMs = atMs + (more.lateSeconds ?? 0) * 1_000;
      const { region, channel, key } = lead;
      return [
        randomUUID(),
        kind,
        stored(atMs),
        'crm',
        key,
        region,
        more.team ?? '',
        channel,
        JSON.stringify(more.data ?? {}),
        stored(arrivedMs),
      ];
    };
    return [
      row('lead.created', 0, { lateSeconds: lead.detectionSeconds }),
      ...(lead.assigned ?? []).map(([after, team]) => row('lead.assigned', after, { team })),
      ...(lead.automated ?? []).map((after) => row('lead.responded', after, { data: { automated: true } })),
      ...(lead.responded === undefined ? [] : [row('lead.responded', lead.responded, { data: { automated: false } })]),
      ...(lead.closed === undefined ? [] : [row('lead.closed', lead.closed, { data: { reason: 'spam' } })]),
    ];
  });
  const twice = rows.filter(
    ([, kind, , , key]) => (key === 'L1' && kind === 'lead.created') || (key === 'L3' && kind === 'lead.responded'),
  );
  const again = twice.map((row) => [...row.slice(0, -1), stored(Date.parse(`${String(row.at(-1)).replace(' ', 'T')}Z`) + 60_000)]);
  return [...rows, ...again].map((row) => JSON.stringify(row));
}

/** After the range's start in seconds, alert, rule, state, reason. */
const CHANGES: [number, string, string, string, string?][] = [
  [-60, 'A0', 'lead-violation', 'firing'],
  [30, 'A0', 'lead-violation', 'acknowledged'],
  [210, 'A1', 'lead-violation', 'firing'],
  [240, 'A1', 'lead-violation', 'acknowledged'],
  [300, 'A1', 'lead-violation', 'resolved', 'handled'],
  [270, 'A2', 'lead-violation', 'firing'],
  [2_070, 'A3', 'lead-violation', 'firing'],
  [2_160, 'A3', 'lead-violation', 'acknowledged'],
  [2_400, 'A3', 'lead-violation', 'resolved', 'disproved'],
  [2_100, 'A4', 'lead-service-level', 'firing'],
  [2_110, 'A4', 'lead-service-level', 'acknowledged'],
  [2_200, 'A4', 'lead-service-level', 'unacknowledged'],
  [2_700, 'A4', 'lead-service-level', 'acknowledged'],
];

/** Rows in the order of {@link ALERT_COLUMNS}: what two servers decided alike stands twice under one id. */
export function alertRows(): string[] {
  const version = new Map<string, number>();
  return CHANGES.flatMap(([after, alert, rule, state, reason]) => {
    const atMs = FROM_MS + after * 1_000;
    const at = stored(atMs);
    const number = (version.get(alert) ?? 0) + 1;
    version.set(alert, number);
    const row = (server: string, lateMs: number) =>
      JSON.stringify([
        `${alert}/${number}`,
        at,
        alert,
        rule,
        `lead:${alert}`,
        'e',
        state,
        'warning',
        number,
        reason ?? '',
        at,
        server,
        stored(atMs + lateMs),
      ]);
    return state === 'firing' || state === 'resolved' ? [row('a', 0), row('b', 100)] : [row('a', 0)];
  });
}
