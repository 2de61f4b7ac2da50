/**
 * Takes facts into the state. A fact of an hour that was judged already makes outdated the windows that would have been judged differently
 * with it.
 */
import type { BreakerRule, BreakerScope } from '@warroom/protocol/concerns/capability';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { hourOf } from './hours.ts';
import type { CapabilityState } from './state.ts';
import type { Strategy } from './strategy.ts';

/** What is judged. */
export const JUDGED_KINDS: readonly EventKind[] = [
  'strategy.published',
  'strategy.understood',
  'talktrack.used',
  'objection.raised',
  'objection.resolved',
];
/** These only say who the reps are, where they belong, and when they are at work. */
export const PRESENCE_KINDS: readonly EventKind[] = [
  'lead.assigned',
  'lead.responded',
  'touchpoint.seen',
  'opportunity.moved',
  'report.filed',
];

/** Members of `data` by which {@link showsAtWork} decides. */
export const PRESENCE_FLAGS = ['automated', 'found_later'] as const;

export interface IntakeEvents {
  /** Windows were made outdated. */
  outdated(): void;
  strategyPublished(strategy: Strategy): void;
  /** Somebody has come further with the strategy. */
  strategyChanged(strategy: Strategy): void;
}

export class Intake {
  readonly #state: CapabilityState;
  readonly #events: IntakeEvents;
  /** Teams whose mean a late row has changed, and since which hour; {@link outdateLateTeams} makes windows of all their reps outdated at once. */
  readonly #lateTeams = new Map<string, number>();

  constructor(state: CapabilityState, events: IntakeEvents) {
    this.#state = state;
    this.#events = events;
  }

  apply(fact: Fact, nowHour: number): void {
    this.#see(fact, nowHour);
    switch (fact.kind) {
      case 'strategy.published':
        this.#published(fact);
        break;
      case 'strategy.understood':
        this.#state.sources.see(fact.kind, fact.source);
        this.#changed(this.#state.strategies.score(fact));
        break;
      case 'talktrack.used':
        this.#used(fact);
        break;
      case 'objection.raised':
      case 'objection.resolved':
        this.#state.sources.see(fact.kind, fact.source);
        this.#state.objections.apply(fact, this.#state.reps.placeOf(fact), (scope, id, fromMs) =>
          this.#outdate('objection-slow', scope, id, hourOf(fromMs)),
        );
        break;
      default:
        break;
    }
  }

  outdateLateTeams(): void {
    for (const [team, hour] of this.#lateTeams)
      for (const rep of this.#state.reps.everIn(team)) this.#outdate('usage-lag', 'rep', rep.name, hour);
    this.#lateTeams.clear();
  }

  #see(fact: Fact, nowHour: number): void {
    const { reps, breakers } = this.#state;
    const rep = reps.see(fact, showsAtWork(fact), nowHour);
    if (!rep) return;
    const hour = hourOf(fact.atMs);
    if (hour > (breakers.throughHour as number)) return;
    const { teams, regions } = reps.placesOf(rep);
    this.#outdate('usage-lag', 'rep', rep.name, hour);
    this.#outdateUnits('transmission-low', teams, regions, hour);
    this.#noteLate(teams, hour);
  }

  #published(fact: Fact<'strategy.published'>): void {
    const { sources, strategies, breakers } = this.#state;
    sources.see(fact.kind, fact.source);
    this.#events.strategyPublished(strategies.publish(fact));
    const hour = hourOf(fact.atMs);
    const outdated = [breakers.outdateAll('usage-lag', hour), breakers.outdateAll('transmission-low', hour)];
    if (outdated.includes(true)) this.#events.outdated();
  }

  #used(fact: Fact<'talktrack.used'>): void {
    const { reps, strategies, regionUses, sources, breakers } = this.#state;
    const hour = hourOf(fact.atMs);
    const { repId } = fact;
    const { team, region } = reps.placeOf(fact);
    sources.see(fact.kind, fact.source);
    if (repId !== null) reps.countUse(repId, hour, fact.data.strategy);
    if (region !== null) regionUses.count(region, hour);
    this.#countOutcome(fact, hour, team, region);
    const changed = strategies.use(fact);
    this.#changed(changed);
    if (hour > (breakers.throughHour as number)) return;
    if (region !== null) this.#outdate('usage-drop', 'region', region, hour);
    if (repId !== null) this.#outdate('decay-high', 'rep', repId, hour);
    this.#outdateUnits('decay-high', team === null ? [] : [team], region === null ? [] : [region], hour);
    const rep = repId === null ? undefined : reps.get(repId);
    if (!rep) return;
    const places = reps.placesOf(rep);
    if (changed) this.#outdateUnits('transmission-low', places.teams, places.regions, hour);
    this.#noteLate(places.teams, hour);
  }

  #countOutcome({ data, repId, key }: Fact<'talktrack.used'>, hour: number, team: string | null, region: string | null): void {
    const { accepted } = data;
    if (accepted === undefined) return;
    const { talkTracks } = this.#state;
    if (repId !== null) talkTracks.count('rep', repId, key, hour, accepted);
    if (team !== null) talkTracks.count('team', team, key, hour, accepted);
    if (region !== null) talkTracks.count('region', region, key, hour, accepted);
  }

  #noteLate(teams: Iterable<string>, hour: number): void {
    for (const team of teams) this.#lateTeams.set(team, Math.min(hour, this.#lateTeams.get(team) ?? Infinity));
    this.#events.outdated();
  }

  #outdateUnits(rule: BreakerRule, teams: Iterable<string>, regions: Iterable<string>, hour: number): void {
    for (const team of teams) this.#outdate(rule, 'team', team, hour);
    for (const region of regions) this.#outdate(rule, 'region', region, hour);
  }

  #outdate(rule: BreakerRule, scope: BreakerScope, id: string, hour: number): void {
    if (this.#state.breakers.outdate(rule, scope, id, hour)) this.#events.outdated();
  }

  #changed(strategy: Strategy | null): void {
    if (strategy) this.#events.strategyChanged(strategy);
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
