/**
 * Runs the monitors under one clock. Live, catching up, replay and tests differ only in who calls {@link Engine.arrive} and
 * {@link Engine.advanceTo}: within one instant facts come first, then what falls due, so that a response at 90.000 s is in time.
 */
import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { Arrivals, Monitor, Need, OpenAlert, RowSink } from './monitor.ts';
import type { PartRecord, RecordReader } from './records.ts';
import { type Timed, TimerQueue } from './timers.ts';

/** What the engine needs of the alerts: they have instants of their own (a lease lapses) on the same clock. */
export interface EngineAlerts {
  advance(nowMs: number): void;
  nextWakeMs(): number;
  /** With `exact` every row; else as many as go at once. */
  collect(sink: RowSink, nowMs: number, exact: boolean): void;
}

interface Held extends Timed {
  fact: Fact;
}

const HEAD = 'engine';

interface EngineHead {
  nowMs: number;
  held: Fact[];
  /** Versions of their states, by name. */
  monitors: Record<string, number>;
}

const NONE: readonly Monitor[] = [];

export class Engine {
  readonly #monitors: readonly Monitor[];
  readonly #alerts: EngineAlerts;
  readonly #byKind = new Map<EventKind, Monitor[]>();
  /** Monitors that take a fact when it arrives, even one of the future. */
  readonly #atArrival = new Map<EventKind, Monitor[]>();
  readonly #byArrivals = new Map<EventKind, Monitor[]>();
  readonly #byNewest = new Map<EventKind, Monitor[]>();
  /** Facts whose `at` the clock has not reached: a source's clock runs ahead, or a plan was sent as a fact. */
  readonly #held = new TimerQueue<Held>();
  #nowMs = -Infinity;
  /** Facts were applied at this instant and what follows from them has not been fired. */
  #unsettled = false;
  #applied = 0;
  #late = 0;
  #newestAtMs = -Infinity;

  constructor({ monitors, alerts }: { monitors: readonly Monitor[]; alerts: EngineAlerts }) {
    this.#monitors = monitors;
    this.#alerts = alerts;
    for (const monitor of monitors) {
      const byKind = monitor.takesAtArrival ? this.#atArrival : this.#byKind;
      for (const kind of monitor.kinds) add(byKind, kind, monitor);
      for (const { kinds, of } of monitor.needs) {
        const byNeed = of === 'arrival' ? this.#byArrivals : of === 'newest' ? this.#byNewest : null;
        if (byNeed) for (const kind of kinds) add(byNeed, kind, monitor);
      }
    }
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** What a start from nothing has to read. */
  get needs(): readonly Need[] {
    return this.#monitors.flatMap((monitor) => monitor.needs);
  }

  /** Topics that the monitors fill. */
  get topics(): readonly Topic[] {
    return this.#monitors.flatMap((monitor) => monitor.topics);
  }

  get appliedEvents(): number {
    return this.#applied;
  }

  /** Facts that arrived more than a minute after they happened. */
  get lateEvents(): number {
    return this.#late;
  }

  get newestAtMs(): number | null {
    return Number.isFinite(this.#newestAtMs) ? this.#newestAtMs : null;
  }

  /** Tells the monitors what the log holds open where history ends. To be called before it begins. */
  recall(open: readonly OpenAlert[], presentMs: number): void {
    for (const monitor of this.#monitors) monitor.recall?.(open, presentMs);
  }

  /** History begins at `fromMs`: what is known of before. To be called before anything arrives. */
  begin(fromMs: number, before: readonly Arrivals[], newest: readonly Fact[]): void {
    this.#nowMs = fromMs;
    this.#unsettled = true;
    for (const arrivals of before)
      for (const monitor of this.#byArrivals.get(arrivals.kind) ?? NONE) monitor.applyArrivals?.(arrivals, fromMs);
    for (const fact of newest) for (const monitor of this.#byNewest.get(fact.kind) ?? NONE) monitor.apply(fact, fromMs);
  }

  /** Takes arrivals of facts that nobody needs whole, at the first of them. */
  arriveTogether(arrivals: Arrivals): void {
    this.#reach(Math.max(this.#nowMs, arrivals.firstMs));
    for (const monitor of this.#byArrivals.get(arrivals.kind) ?? NONE) {
      this.#unsettled = true;
      monitor.applyArrivals?.(arrivals, this.#nowMs);
    }
  }

  /** Takes a fact at its arrival (`ingestedAtMs`), or now where the clock has passed that already. The caller has sorted doubles out. */
  arrive(fact: Fact): void {
    const arrivalMs = Math.max(this.#nowMs, fact.ingestedAtMs);
    this.#reach(arrivalMs);
    this.#applied += 1;
    for (const monitor of this.#atArrival.get(fact.kind) ?? NONE) {
      this.#unsettled = true;
      monitor.apply(fact, arrivalMs);
    }
    if (arrivalMs - fact.atMs > 60_000) this.#late += 1;
    if (fact.atMs > arrivalMs) this.#held.push(fact.atMs, { name: fact.id, fact });
    else this.#apply(fact);
  }

  /** Moves the clock and fires, in order of time, what falls due up to and including `nowMs`. The clock never goes back. */
  advanceTo(nowMs: number): void {
    if (nowMs < this.#nowMs) return;
    for (let heldMs = this.#held.nextMs(); heldMs <= nowMs; heldMs = this.#held.nextMs()) {
      if (heldMs > this.#nowMs) {
        this.#fire(heldMs - 1);
        this.#nowMs = heldMs;
      }
      for (let due = this.#held.popDue(heldMs); due; due = this.#held.popDue(heldMs)) this.#apply(due.item.fact);
    }
    this.#fire(nowMs);
    this.#nowMs = nowMs;
  }

  nextWakeMs(): number {
    return Math.min(this.#held.nextMs(), this.#nextDueMs());
  }

  /** Hands the changed rows of all monitors and alerts over. */
  collect(sink: RowSink, exact: boolean): void {
    for (const monitor of this.#monitors) monitor.collect(sink, this.#nowMs, exact);
    this.#alerts.collect(sink, this.#nowMs, exact);
  }

  /** As of this call, like {@link Monitor.save}: a head, then what each monitor says of itself, in the monitors' order. */
  save(): Iterable<PartRecord> {
    const held = Array.from(this.#held.items(), ({ fact }) => fact);
    const versions = Object.fromEntries(this.#monitors.map((m) => [m.name, m.stateVersion]));
    const head: EngineHead = { nowMs: this.#nowMs, held, monitors: versions };
    const states = this.#monitors.map((m) => [m.name, m.save()] as const);
    return (function* () {
      yield [HEAD, head] satisfies PartRecord;
      for (const [name, records] of states) for (const record of records) yield [name, record] satisfies PartRecord;
    })();
  }

  /** @returns false, and restores nothing, where the state is of other monitors or of other versions of them */
  restore(reader: RecordReader): boolean {
    const [head] = reader.part(HEAD) as Iterable<EngineHead>;
    const fits = (m: Monitor) => head?.monitors[m.name] === m.stateVersion;
    if (!head || !this.#monitors.every(fits) || Object.keys(head.monitors).length !== this.#monitors.length) return false;
    for (const monitor of this.#monitors) monitor.restore(reader.part(monitor.name));
    for (const fact of head.held) this.#held.push(fact.atMs, { name: fact.id, fact });
    this.#nowMs = head.nowMs;
    // The state may have been taken between two facts of one instant.
    this.#unsettled = true;
    return true;
  }

  #reach(arrivalMs: number): void {
    if (arrivalMs <= this.#nowMs) return;
    // Before the first fact there is no time that anything could have fallen due in.
    if (this.#nowMs > -Infinity) this.advanceTo(arrivalMs - 1);
    this.#nowMs = arrivalMs;
  }

  #apply(fact: Fact): void {
    this.#unsettled = true;
    if (fact.atMs > this.#newestAtMs) this.#newestAtMs = fact.atMs;
    for (const monitor of this.#byKind.get(fact.kind) ?? NONE) monitor.apply(fact, this.#nowMs);
  }

  #nextDueMs(): number {
    let nextMs = this.#alerts.nextWakeMs();
    for (const monitor of this.#monitors) nextMs = Math.min(nextMs, monitor.nextWakeMs());
    return nextMs;
  }

  /** One instant after another over all monitors, so that the alert log is in order of time across them. */
  #fire(untilMs: number): void {
    if (this.#unsettled) this.#advanceAll(this.#nowMs);
    for (let dueMs = this.#nextDueMs(); dueMs <= untilMs; dueMs = this.#nextDueMs()) {
      this.#advanceAll(Math.max(dueMs, this.#nowMs));
      // A monitor that asks for the same instant for ever would hold the clock still: better a loud end than a silent one.
      if (this.#nextDueMs() <= dueMs)
        throw new Error(`a monitor asks again for an instant it was woken at: ${new Date(dueMs).toISOString()}`);
    }
    this.#advanceAll(untilMs);
  }

  #advanceAll(nowMs: number): void {
    this.#unsettled = false;
    for (const monitor of this.#monitors) monitor.advance(nowMs);
    this.#alerts.advance(nowMs);
  }
}

function add(byKind: Map<EventKind, Monitor[]>, kind: EventKind, monitor: Monitor): void {
  byKind.set(kind, [...(byKind.get(kind) ?? []), monitor]);
}
