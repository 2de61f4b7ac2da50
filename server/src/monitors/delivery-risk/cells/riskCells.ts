/**
 * Amount-weighted p(late) by cell, for the heat and the map. Sums are integers (hundredths of money times ten-thousandths of
 * probability), so that orders come and go without rounding: a cell is a function of the orders in it.
 */
const MONEY_UNITS = 100;
const SHARE_UNITS = 10_000;
/** More than any order is worth: keeps a slip of the source from hiding all other orders. */
const MAX_AMOUNT = 1e15;

/** What one order adds to each of its cells. */
export interface Exposure {
  amountUnits: bigint;
  shareUnits: number;
  late: boolean;
  blocked: boolean;
  bottleneck: boolean;
}

export const exposureOf = (amount: number | null, pLate: number, flags: Omit<Exposure, 'amountUnits' | 'shareUnits'>): Exposure => ({
  amountUnits: BigInt(Math.round(Math.min(MAX_AMOUNT, amount ?? 0) * MONEY_UNITS)),
  shareUnits: Math.round(pLate * SHARE_UNITS),
  ...flags,
});

export const sameExposure = (a: Exposure, b: Exposure): boolean =>
  a.shareUnits === b.shareUnits &&
  a.amountUnits === b.amountUnits &&
  a.late === b.late &&
  a.blocked === b.blocked &&
  a.bottleneck === b.bottleneck;

interface Cell<M> {
  meta: M;
  orders: number;
  late: number;
  blocked: number;
  bottlenecks: number;
  shareUnits: number;
  amountUnits: bigint;
  atRiskUnits: bigint;
}

export interface CellFigures {
  pLate: number;
  orders: number;
  amountAtRisk: number;
  amount: number;
  late: number;
  blocked: number;
  bottlenecks: number;
}

export class RiskCells<M> {
  readonly #cells = new Map<string, Cell<M>>();
  readonly #changed = new Set<string>();

  add(key: string, meta: M, exposure: Exposure, change: 1 | -1): void {
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = { meta, orders: 0, late: 0, blocked: 0, bottlenecks: 0, shareUnits: 0, amountUnits: 0n, atRiskUnits: 0n };
      this.#cells.set(key, cell);
    }
    cell.orders += change;
    cell.late += exposure.late ? change : 0;
    cell.blocked += exposure.blocked ? change : 0;
    cell.bottlenecks += exposure.bottleneck ? change : 0;
    cell.shareUnits += change * exposure.shareUnits;
    const sign = BigInt(change);
    cell.amountUnits += sign * exposure.amountUnits;
    cell.atRiskUnits += sign * exposure.amountUnits * BigInt(exposure.shareUnits);
    this.#changed.add(key);
  }

  markAllChanged(): void {
    for (const key of this.#cells.keys()) this.#changed.add(key);
  }

  clear(): void {
    this.#cells.clear();
    this.#changed.clear();
  }

  /** Hands over at most `limit` changed cells; null figures mean that no order is left in the cell. */
  drain(limit: number, visit: (key: string, meta: M, figures: CellFigures | null) => void): void {
    let visited = 0;
    for (const key of this.#changed) {
      if (visited++ >= limit) return;
      this.#changed.delete(key);
      const cell = this.#cells.get(key);
      if (!cell) continue;
      if (cell.orders === 0) this.#cells.delete(key);
      visit(key, cell.meta, cell.orders === 0 ? null : figuresOf(cell));
    }
  }
}

function figuresOf({ orders, late, blocked, bottlenecks, shareUnits, amountUnits, atRiskUnits }: Cell<unknown>): CellFigures {
  const pLate = amountUnits > 0n ? Number(atRiskUnits) / Number(amountUnits) / SHARE_UNITS : shareUnits / orders / SHARE_UNITS;
  return {
    pLate: Math.min(1, Math.round(pLate * SHARE_UNITS) / SHARE_UNITS),
    orders,
    amountAtRisk: Math.round(Number(atRiskUnits) / SHARE_UNITS) / MONEY_UNITS,
    amount: Number(amountUnits) / MONEY_UNITS,
    late,
    blocked,
    bottlenecks,
  };
}
