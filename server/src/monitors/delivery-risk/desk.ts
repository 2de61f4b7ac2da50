/** All orders at hand: when each is looked at again, what it shows, when it leaves and when it is forgotten. */
import type { RowSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { alternativesFor } from './alternatives.ts';
import { type Assessment, assess } from './assessment.ts';
import { DAY_MS } from './durationBook.ts';
import { gridAt, phaseOf } from './evaluationGrid.ts';
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
  /** Instant as of which it was looked at last. */
  asOfMs: number;
  /** Over or given up: shows nothing any more. */
  left: boolean;
  footprint: Footprint | null;
}

export interface SavedDossier {
  promises: [string, StockPromise][];
  held: [string, HeldAlert][];
  dueMs: number | null;
  asOfMs: number | null;
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
  readonly #changed = new Set<string>();
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
    return this.#add(newOrder(name), { promises: [], held: [], dueMs: null, asOfMs: null, left: false });
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
      asOfMs: saved.asOfMs ?? -Infinity,
      left: saved.left,
      footprint: null,
    };
    this.dossiers.set(name, dossier);
    return dossier;
  }

  *openOrders(): Iterable<OrderRecord> {
    for (const { left, order } of this.dossiers.values()) if (!left) yield order;
  }

  nextMs(): number {
    return this.#timers.nextMs();
  }

  /** Something about the order has changed. */
  touch(dossier: Dossier, nowMs: number): void {
    this.#plan(dossier, Math.min(dossier.dueMs, Math.ceil(nowMs / SETTLE_MS) * SETTLE_MS));
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
    const grid = view.promisedAtMs === null ? null : gridAt(view.promisedAtMs, dossier.phaseMs, nowMs);
    dossier.asOfMs = Math.max(grid?.atMs ?? nowMs, order.newestAtMs);
    const assessment = assess(view, dossier.asOfMs, this.#learning.model, this.#settings);
    const bottleneck = () => (assessment ? explain(assessment, this.#learning.model).bottleneck : null);
    this.#rules.phantomStock(judged, this.#stock.coverage(dossier.promises), nowMs);
    this.#plan(
      dossier,
      Math.min(
        this.#rules.expediteLost(judged, nowMs),
        this.#rules.stepBlocked(judged, assessment?.position ?? positionOf(view), nowMs),
        this.#rules.deliveryLate(judged, assessment, bottleneck, nowMs),
        grid?.nextMs ?? Infinity,
        givenUpMs,
      ),
    );
    this.#show(dossier, assessment);
  }

  #leave(dossier: Dossier, nowMs: number): void {
    if (dossier.left) return;
    dossier.left = true;
    const { name, order, held } = dossier;
    this.#rules.ended({ name, held, sources: order.sources, view: viewOrder(order) }, nowMs);
    this.#show(dossier, null);
  }

  #forget(dossier: Dossier, nowMs: number): void {
    this.#learning.finish(dossier.order);
    this.#stock.release(dossier.name, dossier.promises);
    this.dossiers.delete(dossier.name);
    this.#forgotten.set(dossier.name, nowMs + REMEMBER_MS);
    for (const [name, untilMs] of this.#forgotten) {
      if (untilMs > nowMs) break;
      this.#forgotten.delete(name);
    }
  }

  #show(dossier: Dossier, assessment: Assessment | null): void {
    const before = dossier.footprint;
    dossier.footprint = assessment ? this.#footprint(dossier, assessment) : null;
    this.#heat.move(before, dossier.footprint);
    if (before || dossier.footprint) this.#changed.add(dossier.name);
  }

  #footprint({ order }: Dossier, assessment: Assessment): Footprint {
    const view = viewOrder(order);
    const stands = standsIn(assessment);
    const late = assessment.pLate >= this.#settings.warningShare;
    const stake = stakeOf(view.amount, assessment.pLate, {
      late,
      blocked: stands?.view.status === 'blocked',
      bottleneck: late && stands !== null && explain(assessment, this.#learning.model).bottleneck === stands.name,
    });
    return footprintOf(view, stands, stake);
  }

  collect(sink: RowSink): void {
    let handed = 0;
    for (const name of this.#changed) {
      if (handed++ >= MAX_ROWS) break;
      this.#changed.delete(name);
      const dossier = this.dossiers.get(name);
      const assessment = dossier?.footprint ? this.#assess(dossier, Math.max(dossier.asOfMs, dossier.order.newestAtMs)) : null;
      this.#setRow(sink, name, dossier, assessment);
    }
    this.#heat.collect(sink, MAX_ROWS);
  }

  /** Every open order as of `nowMs`, whatever it showed before; judges nothing and raises nothing. */
  collectExact(sink: RowSink, nowMs: number): void {
    for (const dossier of this.dossiers.values()) {
      const over = viewOrder(dossier.order).end !== null || dossier.left;
      const assessment = over ? null : this.#assess(dossier, nowMs);
      this.#show(dossier, assessment);
      if (assessment) this.#setRow(sink, dossier.name, dossier, assessment);
      if (assessment) this.#changed.delete(dossier.name);
    }
    for (const name of this.#changed) this.#setRow(sink, name, undefined, null);
    this.#changed.clear();
    this.#heat.collect(sink, Infinity);
  }

  #assess({ order }: Dossier, asOfMs: number): Assessment | null {
    return assess(viewOrder(order), asOfMs, this.#learning.model, this.#settings);
  }

  #setRow(sink: RowSink, name: string, dossier: Dossier | undefined, assessment: Assessment | null): void {
    if (!dossier || !assessment) {
      sink.delete('delivery-risk.orders', name);
      return;
    }
    const { model } = this.#learning;
    const explanation = explain(assessment, model);
    const coverage = this.#stock.coverage(dossier.promises);
    const alternatives = alternativesFor(assessment, explanation.bottleneck, coverage, this.#stock, model, this.#settings);
    sink.set('delivery-risk.orders', name, orderRow(name, viewOrder(dossier.order), assessment, explanation, coverage, alternatives));
  }

  saveDossier({ promises, held, dueMs, asOfMs, left }: Dossier): SavedDossier {
    return {
      promises: [...promises],
      held: [...held].map(([key, alert]) => [key, { ...alert }]),
      dueMs: Number.isFinite(dueMs) ? dueMs : null,
      asOfMs: Number.isFinite(asOfMs) ? asOfMs : null,
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
    this.#changed.clear();
    this.#forgotten.clear();
    for (const [name, untilMs] of forgotten) this.#forgotten.set(name, untilMs);
  }

  /** Puts one saved order back; {@link Desk.showRestored} follows once the figures are back too. */
  adopt(order: OrderRecord, saved: SavedDossier): void {
    const dossier = this.#add(order, saved);
    this.#stock.adopt(dossier.name, dossier.promises);
    this.#plan(dossier, saved.dueMs ?? Infinity);
  }

  showRestored(): void {
    for (const dossier of this.dossiers.values()) {
      if (dossier.left || dossier.asOfMs === -Infinity) continue;
      this.#show(dossier, this.#assess(dossier, Math.max(dossier.asOfMs, dossier.order.newestAtMs)));
    }
  }
}
