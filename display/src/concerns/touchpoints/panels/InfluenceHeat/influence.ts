/** The customers and channels that the influence heat shows. Pure. */
import type { TouchpointInfluenceRow } from '@warroom/protocol/concerns/touchpoints';

export interface HeatCell {
  influence: number;
  /** Relative to the strongest cell shown, 0–1. */
  share: number;
}
export interface HeatRow {
  customerId: string;
  cells: HeatCell[];
  total: number;
  /** Competitors' touchpoints and visits, each of which weakens it. */
  rivals: number;
}
export interface Heat {
  /** Strongest over all customers first; a last `null` stands for the rest together. */
  channels: (string | null)[];
  rows: HeatRow[];
  /** No customer shown has competitor contacts: they are in order of influence. */
  undisturbed: boolean;
}

interface Customer {
  byChannel: Map<string, number>;
  total: number;
  rivals: number;
}

/**
 * Customers by how much influence competitors cost, most first, then by influence. With n competitor contacts interference is
 * 1 ÷ (1 + n), so that `total · n` is the influence lost to them.
 * @param mostChannels at least 2
 */
export function heat(rows: Iterable<TouchpointInfluenceRow>, mostCustomers: number, mostChannels: number): Heat {
  const customers = new Map<string, Customer>();
  const byChannel = new Map<string, number>();
  for (const { customerId, channel, influence, competitorTouchpoints } of rows) {
    const customer = customers.get(customerId) ?? { byChannel: new Map<string, number>(), total: 0, rivals: 0 };
    customers.set(customerId, customer);
    customer.byChannel.set(channel, (customer.byChannel.get(channel) ?? 0) + influence);
    customer.total += influence;
    customer.rivals = Math.max(customer.rivals, competitorTouchpoints);
    byChannel.set(channel, (byChannel.get(channel) ?? 0) + influence);
  }
  const named = [...byChannel].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1)).map(([name]) => name);
  const own = named.length > mostChannels ? named.slice(0, mostChannels - 1) : named;
  const shared = named.slice(own.length);
  const sorted = [...customers]
    .sort(([idA, a], [idB, b]) => b.total * b.rivals - a.total * a.rivals || b.total - a.total || (idA < idB ? -1 : 1))
    .slice(0, mostCustomers)
    .map(([customerId, { byChannel: has, total, rivals }]) => {
      const influences = own.map((channel) => has.get(channel) ?? 0);
      if (shared.length > 0) influences.push(shared.reduce((sum, channel) => sum + (has.get(channel) ?? 0), 0));
      return { customerId, influences, total, rivals };
    });
  const most = Math.max(...sorted.flatMap(({ influences }) => influences), 1e-9);
  return {
    channels: shared.length > 0 ? [...own, null] : own,
    rows: sorted.map(({ influences, ...row }) => ({
      ...row,
      cells: influences.map((influence) => ({ influence, share: influence / most })),
    })),
    undisturbed: sorted.every(({ rivals }) => rivals === 0),
  };
}
