/** The board's rows of one customer, and what a single touchpoint of it weighs now. Pure. */
import { type RowOf, SEVERITIES, type Topic } from '@warroom/protocol/board';
import type { CustomerLive, CustomerTouchpoint } from '@warroom/protocol/customer';
import { customerOf } from '@warroom/protocol/customerOf';
import type { TouchpointInfluenceRow } from '@warroom/protocol/topics/touchpoints';
import { interference, ownWeight } from '../monitors/touchpoints/influence.ts';
import type { TouchpointsSettings } from '../monitors/touchpoints/settings.ts';
import { topicOf, type Vocabulary } from '../monitors/touchpoints/touch.ts';

export interface BoardRows {
  rows<T extends Topic>(topic: T): ReadonlyMap<string, RowOf<T>>;
}

const DAY_MS = 86_400_000;
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function liveOf(board: BoardRows, customerId: string): CustomerLive {
  const own = <T extends Topic>(topic: T) => rowsOf(board.rows(topic), customerId);
  return {
    orders: own('delivery-risk.orders').sort((a, b) => b.pLate - a.pLate || compareText(a.promisedAt, b.promisedAt)),
    influence: own('touchpoints.influence').sort((a, b) => b.influence - a.influence || compareText(a.channel, b.channel)),
    resonance: board.rows('touchpoints.resonance').get(customerId) ?? null,
    silent: own('touchpoints.silent').sort((a, b) => compareText(a.silentSince, b.silentSince)),
    lostDeals: own('touchpoints.lost-deals').sort((a, b) => compareText(b.lostAt, a.lostAt)),
    leads: own('lead-response.open')
      .map(({ repId: _, ...lead }) => lead)
      .sort((a, b) => compareText(a.createdAt, b.createdAt)),
    alerts: [...board.rows('alerts')]
      .filter(([, row]) => customerOf(row) === customerId)
      .map(([id, row]) => ({ id, ...row }))
      .sort(
        (a, b) =>
          Number(a.state === 'resolved') - Number(b.state === 'resolved') ||
          SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
          compareText(b.firedAt, a.firedAt) ||
          compareText(a.id, b.id),
      ),
  };
}

function rowsOf<T>(rows: ReadonlyMap<string, T>, customerId: string): T[] {
  const found: T[] = [];
  for (const row of rows.values()) if ((row as { customerId?: unknown }).customerId === customerId) found.push(row);
  return found;
}

/**
 * The touchpoints with the influence of each, by the formula of the monitor and with the competitors that it has counted. Without a row
 * of influence there is no open opportunity to influence.
 */
export function withInfluence(
  touchpoints: readonly CustomerTouchpoint[],
  rows: readonly TouchpointInfluenceRow[],
  { settings, words, nowMs }: { settings: TouchpointsSettings; words: Vocabulary; nowMs: number },
): CustomerTouchpoint[] {
  const [row] = rows;
  if (!row) return [...touchpoints];
  const oldestMs = nowMs - settings.windowDays * DAY_MS;
  return touchpoints.map((touchpoint) => {
    const atMs = Date.parse(touchpoint.at);
    const competitor = words.competitorDirections.has(topicOf(touchpoint.direction ?? ''));
    if (competitor || atMs <= oldestMs) return touchpoint;
    const weight = ownWeight({ atMs, match: touchpoint.match }, nowMs, settings.influence);
    const influence = weight * words.authority(touchpoint.channel ?? '') * interference(row.competitorTouchpoints);
    return { ...touchpoint, influence: Math.round(influence * 1e4) / 1e4 };
  });
}
