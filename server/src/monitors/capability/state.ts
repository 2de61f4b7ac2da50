/** What the monitor keeps, and how that is saved in a checkpoint and restored. */
import type { Calendar } from '../calendar.ts';
import { DAY_HOURS, HOUR_MS, LATE_HOURS, WorkingHours } from './hours.ts';
import { Reps } from './members/reps.ts';
import type { SavedRep } from './members/savedRep.ts';
import { Objections, type SavedObjection } from './objections.ts';
import { RegionUses } from './regionUses.ts';
import { Breakers, type SavedBreakers } from './rules/breakers.ts';
import type { SavedBreaker } from './rules/breakerWindows.ts';
import { createRules } from './rules/ruleSet.ts';
import type { CapabilitySettings } from './settings.ts';
import { FactSources } from './sources.ts';
import { type SavedProgress, type SavedStrategy, Strategies } from './strategies.ts';
import type { Strategy } from './strategy.ts';
import { type SavedTrack, TalkTracks } from './talkTracks.ts';

/** What is of no one thing that is kept, saved whole. */
interface SavedHead {
  oldestHour: number | null;
  oldestMs: number | null;
  regionUses: ReturnType<RegionUses['save']>;
  sources: ReturnType<FactSources['save']>;
  breakers: SavedBreakers;
}

/** Things of one sort, some hundred a record. */
export type SavedState =
  | ['state', SavedHead]
  | ['reps', SavedRep[]]
  | ['strategies', SavedStrategy[]]
  | ['progress', SavedProgress[]]
  | ['talk-tracks', SavedTrack[]]
  | ['objections', SavedObjection[]]
  | ['breakers', SavedBreaker[]];

/** Of the larger things, that have a number for each hour, and of the smaller ones. */
const LARGE_A_RECORD = 25;
const SMALL_A_RECORD = 200;

function* inRecords<T>(things: Iterable<T>, most: number): Generator<T[]> {
  let some: T[] = [];
  for (const thing of things) {
    some.push(thing);
    if (some.length < most) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
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

  /** As of this call, like {@link Monitor.save}. */
  save(): Iterable<SavedState> {
    const head: SavedHead = {
      oldestHour: this.reps.oldestHour,
      oldestMs: this.objections.oldestMs,
      regionUses: this.regionUses.save(),
      sources: this.sources.save(),
      breakers: this.breakers.save(),
    };
    const reps = this.reps.saveEach();
    const strategies = this.strategies.saveEach();
    const progress = this.strategies.saveProgress();
    const talkTracks = this.talkTracks.saveEach();
    const objections = this.objections.saveEach();
    const breakers = this.breakers.saveEach();
    return (function* () {
      yield ['state', head] satisfies SavedState;
      for (const some of inRecords(reps, LARGE_A_RECORD)) yield ['reps', some] satisfies SavedState;
      for (const some of inRecords(strategies, LARGE_A_RECORD)) yield ['strategies', some] satisfies SavedState;
      for (const some of inRecords(progress, SMALL_A_RECORD)) yield ['progress', some] satisfies SavedState;
      for (const some of inRecords(talkTracks, LARGE_A_RECORD)) yield ['talk-tracks', some] satisfies SavedState;
      for (const some of inRecords(objections, SMALL_A_RECORD)) yield ['objections', some] satisfies SavedState;
      for (const some of inRecords(breakers, LARGE_A_RECORD)) yield ['breakers', some] satisfies SavedState;
    })();
  }

  /** @param records in any order */
  restore(records: Iterable<SavedState>): void {
    let head: SavedHead | null = null;
    const reps: SavedRep[] = [];
    const strategies: SavedStrategy[] = [];
    const progress: SavedProgress[] = [];
    const talkTracks: SavedTrack[] = [];
    const objections: SavedObjection[] = [];
    const breakers: SavedBreaker[] = [];
    for (const record of records) {
      switch (record[0]) {
        case 'state':
          head = record[1];
          break;
        case 'reps':
          for (const one of record[1]) reps.push(one);
          break;
        case 'strategies':
          for (const one of record[1]) strategies.push(one);
          break;
        case 'progress':
          for (const one of record[1]) progress.push(one);
          break;
        case 'talk-tracks':
          for (const one of record[1]) talkTracks.push(one);
          break;
        case 'objections':
          for (const one of record[1]) objections.push(one);
          break;
        case 'breakers':
          for (const one of record[1]) breakers.push(one);
          break;
      }
    }
    if (!head) return;
    this.reps.restore(head.oldestHour, reps);
    this.strategies.restore(strategies, progress);
    this.talkTracks.restore(talkTracks);
    this.objections.restore(head.oldestMs, objections);
    this.regionUses.restore(head.regionUses);
    this.sources.restore(head.sources);
    this.breakers.restore(head.breakers, breakers);
  }

  /** First hour that a window which can still be judged reads. */
  #oldestHour(): number {
    return (this.breakers.throughHour as number) - LATE_HOURS - this.#settings.usageLag.presenceHours;
  }

  #forgetHours(): number {
    return this.#settings.repActiveDays * DAY_HOURS;
  }
}
