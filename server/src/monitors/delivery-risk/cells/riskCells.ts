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
  /** In {@link MONEY_UNITS}, in two parts: see {@link Whole}. */
  amountHigh: number;
  amountLow: number;
  shareUnits: number;
  late: boolean;
  blocked: boolean;
  bottleneck: boolean;
}

export function exposureOf(amount: number | null, pLate: number, flags: Pick<Exposure, 'late' | 'blocked' | 'bottleneck'>): Exposure {
  const units = Math.round(Math.min(MAX_AMOUNT, amount ?? 0) * MONEY_UNITS);
  const amountHigh = Math.floor(units / LOW_UNITS);
  return { amountHigh, amountLow: units - amountHigh * LOW_UNITS, shareUnits: Math.round(pLate * SHARE_UNITS), ...flags };
}

export const sameExposure = (a: Exposure, b: Exposure): boolean =>
  a.shareUnits === b.shareUnits &&
  a.amountLow === b.amountLow &&
  a.amountHigh === b.amountHigh &&
  a.late === b.late &&
  a.blocked === b.blocked &&
  a.bottleneck === b.bottleneck;

const LOW_UNITS = 2 ** 30;

/** An exact whole number beyond 2⁵³, as high × 2³⁰ + low: a big integer for every order in every cell would be most of what a row costs. */
class Whole {
  #high = 0;
  #low = 0;

  /** Both parts exact, and |low| below 2⁵². */
  add(high: number, low: number): void {
    const sum = this.#low + low;
    const carry = Math.floor(sum / LOW_UNITS);
    this.#low = sum - carry * LOW_UNITS;
    this.#high += high + carry;
  }

  /** The nearest number: one rounding. */
  get value(): number {
    return this.#high * LOW_UNITS + this.#low;
  }
}

interface Cell<M> {
  meta: M;
  orders: number;
  late: number;
  blocked: number;
  bottlenecks: number;
  shareUnits: number;
  amount: Whole;
  atRisk: Whole;
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
    const cell = this.#cellOf(key, meta);
    cell.orders += change;
    count(cell, exposure, change);
  }

  /** The order stays in the cell and counts for `to` instead of `from`. */
  change(key: string, meta: M, from: Exposure, to: Exposure): void {
    const cell = this.#cellOf(key, meta);
    count(cell, to, 1);
    count(cell, from, -1);
  }

  #cellOf(key: string, meta: M): Cell<M> {
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = { meta, orders: 0, late: 0, blocked: 0, bottlenecks: 0, shareUnits: 0, amount: new Whole(), atRisk: new Whole() };
      this.#cells.set(key, cell);
    }
    this.#changed.add(key);
    return cell;
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

function count(cell: Cell<unknown>, { amountHigh, amountLow, shareUnits, late, blocked, bottleneck }: Exposure, change: 1 | -1): void {
  if (late) cell.late += change;
  if (blocked) cell.blocked += change;
  if (bottleneck) cell.bottlenecks += change;
  cell.shareUnits += change * shareUnits;
  cell.amount.add(change * amountHigh, change * amountLow);
  cell.atRisk.add(change * amountHigh * shareUnits, change * amountLow * shareUnits);
}

function figuresOf({ orders, late, blocked, bottlenecks, shareUnits, amount, atRisk }: Cell<unknown>): CellFigures {
  const amountUnits = amount.value;
  const atRiskUnits = atRisk.value;
  const pLate = amountUnits > 0 ? atRiskUnits / amountUnits / SHARE_UNITS : shareUnits / orders / SHARE_UNITS;
  return {
    pLate: Math.min(1, Math.round(pLate * SHARE_UNITS) / SHARE_UNITS),
    orders,
    amountAtRisk: Math.round(atRiskUnits / SHARE_UNITS) / MONEY_UNITS,
    amount: amountUnits / MONEY_UNITS,
    late,
    blocked,
    bottlenecks,
  };
}
