/**
 * Capability flow: whether what the company has decided to say reaches the people who have to say it, and whether it works (RULES.md). Strategy
 * transmission, and five breakers on hourly windows of working time, each with its threefold answer.
 *
 * While live, rows of one strategy and the public rows about breakers lag by at most a second, and at most five hundred of the breakers' own rows
 * change with one collect. A late row (up to 24 h) changes rows with the next collect and alerts within five seconds. The baselines reach back 29
 * days: a start without a checkpoint has to replay that much before `usage-drop` and `objection-slow` can be judged.
 */
import type { EventKind, Fact } from '@warroom/protocol/events';
import { AROUND_THE_CLOCK, type Calendar } from '../calendar.ts';
import type { Monitor, Need, RowSink, Signal, SignalSink } from '../monitor.ts';
import { DAY_HOURS, HOUR_MS, hourOf, LATE_HOURS } from './hours.ts';
import { Intake, JUDGED_KINDS, PRESENCE_FLAGS, PRESENCE_KINDS } from './intake.ts';
import { CapabilityRows, TOPICS } from './rows.ts';
import { followUnit, needsSignal, signalBreaker } from './rules/alerts.ts';
import { breakerKey } from './rules/breakerWindows.ts';
import type { CapabilitySettings } from './settings.ts';
import { CapabilityState, type SavedState } from './state.ts';

/** Twice what usual uses and durations stand on: an objection resolved in it may have been raised before, and a breaker opened. */
const BASELINES_DAYS = 2 * 29;
/** How long late rows gather before alerts are brought in line with them. */
const REVISE_MS = 5_000;

type Saved = ['clock', nowMs: number | null, reviseMs: number | null] | SavedState;

/** @param calendar the business calendar: what hours are windows */
export function createCapabilityMonitor(
  settings: CapabilitySettings,
  signal: SignalSink,
  calendar: Calendar = AROUND_THE_CLOCK,
): CapabilityMonitor {
  return new CapabilityMonitor(settings, signal, calendar);
}

export class CapabilityMonitor implements Monitor {
  readonly name = 'capability';
  readonly kinds: readonly EventKind[] = [...JUDGED_KINDS, ...PRESENCE_KINDS];
  readonly topics = TOPICS;
  readonly needs: readonly Need[];
  readonly stateVersion = 4;

  readonly #signal: SignalSink;
  readonly #state: CapabilityState;
  readonly #intake: Intake;
  readonly #rows: CapabilityRows;
  #nowMs = -Infinity;
  /** When alerts are next brought in line with late rows; Infinity while none wait. */
  #reviseMs = Infinity;

  constructor(settings: CapabilitySettings, signal: SignalSink, calendar: Calendar) {
    const lateDays = Math.ceil((LATE_HOURS + settings.usageLag.presenceHours) / DAY_HOURS) + 1;
    this.needs = [
      { kinds: JUDGED_KINDS, backMs: (Math.max(settings.strategyDays, BASELINES_DAYS) + lateDays) * DAY_HOURS * HOUR_MS, of: 'whole' },
      // By the hour alone it counts who was named, where, and whether at work.
      {
        kinds: PRESENCE_KINDS,
        backMs: (settings.repActiveDays + lateDays) * DAY_HOURS * HOUR_MS,
        of: 'hourly',
        flags: PRESENCE_FLAGS,
      },
    ];
    this.#signal = signal;
    this.#state = new CapabilityState(settings, calendar);
    this.#rows = new CapabilityRows(settings, this.#state);
    this.#intake = new Intake(this.#state, {
      outdated: () => {
        if (this.#reviseMs === Infinity) this.#reviseMs = this.#nowMs + REVISE_MS;
      },
      strategyPublished: (strategy) => this.#rows.strategyPublished(strategy, this.#nowMs),
      strategyChanged: (strategy) => this.#rows.strategyChanged(strategy),
    });
  }

  apply(fact: Fact, nowMs: number): void {
    this.#reach(nowMs);
    this.#intake.apply(fact, hourOf(this.#nowMs));
  }

  advance(nowMs: number): void {
    const { breakers } = this.#state;
    if (breakers.throughHour === null) this.#reach(nowMs);
    for (let dueMs = this.nextWakeMs(); dueMs <= nowMs; dueMs = this.nextWakeMs()) {
      const atMs = Math.max(dueMs, this.#nowMs);
      this.#nowMs = atMs;
      if (this.#rows.nextChangeMs <= dueMs) this.#rows.tick(atMs);
      if (this.#reviseMs <= dueMs) {
        this.#revise();
        this.#reviseMs = Infinity;
        this.#signalBreakers(atMs);
      }
      const hour = (breakers.throughHour as number) + 1;
      if ((hour + 1) * HOUR_MS <= dueMs) this.#judge(hour, atMs);
    }
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
  }

  nextWakeMs(): number {
    const through = this.#state.breakers.throughHour;
    return Math.min(this.#reviseMs, this.#rows.nextChangeMs, through === null ? Infinity : (through + 2) * HOUR_MS);
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    this.#revise();
    this.#rows.collect(sink, nowMs, exact);
  }

  save(): Iterable<unknown> {
    this.#intake.outdateLateTeams();
    const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
    const clock: Saved = ['clock', finite(this.#nowMs), finite(this.#reviseMs)];
    const state = this.#state.save();
    return (function* () {
      yield clock;
      yield* state;
    })();
  }

  restore(records: Iterable<unknown>): void {
    const state: SavedState[] = [];
    for (const record of records as Iterable<Saved>) {
      if (record[0] !== 'clock') {
        state.push(record);
        continue;
      }
      this.#nowMs = record[1] ?? -Infinity;
      this.#reviseMs = record[2] ?? Infinity;
    }
    this.#state.restore(state);
    const { breakers } = this.#state;
    for (const breaker of breakers.all()) breakers.changed.add(breaker);
    this.#rows.tick(this.#nowMs);
  }

  #reach(nowMs: number): void {
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
    if (this.#state.breakers.throughHour === null) this.#state.begin(hourOf(nowMs));
  }

  #revise(): void {
    this.#intake.outdateLateTeams();
    this.#state.breakers.revise();
  }

  #judge(hour: number, atMs: number): void {
    this.#revise();
    this.#state.breakers.judge(hour);
    this.#signalBreakers(atMs);
    this.#rows.refreshMembers(atMs);
    this.#followUnits(atMs);
    if (hour % DAY_HOURS === 0) this.#rows.strategiesForgotten(this.#state.prune());
  }

  /** In the order of their subjects: which breaker came first must not show. */
  #followUnits(atMs: number): void {
    const { breakers } = this.#state;
    const told: Signal[] = [];
    for (const breaker of breakers.all()) {
      if (breaker.raised === null) continue;
      breakers.changes.before(breaker);
      followUnit(breaker, atMs, (signal) => told.push(signal), this.#rows.members);
    }
    const nameOf = ({ rule, subject }: Signal) => `${rule} ${subject}`;
    for (const signal of told.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) this.#signal(signal);
  }

  #signalBreakers(atMs: number): void {
    const { breakers, sources } = this.#state;
    if (breakers.unsignalled.size === 0) return;
    this.#rows.refreshMembers(atMs);
    const moved = [...breakers.unsignalled].filter(needsSignal);
    moved.sort((a, b) => (breakerKey(a) < breakerKey(b) ? -1 : 1));
    for (const breaker of moved) {
      breakers.changes.before(breaker);
      signalBreaker(breaker, atMs, this.#signal, this.#rows.members, sources);
    }
    breakers.unsignalled.clear();
  }
}
