/** Rows for tests of the blind-spots scene: most touchpoints are captured, except in chat groups. */
import { joinKey } from '@warroom/protocol/boardKey';
import type {
  TouchpointChannelRow,
  TouchpointInfluenceRow,
  TouchpointResonanceRow,
  TouchpointSilentRow,
} from '@warroom/protocol/concerns/touchpoints';
import { alertRow } from '../../../../testing/alertRow.ts';
import { iso } from '../../testing/rows.ts';

const HOUR_MS = 3_600_000;

export function channelRow(over: Partial<TouchpointChannelRow> = {}): TouchpointChannelRow {
  const { captured = 80, foundLater = 20 } = over;
  const known = captured + foundLater;
  const captureRate = known === 0 ? null : captured / known;
  return {
    channel: '电话',
    region: null,
    captured,
    foundLater,
    known,
    captureRate,
    estimated: known * 1.25,
    estimatedLow: known * 1.1,
    estimatedHigh: known * 1.6,
    dark: captureRate !== null && captureRate < 0.5 && known >= 10,
    secondRoad: 40,
    both: 30,
    ...over,
  };
}

export const channelKey = ({ channel, region }: TouchpointChannelRow) => joinKey([channel, region ?? '']);
export const byKey = (rows: readonly TouchpointChannelRow[]) => new Map(rows.map((row) => [channelKey(row), row]));

const REGIONS = ['华东', '华南', '华北', '华中', '西南'] as const;
/** Channel, captured and found later in each of {@link REGIONS}. */
const CHANNELS: readonly (readonly [string, readonly (readonly [number, number])[]])[] = [
  [
    '企业微信',
    [
      [362, 12],
      [251, 6],
      [240, 4],
      [186, 1],
      [148, 2],
    ],
  ],
  [
    '电话',
    [
      [96, 8],
      [66, 8],
      [58, 8],
      [50, 6],
      [50, 7],
    ],
  ],
  [
    '邮件',
    [
      [86, 1],
      [69, 8],
      [63, 4],
      [50, 0],
      [49, 0],
    ],
  ],
  [
    '拜访',
    [
      [66, 6],
      [43, 6],
      [42, 7],
      [29, 2],
      [30, 5],
    ],
  ],
  [
    '官网',
    [
      [63, 2],
      [32, 0],
      [33, 0],
      [25, 0],
      [18, 0],
    ],
  ],
  [
    '社区论坛',
    [
      [28, 6],
      [24, 1],
      [21, 3],
      [13, 6],
      [11, 2],
    ],
  ],
  [
    '展会',
    [
      [15, 4],
      [17, 4],
      [14, 2],
      [10, 3],
      [12, 3],
    ],
  ],
  [
    '微信群',
    [
      [19, 32],
      [11, 23],
      [15, 21],
      [34, 6],
      [25, 7],
    ],
  ],
];

/** `dim`: share of the captured touchpoints that is no longer captured. */
export function channels(dim = 0): TouchpointChannelRow[] {
  return CHANNELS.flatMap(([channel, parts]) => {
    const rows = parts.map(([captured, foundLater], i) => {
      const lost = Math.round(captured * dim);
      return channelRow({ channel, region: REGIONS[i] as string, captured: captured - lost, foundLater: foundLater + lost });
    });
    const sum = (of: 'captured' | 'foundLater') => rows.reduce((total, row) => total + row[of], 0);
    return [channelRow({ channel, captured: sum('captured'), foundLater: sum('foundLater') }), ...rows];
  });
}

/** High capture rates for every channel and region. */
export const clearChannels = (): TouchpointChannelRow[] =>
  channels()
    .filter(({ channel }) => channel !== '微信群')
    .map((row) => ({ ...row, estimated: row.known + 2, estimatedLow: row.known, estimatedHigh: row.known * 1.05 }));

export const influenceRow = (
  customerId: string,
  channel: string,
  influence: number,
  competitorTouchpoints = 0,
): TouchpointInfluenceRow => ({
  customerId,
  channel,
  influence,
  touchpoints: 3,
  lastAt: iso(0),
  competitorTouchpoints,
});

export function influences(): TouchpointInfluenceRow[] {
  return ['C-20053', 'C-20089', 'C-20057', 'C-20101', 'C-20074', 'C-20118', 'C-20012', 'C-20031', 'C-20007'].flatMap((customerId, i) =>
    CHANNELS.flatMap(([channel], k) =>
      (i + k) % 3 === 0 ? [] : [influenceRow(customerId, channel, ((i * 5 + k * 3) % 11) / 10, i < 4 ? 3 - (i % 3) : 0)],
    ),
  );
}

export const resonanceRow = (
  customerId: string,
  nowMs: number,
  leftHours: number,
  over: Partial<TouchpointResonanceRow> = {},
): TouchpointResonanceRow => ({
  customerId,
  negativeChannel: '社区论坛',
  inquiryChannel: '企业微信',
  openedAt: iso(nowMs + (leftHours - 24) * HOUR_MS),
  dueAt: iso(nowMs + leftHours * HOUR_MS),
  state: 'open',
  answeredAt: null,
  region: '华北',
  ...over,
});

export const resonances = (nowMs: number): TouchpointResonanceRow[] => [
  resonanceRow('C-20068', nowMs, 4.1, { negativeChannel: '微信群', inquiryChannel: '官网' }),
  resonanceRow('C-20080', nowMs, 17.5, { region: '华东' }),
  resonanceRow('C-20033', nowMs, -3, { state: 'missed', region: '华南' }),
  resonanceRow('C-20074', nowMs, 9, { state: 'answered', answeredAt: iso(nowMs - 2 * HOUR_MS) }),
];

export const resonanceAlert = (customerId: string, owner: string | null) =>
  alertRow({
    rule: 'resonance',
    subject: `customer:${customerId}`,
    state: owner ? 'acknowledged' : 'firing',
    owner,
    facts: { customerId },
  });

export const silentRow = (opportunityId: string, amount: number | null): TouchpointSilentRow => ({
  opportunityId,
  customerId: 'C-20060',
  region: '华南',
  stage: 'proposal',
  amount,
  lastStage: false,
  lastCapturedAt: iso(0),
  silentSince: iso(0),
});
