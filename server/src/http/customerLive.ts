/** The board's rows of one customer. Pure. */
import { compareAlertRows } from '@warroom/protocol/alertOrder';
import type { CustomerLive } from '@warroom/protocol/api/customer';
import type { RowOf, Topic } from '@warroom/protocol/board';
import { customerOf } from '@warroom/protocol/customerOf';

export interface BoardRows {
  rows<T extends Topic>(topic: T): ReadonlyMap<string, RowOf<T>>;
}

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
      .map(([id, row]) => ({ id, row }))
      .sort(compareAlertRows)
      .map(({ id, row }) => ({ id, ...row })),
  };
}

function rowsOf<T>(rows: ReadonlyMap<string, T>, customerId: string): T[] {
  const found: T[] = [];
  for (const row of rows.values()) if ((row as { customerId?: unknown }).customerId === customerId) found.push(row);
  return found;
}
