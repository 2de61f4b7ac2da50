/** What the monitor keeps, and how that is saved in a checkpoint and restored. */
import type { Calendar } from '../calendar.ts';
import { DAY_HOURS, HOUR_MS, LATE_HOURS, WorkingHours } from './hours.ts';
import { Reps } from './members/reps.ts';
import { Objections } from './objections.ts';
import { RegionUses } from './regionUses.ts';
import { Breakers } from './rules/breakers.ts';
import { createRules } from './rules/ruleSet.ts';
import type { CapabilitySettings } from './settings.ts';
import { FactSources } from './sources.ts';
import { Strategies } from './strategies.ts';
import type { Strategy } from './strategy.ts';
import { TalkTracks } from './talkTracks.ts';

export interface SavedState {
  reps: ReturnType<Reps['save']>;
  strategies: ReturnType<Strategies['save']>;
  talkTracks: ReturnType<TalkTracks['save']>;
  objections: ReturnType<Objections['save']>;
  regionUses: ReturnType<RegionUses['save']>;
  sources: ReturnType<FactSources['save']>;
  breakers: ReturnType<Breakers['save']>;
}

export class CapabilityState {
  readonly #settings: CapabilitySettings;
  readonly reps: Reps;
  readonly strategies: Strategies;
  readonly talkTracks = new TalkTracks();
  readonly objections = new Objections();
  readonly regionUses = new RegionUses();
  readonly sources = new FactSources();
  readonly breakers: Breakers;

  constructor(settings: CapabilitySettings, calendar: Calendar) {
    this.#settings = settings;
    this.reps = new Reps(settings);
    this.strategies = new Strategies(settings);
    const working = new WorkingHours(calendar, settings.minWorkingMinutes);
    this.breakers = new Breakers(createRules(settings, this, working), working);
  }

  /** The clock is known to have reached this hour: those before it are over and, having no facts yet, need no judging. */
  begin(hour: number): void {
    this.breakers.throughHour = hour - 1;
    this.reps.prune(this.#oldestHour(), this.#forgetHours());
  }

  /** Drops what no window can read any more. @returns the published strategies that are forgotten */
  prune(): Strategy[] {
    const oldestHour = this.#oldestHour();
    this.reps.prune(oldestHour, this.#forgetHours());
    this.talkTracks.prune(oldestHour);
    this.objections.prune(oldestHour);
    this.regionUses.prune(oldestHour);
    return this.strategies.prune((oldestHour - this.#settings.strategyDays * DAY_HOURS) * HOUR_MS);
  }

  save(): SavedState {
    return {
      reps: this.reps.save(),
      strategies: this.strategies.save(),
      talkTracks: this.talkTracks.save(),
      objections: this.objections.save(),
      regionUses: this.regionUses.save(),
      sources: this.sources.save(),
      breakers: this.breakers.save(),
    };
  }

  restore(saved: SavedState): void {
    this.reps.restore(saved.reps);
    this.strategies.restore(saved.strategies);
    this.talkTracks.restore(saved.talkTracks);
    this.objections.restore(saved.objections);
    this.regionUses.restore(saved.regionUses);
    this.sources.restore(saved.sources);
    this.breakers.restore(saved.breakers);
  }

  /** First hour that a window which can still be judged reads. */
  #oldestHour(): number {
    return (this.breakers.throughHour as number) - LATE_HOURS - this.#settings.usageLag.presenceHours;
  }

  #forgetHours(): number {
    return this.#settings.repActiveDays * DAY_HOURS;
  }
}
