/** The five breaker rules over one state, in the order in which they are judged. */
import type { WorkingHours } from '../hours.ts';
import type { Reps } from '../members/reps.ts';
import type { Objections } from '../objections.ts';
import type { RegionUses } from '../regionUses.ts';
import type { CapabilitySettings } from '../settings.ts';
import type { Strategies } from '../strategies.ts';
import type { TalkTracks } from '../talkTracks.ts';
import { decayHigh } from './decayHigh.ts';
import { objectionSlow } from './objectionSlow.ts';
import type { Rule } from './rule.ts';
import { transmissionLow } from './transmissionLow.ts';
import { usageDrop } from './usageDrop.ts';
import { usageLag } from './usageLag.ts';

export interface RuleInputs {
  reps: Reps;
  strategies: Strategies;
  talkTracks: TalkTracks;
  objections: Objections;
  regionUses: RegionUses;
}

export function createRules(settings: CapabilitySettings, inputs: RuleInputs, working: WorkingHours): readonly Rule[] {
  const { reps, strategies, talkTracks, objections, regionUses } = inputs;
  return [
    usageLag(settings, reps, strategies),
    usageDrop(settings, regionUses, working),
    transmissionLow(settings, reps, strategies),
    decayHigh(settings, talkTracks),
    objectionSlow(settings, objections),
  ];
}
