/** The five rules: which units each is about, and what it says of a unit in a window. */
import type { BreakerRule, BreakerScope } from '@warroom/protocol/concerns/capability';
import type { AcceptanceBook } from './acceptance.ts';
import type { BreakerLimits, Judgement } from './breaker.ts';
import { tidy } from './breaker.ts';
import { HOUR_MS, type WorkingHours } from './hours.ts';
import type { ObjectionBook } from './objections.ts';
import type { RegionUses } from './regionUses.ts';
import { atWork, usesIn } from './rep.ts';
import type { RepBook } from './reps.ts';
import type { CapabilitySettings } from './settings.ts';
import { isMeantFor, type Strategy, type StrategyBook } from './strategies.ts';

export interface Rule {
  readonly name: BreakerRule;
  readonly threshold: number;
  readonly limits: BreakerLimits;
  /** Calls back for every unit that might be judged in the window. */
  eachUnit(hour: number, found: (scope: BreakerScope, id: string) => void): void;
  judge(scope: BreakerScope, id: string, hour: number): Judgement | null;
}

export interface Books {
  reps: RepBook;
  strategies: StrategyBook;
  acceptance: AcceptanceBook;
  objections: ObjectionBook;
  regionUses: RegionUses;
  working: WorkingHours;
}

interface TeamHour {
  hour: number;
  strategy: string;
  present: number;
  uses: number;
}

/** The rules, and the sums over teams that are shared for the length of one pass. */
export class Rules {
  readonly all: readonly Rule[];
  readonly #settings: CapabilitySettings;
  readonly #books: Books;
  /** By team, what was counted last. */
  readonly #teamHours = new Map<string, TeamHour>();

  constructor(settings: CapabilitySettings, books: Books) {
    this.#settings = settings;
    this.#books = books;
    this.all = [this.#usageLag(), this.#usageDrop(), this.#transmissionLow(), this.#decayHigh(), this.#objectionSlow()];
  }

  /** To be called before a pass: facts may have come since the last one. */
  forget(): void {
    this.#teamHours.clear();
  }

  #limits(windowsToOpen: number): BreakerLimits {
    const { halfOpenAfterWindows, closeAfterWindows, expireHours } = this.#settings;
    return { windowsToOpen, halfOpenAfterWindows, closeAfterWindows, expireHours };
  }

  /**
   * A rep's uses in the hour of the newest strategy's talk-tracks against the mean of the team's reps at work: 1 − uses ÷ mean. The
   * strategy is the newest one meant for the rep that was out when the hour began.
   */
  #usageLag(): Rule {
    const { threshold, windows, presenceHours, minReps, minUses } = this.#settings.usageLag;
    const teamHour = (team: string, strategy: string, hour: number): TeamHour => {
      const known = this.#teamHours.get(team);
      if (known?.hour === hour && known.strategy === strategy) return known;
      const counted: TeamHour = { hour, strategy, present: 0, uses: 0 };
      for (const { rep } of this.#books.reps.crewAt(hour).byTeam.get(team) ?? []) {
        if (!atWork(rep, hour, presenceHours)) continue;
        counted.present += 1;
        counted.uses += usesIn(rep, hour, strategy);
      }
      this.#teamHours.set(team, counted);
      return counted;
    };
    return {
      name: 'usage-lag',
      threshold,
      limits: this.#limits(windows),
      eachUnit: (hour, found) => {
        for (const { rep } of this.#books.reps.crewAt(hour).members) found('rep', rep.name);
      },
      judge: (_scope, id, hour) => {
        const member = this.#books.reps.crewAt(hour).byRep.get(id);
        if (!member || member.team === null || !atWork(member.rep, hour, presenceHours)) return null;
        const strategy = this.#books.strategies.newestFor(member, hour * HOUR_MS);
        if (!strategy) return null;
        const team = teamHour(member.team, strategy.name, hour);
        if (team.present < minReps || team.uses < minUses) return null;
        const value = tidy(1 - (usesIn(member.rep, hour, strategy.name) * team.present) / team.uses);
        const baseline = tidy(team.uses / team.present);
        return { value, bad: value >= threshold, samples: team.uses, baseline, strategy: strategy.name, talkTrack: null };
      },
    };
  }

  #usageDrop(): Rule {
    const { windows, ...limits } = this.#settings.usageDrop;
    const { regionUses, working } = this.#books;
    const worked = (hour: number) => working.worked(hour);
    return {
      name: 'usage-drop',
      threshold: limits.threshold,
      limits: this.#limits(windows),
      eachUnit: (_hour, found) => {
        for (const region of regionUses.names()) found('region', region);
      },
      judge: (_scope, id, hour) => regionUses.judge(id, hour, worked, limits),
    };
  }

  /**
   * Share of the unit's audience that has used the newest strategy which has had its headline hours (48 h) by the end of the window. At first that is
   * the headline itself; it goes on counting those who come later, so that coaching can close the breaker.
   */
  #transmissionLow(): Rule {
    const { threshold, windows, minAudience } = this.#settings.transmissionLow;
    const headlineMs = this.#settings.headlineHours * HOUR_MS;
    const oldestMs = this.#settings.strategyDays * 24 * HOUR_MS;
    const figure = (strategy: Strategy, scope: BreakerScope, id: string, hour: number) => {
      const crew = this.#books.reps.crewAt(hour);
      let audience = 0;
      let used = 0;
      for (const member of (scope === 'team' ? crew.byTeam : crew.byRegion).get(id) ?? []) {
        if (!isMeantFor(strategy, member, (hour + 1) * HOUR_MS - 1)) continue;
        audience += 1;
        if ((strategy.progress.get(member.rep.name)?.usedMs ?? Infinity) < (hour + 1) * HOUR_MS) used += 1;
      }
      return { audience, used };
    };
    return {
      name: 'transmission-low',
      threshold,
      limits: this.#limits(windows),
      eachUnit: (hour, found) => {
        const crew = this.#books.reps.crewAt(hour);
        for (const team of crew.byTeam.keys()) found('team', team);
        for (const region of crew.byRegion.keys()) found('region', region);
      },
      judge: (scope, id, hour) => {
        const endMs = (hour + 1) * HOUR_MS;
        for (const strategy of this.#books.strategies.published()) {
          if (strategy.publishedMs > endMs - headlineMs) continue;
          if (strategy.publishedMs < endMs - oldestMs) return null;
          const { audience, used } = figure(strategy, scope, id, hour);
          if (audience < Math.max(minAudience, 1)) continue;
          const value = tidy(used / audience);
          return { value, bad: value < threshold, samples: audience, baseline: null, strategy: strategy.name, talkTrack: null };
        }
        return null;
      },
    };
  }

  #decayHigh(): Rule {
    const { threshold, windows, minUses } = this.#settings.decayHigh;
    const { acceptance } = this.#books;
    return {
      name: 'decay-high',
      threshold,
      limits: this.#limits(windows),
      eachUnit: (_hour, found) => {
        for (const scope of ['rep', 'team', 'region'] as const) for (const id of acceptance.units(scope)) found(scope, id);
      },
      judge: (scope, id, hour) => acceptance.judge(scope, id, hour, threshold, minUses),
    };
  }

  #objectionSlow(): Rule {
    const { windows, ...limits } = this.#settings.objectionSlow;
    const { objections } = this.#books;
    return {
      name: 'objection-slow',
      threshold: limits.threshold,
      limits: this.#limits(windows),
      eachUnit: (_hour, found) => {
        for (const scope of ['rep', 'team', 'region'] as const) for (const id of objections.units(scope)) found(scope, id);
      },
      judge: (scope, id, hour) => objections.judge(scope, id, hour, limits),
    };
  }
}
