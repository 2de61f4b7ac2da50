/**
 * Capability flow: whether what the company has decided to say reaches those who have to say it, and whether it works. Strategy transmission,
 * and five breakers on hourly windows of working time, each with its threefold answer.
 *
 * Who is told what: `capability.strategies`, `capability.breaker-board` and `capability.team-board` are public and speak of five people or more;
 * `capability.breakers`, `capability.cards` and `capability.hints` name people and are private.
 *
 * While live, rows of one strategy and the public rows about breakers lag by at most a second, and of the breakers' own rows five hundred change with one
 * collect at most. A late row (up to 24 h) changes rows with the next collect and alerts within five seconds. The baselines reach back 29 days: a start without a checkpoint has to replay that
 * much for `usage-drop` and `objection-slow` to be judged.
 */
import type { Topic } from '@warroom/protocol/board';
import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { AROUND_THE_CLOCK, type Calendar } from '../calendar.ts';
import type { Monitor, RowSink, SignalSink } from '../monitor.ts';
import { AcceptanceBook } from './acceptance.ts';
import { sayBreaker } from './breakerAlerts.ts';
import { BreakerBoard } from './breakerBoard.ts';
import { breakerKey } from './breakerRows.ts';
import { BreakerBook } from './breakers.ts';
import { DAY_HOURS, HOUR_MS, hourOf, LATE_HOURS, WorkingHours } from './hours.ts';
import { ObjectionBook } from './objections.ts';
import { Present } from './present.ts';
import { RegionUses } from './regionUses.ts';
import { RepBook } from './reps.ts';
import { Rules } from './rules.ts';
import type { CapabilitySettings } from './settings.ts';
import { SourceBook } from './sources.ts';
import { type Strategy, StrategyBook } from './strategies.ts';
import { StrategyBoard } from './strategyBoard.ts';
import { nextChangeMs } from './strategyRows.ts';

/** How long late rows gather before alerts are brought in line with them. */
const REVISE_MS = 5_000;

interface Saved {
  nowMs: number | null;
  reviseMs: number | null;
  reps: ReturnType<RepBook['save']>;
  strategies: ReturnType<StrategyBook['save']>;
  acceptance: ReturnType<AcceptanceBook['save']>;
  objections: ReturnType<ObjectionBook['save']>;
  regionUses: ReturnType<RegionUses['save']>;
  sources: ReturnType<SourceBook['save']>;
  breakers: ReturnType<BreakerBook['save']>;
}

/** @param calendar the business calendar: what hours are windows */
export function createCapabilityFlowMonitor(
  settings: CapabilitySettings,
  signal: SignalSink,
  calendar: Calendar = AROUND_THE_CLOCK,
): CapabilityFlowMonitor {
  return new CapabilityFlowMonitor(settings, signal, calendar);
}

export class CapabilityFlowMonitor implements Monitor {
  readonly name = 'capability';
  readonly kinds: readonly EventKind[] = [
    'strategy.published',
    'strategy.understood',
    'talktrack.used',
    'objection.raised',
    'objection.resolved',
    // These only tell who there is, where, and at work.
    'lead.assigned',
    'lead.responded',
    'touchpoint.seen',
    'opportunity.moved',
    'report.filed',
  ];
  readonly topics: readonly Topic[] = [
    'capability.strategies',
    'capability.breakers',
    'capability.breaker-board',
    'capability.cards',
    'capability.hints',
    'capability.team-board',
  ];
  readonly stateVersion = 1;

  readonly #settings: CapabilitySettings;
  readonly #signal: SignalSink;
  readonly #reps: RepBook;
  readonly #strategies: StrategyBook;
  readonly #acceptance = new AcceptanceBook();
  readonly #objections = new ObjectionBook();
  readonly #regionUses = new RegionUses();
  readonly #sources = new SourceBook();
  readonly #breakers: BreakerBook;
  #nowMs = -Infinity;
  /** When alerts are next brought in line with late rows; Infinity while none wait. */
  #reviseMs = Infinity;
  /** When rows of a strategy next change by the clock alone. */
  #tickMs = Infinity;

  readonly #present: Present;
  readonly #strategyBoard: StrategyBoard;
  readonly #breakerBoard: BreakerBoard;
  /** Teams in which a late row has changed the mean, since which hour; their reps' breakers are touched with the next revision. */
  readonly #lateTeams = new Map<string, number>();

  constructor(settings: CapabilitySettings, signal: SignalSink, calendar: Calendar) {
    this.#settings = settings;
    this.#signal = signal;
    this.#reps = new RepBook(settings);
    this.#strategies = new StrategyBook(settings);
    const working = new WorkingHours(calendar, settings.minWorkingMinutes);
    const rules = new Rules(settings, {
      reps: this.#reps,
      strategies: this.#strategies,
      acceptance: this.#acceptance,
      objections: this.#objections,
      regionUses: this.#regionUses,
      working,
    });
    this.#breakers = new BreakerBook(rules, working);
    this.#present = new Present(this.#reps, settings.minWallPeople);
    this.#strategyBoard = new StrategyBoard(settings);
    this.#breakerBoard = new BreakerBoard(settings, this.#breakers);
  }

  apply(fact: Fact, nowMs: number): void {
    this.#reach(nowMs);
    this.#see(fact);
    switch (fact.kind) {
      case 'strategy.published':
        this.#published(fact);
        break;
      case 'strategy.understood':
        this.#sources.see(fact.kind, fact.source);
        this.#strategyMoved(this.#strategies.score(fact));
        break;
      case 'talktrack.used':
        this.#used(fact);
        break;
      case 'objection.raised':
      case 'objection.resolved':
        this.#sources.see(fact.kind, fact.source);
        this.#objections.take(fact, this.#reps.placeOf(fact), (scope, id, fromMs) =>
          this.#touch('objection-slow', scope, id, hourOf(fromMs)),
        );
        break;
      default:
        break;
    }
  }

  advance(nowMs: number): void {
    if (this.#breakers.throughHour === null) this.#reach(nowMs);
    for (let dueMs = this.nextWakeMs(); dueMs <= nowMs; dueMs = this.nextWakeMs()) {
      const atMs = Math.max(dueMs, this.#nowMs);
      this.#nowMs = atMs;
      if (this.#tickMs <= dueMs) this.#tick(atMs);
      if (this.#reviseMs <= dueMs) {
        this.#revise();
        this.#reviseMs = Infinity;
        this.#say(atMs);
      }
      const hour = (this.#breakers.throughHour as number) + 1;
      if ((hour + 1) * HOUR_MS <= dueMs) this.#judge(hour, atMs);
    }
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
  }

  nextWakeMs(): number {
    const through = this.#breakers.throughHour;
    return Math.min(this.#reviseMs, this.#tickMs, through === null ? Infinity : (through + 2) * HOUR_MS);
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    this.#revise();
    this.#refresh(nowMs);
    this.#strategyBoard.collect(sink, this.#present.crew, nowMs, exact);
    this.#breakerBoard.collect(sink, this.#present, nowMs, exact);
  }

  save(): Saved {
    this.#touchLateTeams();
    return {
      nowMs: Number.isFinite(this.#nowMs) ? this.#nowMs : null,
      reviseMs: Number.isFinite(this.#reviseMs) ? this.#reviseMs : null,
      reps: this.#reps.save(),
      strategies: this.#strategies.save(),
      acceptance: this.#acceptance.save(),
      objections: this.#objections.save(),
      regionUses: this.#regionUses.save(),
      sources: this.#sources.save(),
      breakers: this.#breakers.save(),
    };
  }

  restore(saved: unknown): void {
    const state = saved as Saved;
    this.#nowMs = state.nowMs ?? -Infinity;
    this.#reviseMs = state.reviseMs ?? Infinity;
    this.#reps.restore(state.reps);
    this.#strategies.restore(state.strategies);
    this.#acceptance.restore(state.acceptance);
    this.#objections.restore(state.objections);
    this.#regionUses.restore(state.regionUses);
    this.#sources.restore(state.sources);
    this.#breakers.restore(state.breakers);
    for (const breaker of this.#breakers.all()) this.#breakers.changed.add(breaker);
    this.#tick(this.#nowMs);
  }

  /** The clock is known from the first call on: hours before it are over and, having no facts yet, need no judging. */
  #reach(nowMs: number): void {
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
    if (this.#breakers.throughHour === null) {
      this.#breakers.throughHour = hourOf(nowMs) - 1;
      this.#reps.prune(this.#oldestHour(), this.#forgetHours());
    }
  }

  #see(fact: Fact): void {
    const rep = this.#reps.see(fact, showsAtWork(fact), hourOf(this.#nowMs));
    if (!rep) return;
    const hour = hourOf(fact.atMs);
    if (hour > (this.#breakers.throughHour as number)) return;
    const { teams, regions } = this.#reps.placesOf(rep);
    this.#touch('usage-lag', 'rep', rep.name, hour);
    this.#touchUnits('transmission-low', teams, regions, hour);
    this.#touchTeams(teams, hour);
  }

  #published(fact: Fact<'strategy.published'>): void {
    this.#sources.see(fact.kind, fact.source);
    const strategy = this.#strategies.publish(fact);
    this.#strategyBoard.touch(strategy);
    this.#tickMs = Math.min(this.#tickMs, nextChangeMs(strategy, this.#nowMs, this.#settings));
    const hour = hourOf(fact.atMs);
    const touched = [this.#breakers.touchAll('usage-lag', hour), this.#breakers.touchAll('transmission-low', hour)];
    if (touched.includes(true)) this.#planRevision();
  }

  #used(fact: Fact<'talktrack.used'>): void {
    const hour = hourOf(fact.atMs);
    const { repId } = fact;
    const { team, region } = this.#reps.placeOf(fact);
    const { accepted, strategy } = fact.data;
    const isLate = hour <= (this.#breakers.throughHour as number);
    this.#sources.see(fact.kind, fact.source);
    if (repId !== null) this.#reps.use(repId, hour, strategy);
    if (region !== null) this.#regionUses.count(region, hour);
    if (accepted !== undefined) {
      if (repId !== null) this.#acceptance.count('rep', repId, fact.key, hour, accepted);
      if (team !== null) this.#acceptance.count('team', team, fact.key, hour, accepted);
      if (region !== null) this.#acceptance.count('region', region, fact.key, hour, accepted);
    }
    const changed = this.#strategies.use(fact);
    this.#strategyMoved(changed);
    if (!isLate) return;
    if (region !== null) this.#touch('usage-drop', 'region', region, hour);
    if (repId !== null) this.#touch('decay-high', 'rep', repId, hour);
    this.#touchUnits('decay-high', team === null ? [] : [team], region === null ? [] : [region], hour);
    const rep = repId === null ? undefined : this.#reps.get(repId);
    if (!rep) return;
    const places = this.#reps.placesOf(rep);
    if (changed) this.#touchUnits('transmission-low', places.teams, places.regions, hour);
    this.#touchTeams(places.teams, hour);
  }

  /** A late use changes the mean of the team, and so every rep's lag behind it. */
  #touchTeams(teams: Iterable<string>, hour: number): void {
    for (const team of teams) this.#lateTeams.set(team, Math.min(hour, this.#lateTeams.get(team) ?? Infinity));
    this.#planRevision();
  }

  #touchLateTeams(): void {
    for (const [team, hour] of this.#lateTeams) for (const rep of this.#reps.everIn(team)) this.#touch('usage-lag', 'rep', rep.name, hour);
    this.#lateTeams.clear();
  }

  #revise(): void {
    this.#touchLateTeams();
    this.#breakers.revise();
  }

  #touchUnits(rule: Parameters<BreakerBook['touch']>[0], teams: Iterable<string>, regions: Iterable<string>, hour: number): void {
    for (const team of teams) this.#touch(rule, 'team', team, hour);
    for (const region of regions) this.#touch(rule, 'region', region, hour);
  }

  #touch(rule: Parameters<BreakerBook['touch']>[0], scope: BreakerScope, id: string, hour: number): void {
    if (this.#breakers.touch(rule, scope, id, hour)) this.#planRevision();
  }

  #planRevision(): void {
    if (this.#reviseMs === Infinity) this.#reviseMs = this.#nowMs + REVISE_MS;
  }

  #strategyMoved(strategy: Strategy | null): void {
    if (strategy) this.#strategyBoard.touch(strategy);
  }

  #judge(hour: number, atMs: number): void {
    this.#revise();
    this.#breakers.judge(hour);
    this.#say(atMs);
    const oldestHour = this.#oldestHour();
    if (hour % DAY_HOURS !== 0) return;
    this.#reps.prune(oldestHour, this.#forgetHours());
    this.#acceptance.prune(oldestHour);
    this.#objections.prune(oldestHour);
    this.#regionUses.prune(oldestHour);
    this.#strategyBoard.forget(this.#strategies.prune((oldestHour - this.#settings.strategyDays * DAY_HOURS) * HOUR_MS));
  }

  /** First hour that a window can still be judged for. */
  #oldestHour(): number {
    return (this.#breakers.throughHour as number) - LATE_HOURS - this.#settings.usageLag.presenceHours;
  }

  #forgetHours(): number {
    return this.#settings.repActiveDays * DAY_HOURS;
  }

  #say(atMs: number): void {
    if (this.#breakers.unsaid.size === 0) return;
    this.#refresh(atMs);
    const context = {
      placeOf: (scope: BreakerScope, id: string) => this.#present.placeOf(scope, id),
      unitOf: (scope: BreakerScope, id: string) => this.#present.unitOf(scope, id),
      sources: (rule: string) => this.#sources.of(rule),
    };
    const moved = [...this.#breakers.unsaid].filter((b) => b.now.openedMs !== (b.raised?.openedMs ?? null));
    moved.sort((a, b) => (breakerKey(a) < breakerKey(b) ? -1 : 1));
    for (const breaker of moved) sayBreaker(breaker, atMs, this.#signal, context);
    this.#breakers.unsaid.clear();
  }

  #tick(nowMs: number): void {
    let nextMs = Infinity;
    for (const strategy of this.#strategies.published()) {
      this.#strategyBoard.touch(strategy);
      nextMs = Math.min(nextMs, nextChangeMs(strategy, nowMs, this.#settings));
    }
    this.#tickMs = nextMs;
  }

  /** Brings up to date who is there now, and marks as stale what hangs on it. */
  #refresh(nowMs: number): void {
    if (!this.#present.refresh(nowMs)) return;
    for (const strategy of this.#strategies.published()) this.#strategyBoard.touch(strategy);
    this.#breakerBoard.crewChanged();
  }
}

/** Whether a fact shows that the rep it names was at work: what a machine does in somebody's name does not. */
function showsAtWork(fact: Fact): boolean {
  switch (fact.kind) {
    case 'lead.responded':
      return fact.data.automated !== true;
    case 'touchpoint.seen':
      return fact.data.found_later !== true;
    case 'strategy.understood':
    case 'talktrack.used':
    case 'objection.raised':
    case 'objection.resolved':
    case 'report.filed':
      return true;
    default:
      return false;
  }
}
