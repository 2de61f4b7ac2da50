/** What a breaker rule is, and what it says of a unit in a window. */
import type { BreakerRule, BreakerScope } from '@warroom/protocol/concerns/capability';
import type { CapabilitySettings } from '../settings.ts';

/** A unit is a rep, a team or a region, by scope and name. */
export interface Judgement {
  value: number;
  bad: boolean;
  samples: number;
  /** What the value was compared with, in the rule's own unit. */
  baseline: number | null;
  strategy: string | null;
  talkTrack: string | null;
}

export interface BreakerLimits {
  windowsToOpen: number;
  halfOpenAfterWindows: number;
  closeAfterWindows: number;
  expireHours: number;
}

export interface Rule {
  readonly name: BreakerRule;
  readonly threshold: number;
  readonly limits: BreakerLimits;
  /** Facts may have come since the last pass over windows: drops what was worked out for it. */
  beginPass?(): void;
  /** Calls back for every unit that might be judged in the window. */
  eachUnit(hour: number, found: (scope: BreakerScope, id: string) => void): void;
  /** Null where the unit cannot be judged in the window. */
  judge(scope: BreakerScope, id: string, hour: number): Judgement | null;
}

export function limitsOf(
  { halfOpenAfterWindows, closeAfterWindows, expireHours }: CapabilitySettings,
  windowsToOpen: number,
): BreakerLimits {
  return { windowsToOpen, halfOpenAfterWindows, closeAfterWindows, expireHours };
}

/** Rounds a ratio to nine decimals, so that 8 uses against a mean of 10 are 20 % below and not 19.999999999999996 %. */
export const roundRatio = (value: number): number => Math.round(value * 1e9) / 1e9;
