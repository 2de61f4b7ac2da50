/** Alert `lead-service-level`: a team answers too few of its leads in time over 15 minutes. */
import type { ResolveReason } from '@warroom/protocol/alert';
import type { SignalSink } from '../../monitor.ts';
import { type Timed, TimerQueue } from '../../timers.ts';
import type { LeadResponseSettings } from '../settings.ts';
import { decidedOf, serviceLevelOf, violatedOf } from '../tally.ts';
import { episodeOf } from './episode.ts';

const SERVICE_LEVEL_RULE = 'lead-service-level';

interface Team extends Timed {
  /** Episode while the alert is up. */
  episode: string | null;
  /** Since when the service level has been back above the clearing threshold; null while it is not. */
  aboveSinceMs: number | null;
}
export type SavedTeam = [name: string, episode: string, aboveSinceMs: number | null];

export class ServiceLevelRule {
  readonly #settings: LeadResponseSettings['serviceLevel'];
  readonly #signal: SignalSink;
  readonly #teams = new Map<string, Team>();
  readonly #holds = new TimerQueue<Team>();

  constructor(settings: LeadResponseSettings['serviceLevel'], signal: SignalSink) {
    this.#settings = settings;
    this.#signal = signal;
  }

  nextMs(): number {
    return this.#holds.nextMs();
  }

  /** Teams whose hold is over at `nowMs`; the caller reviews them. */
  *due(nowMs: number): Generator<string> {
    for (let due = this.#holds.popDue(nowMs); due; due = this.#holds.popDue(nowMs)) yield due.item.name;
  }

  /** @param tally the team's counts over 15 minutes at `nowMs`; undefined when it has no lead there */
  review(name: string, tally: Int32Array | undefined, sources: readonly string[], nowMs: number): void {
    const decided = tally ? decidedOf(tally) : 0;
    const serviceLevel = tally ? serviceLevelOf(tally) : null;
    const { target, clear, minDecided, holdSeconds } = this.#settings;
    const enough = decided >= minDecided && serviceLevel !== null;
    let team = this.#teams.get(name);
    if (!team?.episode) {
      if (!enough || serviceLevel >= target) return;
      team ??= { name, episode: null, aboveSinceMs: null };
      this.#teams.set(name, team);
      team.episode = episodeOf(nowMs);
      team.aboveSinceMs = null;
      this.#signal({
        type: 'raise',
        rule: SERVICE_LEVEL_RULE,
        subject: `team:${name}`,
        episode: team.episode,
        severity: 'warning',
        atMs: nowMs,
        sinceMs: nowMs,
        feeds: sources,
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
      else if (team.aboveSinceMs === nowMs) this.#holds.push(heldUntilMs, team);
    }
  }

  #clear(team: Team, nowMs: number, reason: ResolveReason): void {
    this.#signal({
      type: 'clear',
      rule: SERVICE_LEVEL_RULE,
      subject: `team:${team.name}`,
      episode: team.episode as string,
      atMs: nowMs,
      reason,
    });
    team.episode = null;
    team.aboveSinceMs = null;
    this.#teams.delete(team.name);
  }

  save(): SavedTeam[] {
    return [...this.#teams.values()]
      .map((t) => [t.name, t.episode as string, t.aboveSinceMs] as SavedTeam)
      .sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  restore(saved: readonly SavedTeam[]): void {
    for (const [name, episode, aboveSinceMs] of saved) {
      const team = { name, episode, aboveSinceMs };
      this.#teams.set(name, team);
      if (aboveSinceMs !== null) this.#holds.push(aboveSinceMs + this.#settings.holdSeconds * 1_000, team);
    }
  }
}
