/** Alert `lead-service-level`: a team answers too few of its leads in time over 15 minutes. */
import type { ResolveReason } from '@warroom/protocol/alert';
import type { Calendar } from '../../calendar.ts';
import type { SignalSink } from '../../monitor.ts';
import { type Timed, TimerQueue } from '../../timers.ts';
import type { LeadResponseSettings } from '../settings.ts';
import { decidedOf, serviceLevelOf, violatedOf } from '../tally.ts';
import { episodeOf } from './episode.ts';

const SERVICE_LEVEL_RULE = 'lead-service-level';
const DAY_MS = 86_400_000;

interface Team extends Timed {
  readonly episode: string;
  /** Since when the service level has been back above the clearing threshold; null while it is not. */
  aboveSinceMs: number | null;
  /** The midnight at which the alert ends in any case. */
  dayEndMs: number;
}
export type SavedTeam = [name: string, episode: string, aboveSinceMs: number | null, dayEndMs: number];

export class ServiceLevelRule {
  readonly #settings: LeadResponseSettings['serviceLevel'];
  readonly #signal: SignalSink;
  readonly #calendar: Calendar;
  readonly #sourcesOf: (team: string) => readonly string[];
  /** Those whose alert is up. */
  readonly #teams = new Map<string, Team>();
  /** When a hold or a day is over. */
  readonly #timers = new TimerQueue<Team>();

  /** @param sourcesOf what an alert of a team stands on now */
  constructor(
    settings: LeadResponseSettings['serviceLevel'],
    calendar: Calendar,
    sourcesOf: (team: string) => readonly string[],
    signal: SignalSink,
  ) {
    this.#settings = settings;
    this.#calendar = calendar;
    this.#sourcesOf = sourcesOf;
    this.#signal = signal;
  }

  nextMs(): number {
    return this.#timers.nextMs();
  }

  /** Teams whose hold or day is over at `nowMs`; the caller reviews them. */
  takeDue(nowMs: number): string[] {
    const names: string[] = [];
    for (let due = this.#timers.popDue(nowMs); due; due = this.#timers.popDue(nowMs)) names.push(due.item.name);
    return names;
  }

  /**
   * @param tally the team's counts over 15 minutes at `nowMs`; undefined when it has no lead there
   */
  review(name: string, tally: Int32Array | undefined, nowMs: number): void {
    const decided = tally ? decidedOf(tally) : 0;
    const serviceLevel = tally ? serviceLevelOf(tally) : null;
    const { target, clear, minDecided, holdSeconds } = this.#settings;
    const enough = decided >= minDecided && serviceLevel !== null;
    let team = this.#teams.get(name);
    // Yesterday's is no alert of today: how a team stands follows from one day's leads alone.
    if (team && nowMs >= team.dayEndMs) {
      this.#clear(team, nowMs, 'expired');
      team = undefined;
    }
    if (!team) {
      if (!enough || serviceLevel >= target) return;
      team = { name, episode: episodeOf(nowMs), aboveSinceMs: null, dayEndMs: this.#midnightAfter(nowMs) };
      this.#teams.set(name, team);
      this.#timers.push(team.dayEndMs, team);
      this.#signal({
        type: 'raise',
        rule: SERVICE_LEVEL_RULE,
        subject: `team:${name}`,
        episode: team.episode,
        severity: 'warning',
        atMs: nowMs,
        sinceMs: nowMs,
        feeds: this.#sourcesOf(name),
        facts: { team: name, serviceLevel, decided, violated: tally ? violatedOf(tally) : 0, target, windowSeconds: 900 },
      });
      return;
    }
    if (!enough) {
      // Too few leads are left to judge by: what was true can no longer be said to be.
      this.#clear(team, nowMs, 'expired');
    } else if (serviceLevel < clear) {
      team.aboveSinceMs = null;
    } else {
      team.aboveSinceMs ??= nowMs;
      const heldUntilMs = team.aboveSinceMs + holdSeconds * 1_000;
      if (nowMs >= heldUntilMs) this.#clear(team, nowMs, 'recovered');
      else if (team.aboveSinceMs === nowMs) this.#timers.push(heldUntilMs, team);
    }
  }

  #clear(team: Team, nowMs: number, reason: ResolveReason): void {
    this.#signal({
      type: 'clear',
      rule: SERVICE_LEVEL_RULE,
      subject: `team:${team.name}`,
      episode: team.episode,
      atMs: nowMs,
      reason,
    });
    this.#teams.delete(team.name);
  }

  /** By the calendar's clock on the wall. */
  #midnightAfter(nowMs: number): number {
    const { localMs } = this.#calendar;
    const nextDayMs = (Math.floor(localMs(nowMs) / DAY_MS) + 1) * DAY_MS;
    const guessMs = nowMs + nextDayMs - localMs(nowMs);
    // On a day on which the clocks change, off by what they changed.
    const exactMs = guessMs + nextDayMs - localMs(guessMs);
    return localMs(exactMs) >= nextDayMs ? exactMs : guessMs;
  }

  save(): SavedTeam[] {
    return [...this.#teams.values()]
      .map((t) => [t.name, t.episode, t.aboveSinceMs, t.dayEndMs] as SavedTeam)
      .sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  restore(saved: readonly SavedTeam[]): void {
    for (const [name, episode, aboveSinceMs, dayEndMs] of saved) {
      const team = { name, episode, aboveSinceMs, dayEndMs };
      this.#teams.set(name, team);
      this.#timers.push(dayEndMs, team);
      if (aboveSinceMs !== null) this.#timers.push(aboveSinceMs + this.#settings.holdSeconds * 1_000, team);
    }
  }
}
