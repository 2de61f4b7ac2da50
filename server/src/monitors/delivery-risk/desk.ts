/** All orders at hand: when each is looked at again, what it shows, when it leaves and when it is forgotten. */
import type { RowSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { alternativesFor } from './alternatives.ts';
import { type Assessment, assess } from './assessment.ts';
import { DAY_MS } from './durationBook.ts';
import { gridAt, nextJudgement, phaseOf } from './evaluationGrid.ts';
import { explain } from './explanation.ts';
import { type Footprint, footprintOf, Heat } from './heat.ts';
import type { Learning } from './learning.ts';
import { newOrder, type OrderRecord, viewOrder } from './order.ts';
import { positionOf } from './position.ts';
import { stakeOf } from './riskCells.ts';
import { orderRow, standsIn } from './rows.ts';
import type { HeldAlert, HeldAlerts, Rules } from './rules.ts';
import type { DeliverySettings } from './settings.ts';
import type { Stock, StockPromise } from './stock.ts';

/** After a fact an order is looked at when the second is full: a burst of facts is one look. */
const SETTLE_MS = 1_000;
/** Names of forgotten orders are kept this long, so that a very late fact does not bring one back. */
const REMEMBER_MS = 7 * DAY_MS;
/** Most order rows, and most cells, handed over in one live collect. */
const MAX_ROWS = 2_000;
/** Open orders whose unfinished durations are counted; of more, every n-th with weight n. */
const MAX_LOOKED_AT = 1_000;
const HOUR_MS = 3_600_000;

export interface Dossier {
  readonly name: string;
  readonly order: OrderRecord;
  readonly promises: Map<string, StockPromise>;
  readonly held: HeldAlerts;
  readonly phaseMs: number;
  /** When it has to be looked at next, and the earliest entry for it in the queue. */
  dueMs: number;
  queuedMs: number;
  /** p(late) as judged last; null before the first time. */
  judged: number | null;
  /** When its row has to be worked out again. */
  rowDueMs: number;
  /** Over or given up: shows nothing any more. */
  left: boolean;
  footprint: Footprint | null;
}

export interface SavedDossier {
  promises: [string, StockPromise][];
  held: [string, HeldAlert][];
  dueMs: number | null;
  judged: number | null;
  left: boolean;
}

export class Desk {
  readonly dossiers = new Map<string, Dossier>();
  readonly #settings: DeliverySettings;
  readonly #learning: Learning;
  readonly #stock: Stock;
  readonly #rules: Rules;
  readonly #heat = new Heat();
  readonly #timers = new TimerQueue<Dossier>();
  /** When rows fall due; drained by collect alone, so that a replay nobody watches works out no rows. */
  readonly #rowTimers = new TimerQueue<Dossier>();
  /** Orders whose row is to be worked out at the next collect. */
  readonly #stale = new Set<string>();
  /** Forgotten while still on the board. */
  #gone: Dossier[] = [];
  /** Orders forgotten, by when even their names are. */
  readonly #forgotten = new Map<string, number>();

  constructor(settings: DeliverySettings, learning: Learning, stock: Stock, rules: Rules) {
    this.#settings = settings;
    this.#learning = learning;
    this.#stock = stock;
    this.#rules = rules;
  }

  /** The order of that name, new where it was not known; undefined where it is over and forgotten. */
  take(name: string): Dossier | undefined {
    const known = this.dossiers.get(name);
    if (known || this.#forgotten.has(name)) return known;
    return this.#add(newOrder(name), { promises: [], held: [], dueMs: null, judged: null, left: false });
  }

  #add(order: OrderRecord, saved: SavedDossier): Dossier {
    const { name } = order;
    const dossier: Dossier = {
      name,
      order,
      promises: new Map(saved.promises),
      held: new Map(saved.held),
      phaseMs: phaseOf(name),
      dueMs: Infinity,
      queuedMs: Infinity,
      judged: saved.judged,
      rowDueMs: Infinity,
      left: saved.left,
      footprint: null,
    };
    this.dossiers.set(name, dossier);
    return dossier;
  }

  /** The open orders, or of very many an even part by name, with how many each stands for. */
  openOrders(): { orders: OrderRecord[]; weight: number } {
    let open = 0;
    for (const { left } of this.dossiers.values()) if (!left) open += 1;
    const weight = Math.max(1, Math.ceil(open / MAX_LOOKED_AT));
    const orders: OrderRecord[] = [];
    for (const { left, order, phaseMs } of this.dossiers.values()) if (!left && phaseMs % weight === 0) orders.push(order);
    return { orders, weight };
  }

  nextMs(): number {
    return this.#timers.nextMs();
  }

  /** Something about the order has changed. */
  touch(dossier: Dossier, nowMs: number): void {
    this.note(dossier);
    this.#plan(dossier, Math.min(dossier.dueMs, Math.ceil(nowMs / SETTLE_MS) * SETTLE_MS));
  }

  /** Something has changed that shows in the row, but that raises no alert before the order is judged anyway. */
  note(dossier: Dossier): void {
    this.#stale.add(dossier.name);
  }

  /** Whether the stock promised to the order would raise or clear its alert. */
  isCoverageNews({ promises, held }: Dossier): boolean {
    return this.#stock.hasPhantom(promises) !== held.has('phantom-stock');
  }

  /** Looks at the first order that is due by `untilMs`. */
  lookAtNext(untilMs: number): void {
    const due = this.#timers.popDue(untilMs);
    if (!due) return;
    const { item: dossier, atMs } = due;
    if (this.dossiers.get(dossier.name) !== dossier || atMs !== dossier.queuedMs) return;
    dossier.queuedMs = Infinity;
    if (dossier.dueMs > atMs) this.#plan(dossier, dossier.dueMs);
    else this.#look(dossier, atMs);
  }

  #plan(dossier: Dossier, dueMs: number): void {
    dossier.dueMs = dueMs;
    if (dueMs >= dossier.queuedMs || dueMs === Infinity) return;
    dossier.queuedMs = dueMs;
    this.#timers.push(dueMs, dossier);
  }

  #look(dossier: Dossier, nowMs: number): void {
    const { order, held, name } = dossier;
    const view = viewOrder(order);
    const judged = { name, view, held, sources: order.sources };
    const givenUpMs = Math.max(view.promisedAtMs ?? 0, order.newestAtMs, order.arrivedMs) + this.#settings.expireAfterDays * DAY_MS;
    if (view.end || nowMs >= givenUpMs) {
      this.#leave(dossier, nowMs);
      // Once for facts dated after the end (bookings lag), once for the delay with which any fact may come.
      const keptMs = Math.max(view.end?.atMs ?? givenUpMs, order.arrivedMs) + 2 * this.#settings.lateHours * HOUR_MS;
      if (nowMs >= keptMs) this.#forget(dossier, nowMs);
      else this.#plan(dossier, keptMs);
      return;
    }
    dossier.left = false;
    const assessment = this.#assess(dossier, Math.max(nowMs, order.newestAtMs));
    dossier.judged = assessment?.pLate ?? null;
    const bottleneck = () => (assessment ? explain(assessment).bottleneck : null);
    this.#rules.phantomStock(judged, this.#stock.coverage(dossier.promises), nowMs);
    this.#plan(
      dossier,
      Math.min(
        this.#rules.expediteLost(judged, nowMs),
        this.#rules.stepBlocked(judged, assessment?.position ?? positionOf(view), nowMs),
        this.#rules.deliveryLate(judged, assessment, bottleneck, nowMs),
        assessment
          ? nextJudgement(view.promisedAtMs ?? nowMs, nowMs, assessment.pLate, held.get('delivery-late')?.severity === 'critical')
          : Infinity,
        givenUpMs,
      ),
    );
  }

  #leave(dossier: Dossier, nowMs: number): void {
    if (dossier.left) return;
    dossier.left = true;
    const { name, order, held } = dossier;
    this.#rules.ended({ name, held, sources: order.sources, view: viewOrder(order) }, nowMs);
    this.#stale.add(name);
  }

  #forget(dossier: Dossier, nowMs: number): void {
    this.#learning.finish(dossier.order);
    this.#stock.release(dossier.name, dossier.promises);
    this.dossiers.delete(dossier.name);
    if (dossier.footprint) this.#gone.push(dossier);
    this.#forgotten.set(dossier.name, nowMs + REMEMBER_MS);
    for (const [name, untilMs] of this.#forgotten) {
      if (untilMs > nowMs) break;
      this.#forgotten.delete(name);
    }
  }

  /** Puts the order where it now belongs in heat and map, and sets or deletes its row. */
  #show(sink: RowSink, dossier: Dossier, assessment: Assessment | null): void {
    const before = dossier.footprint;
    if (!before && !assessment) return;
    const explanation = assessment && explain(assessment);
    dossier.footprint = assessment && this.#footprint(dossier, assessment, explanation?.bottleneck ?? null);
    this.#heat.move(before, dossier.footprint);
    if (!assessment || !explanation) {
      sink.delete('delivery-risk.orders', dossier.name);
      return;
    }
    const coverage = this.#stock.coverage(dossier.promises);
    const alternatives = alternativesFor(assessment, explanation.bottleneck, coverage, this.#stock, this.#settings);
    const row = orderRow(dossier.name, viewOrder(dossier.order), assessment, explanation, coverage, alternatives);
    sink.set('delivery-risk.orders', dossier.name, row);
  }

  #footprint({ order }: Dossier, assessment: Assessment, bottleneck: string | null): Footprint {
    const view = viewOrder(order);
    const stands = standsIn(assessment);
    const late = assessment.pLate >= this.#settings.warningShare;
    const stake = stakeOf(view.amount, assessment.pLate, {
      late,
      blocked: stands?.view.status === 'blocked',
      bottleneck: late && stands !== null && bottleneck === stands.name,
    });
    return footprintOf(view, stands, stake);
  }

  /** Rows that changed or fell due, a bounded number of them, each as of the newest instant of its grid or its newest fact. */
  collect(sink: RowSink, nowMs: number): void {
    for (let due = this.#rowTimers.popDue(nowMs); due; due = this.#rowTimers.popDue(nowMs))
      if (due.item.rowDueMs === due.atMs) this.#stale.add(due.item.name);
    this.#clearGone(sink);
    let handed = 0;
    for (const name of this.#stale) {
      if (handed++ >= MAX_ROWS) break;
      this.#stale.delete(name);
      const dossier = this.dossiers.get(name);
      if (!dossier) continue;
      const { promisedAtMs } = viewOrder(dossier.order);
      const grid = promisedAtMs === null ? null : gridAt(promisedAtMs, dossier.phaseMs, nowMs);
      const shown = grid && this.#isOpen(dossier);
      this.#show(sink, dossier, shown ? this.#assess(dossier, Math.max(grid.atMs, dossier.order.newestAtMs)) : null);
      if (shown) this.#planRow(dossier, grid.nextMs);
    }
    this.#heat.collect(sink, MAX_ROWS);
  }

  #clearGone(sink: RowSink): void {
    for (const dossier of this.#gone) this.#show(sink, dossier, null);
    this.#gone = [];
  }

  #planRow(dossier: Dossier, dueMs: number): void {
    if (dossier.rowDueMs === dueMs) return;
    dossier.rowDueMs = dueMs;
    this.#rowTimers.push(dueMs, dossier);
  }

  /** Every open order as of `nowMs`, whatever it showed before; judges nothing and raises nothing. */
  collectExact(sink: RowSink, nowMs: number): void {
    this.#clearGone(sink);
    for (const dossier of this.dossiers.values()) {
      this.#show(sink, dossier, this.#isOpen(dossier) ? this.#assess(dossier, nowMs) : null);
      // What live collects show next is of the grid again.
      if (dossier.footprint) this.#stale.add(dossier.name);
    }
    this.#heat.collect(sink, Infinity);
  }

  #isOpen({ order, left }: Dossier): boolean {
    return !left && viewOrder(order).end === null;
  }

  #assess({ order }: Dossier, asOfMs: number): Assessment | null {
    return assess(viewOrder(order), asOfMs, this.#learning.model, this.#settings);
  }

  saveDossier({ promises, held, dueMs, judged, left }: Dossier): SavedDossier {
    return {
      promises: [...promises],
      held: [...held].map(([key, alert]) => [key, { ...alert }]),
      dueMs: Number.isFinite(dueMs) ? dueMs : null,
      judged,
      left,
    };
  }

  forgottenNames(): [string, number][] {
    return [...this.#forgotten];
  }

  clear(forgotten: readonly [string, number][]): void {
    this.dossiers.clear();
    this.#timers.clear();
    this.#heat.clear();
    this.#stale.clear();
    this.#gone = [];
    this.#rowTimers.clear();
    this.#forgotten.clear();
    for (const [name, untilMs] of forgotten) this.#forgotten.set(name, untilMs);
  }

  /** Puts one saved order back. */
  adopt(order: OrderRecord, saved: SavedDossier): void {
    const dossier = this.#add(order, saved);
    this.#stock.adopt(dossier.name, dossier.promises);
    this.#plan(dossier, saved.dueMs ?? Infinity);
    this.#stale.add(dossier.name);
  }
}
