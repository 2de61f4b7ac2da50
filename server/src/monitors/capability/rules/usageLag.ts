/** `usage-lag`: a rep uses the newest strategy's talk-tracks less than the rest of the team (CAP-13). */
import { HOUR_MS } from '../hours.ts';
import { usesIn, wasAtWork } from '../members/rep.ts';
import type { Reps } from '../members/reps.ts';
import type { CapabilitySettings } from '../settings.ts';
import type { Strategies } from '../strategies.ts';
import { limitsOf, type Rule, roundRatio } from './rule.ts';

interface TeamHour {
  hour: number;
  strategy: string;
  repsAtWork: number;
  uses: number;
}

export function usageLag(settings: CapabilitySettings, reps: Reps, strategies: Strategies): Rule {
  const { threshold, windows, presenceHours, minReps, minUses } = settings.usageLag;
  /** The sums counted last for each team, shared by its reps. */
  const teamHours = new Map<string, TeamHour>();
  const teamHourOf = (team: string, strategy: string, hour: number): TeamHour => {
    const known = teamHours.get(team);
    if (known?.hour === hour && known.strategy === strategy) return known;
    const counted: TeamHour = { hour, strategy, repsAtWork: 0, uses: 0 };
    for (const { rep } of reps.membershipAt(hour).byTeam.get(team) ?? []) {
      if (!wasAtWork(rep, hour, presenceHours)) continue;
      counted.repsAtWork += 1;
      counted.uses += usesIn(rep, hour, strategy);
    }
    teamHours.set(team, counted);
    return counted;
  };
  return {
    name: 'usage-lag',
    threshold,
    limits: limitsOf(settings, windows),
    beginPass: () => teamHours.clear(),
    eachUnit: (hour, found) => {
      for (const { rep } of reps.membershipAt(hour).members) found('rep', rep.name);
    },
    judge: (_scope, id, hour) => {
      const member = reps.membershipAt(hour).byRep.get(id);
      if (!member || member.team === null || !wasAtWork(member.rep, hour, presenceHours)) return null;
      const strategy = strategies.newestFor(member, hour * HOUR_MS);
      if (!strategy) return null;
      const team = teamHourOf(member.team, strategy.name, hour);
      if (team.repsAtWork < minReps || team.uses < minUses) return null;
      const value = roundRatio(1 - (usesIn(member.rep, hour, strategy.name) * team.repsAtWork) / team.uses);
      const baseline = roundRatio(team.uses / team.repsAtWork);
      return { value, bad: value >= threshold, samples: team.uses, baseline, strategy: strategy.name, talkTrack: null };
    },
  };
}
