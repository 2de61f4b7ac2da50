/** How long a lead may wait: the SLA that holds for it, and the instants that follow from it under the business calendar. */

import { AROUND_THE_CLOCK, type Calendar, createCalendar } from '../calendar.ts';
import type { Creation } from './leadFacts.ts';
import type { LeadResponseSettings } from './settings.ts';

/** From when a lead is at risk: two thirds of its SLA (60 s of 90) unless a setting says otherwise. */
export function atRiskSecondsOf({ slaSeconds, atRiskSeconds }: Pick<LeadResponseSettings, 'slaSeconds' | 'atRiskSeconds'>): number {
  return atRiskSeconds ?? (slaSeconds * 2) / 3;
}

/** From a turn's start, ms of working time. */
export interface SlaTimes {
  readonly slaMs: number;
  readonly atRiskMs: number;
  readonly escalateMs: number;
}

export interface Sla {
  readonly calendar: Calendar;
  /** The SLA of a lead; one object for all leads of which the same holds. */
  of(creation: Creation): SlaTimes;
}

export function createSla(settings: LeadResponseSettings): Sla {
  const times = (sla: Pick<LeadResponseSettings, 'slaSeconds' | 'atRiskSeconds'>): SlaTimes => {
    const slaMs = Math.round(sla.slaSeconds * 1_000);
    const escalateMs = Math.max(slaMs, settings.escalateAfterSeconds * 1_000);
    return { slaMs, atRiskMs: Math.round(atRiskSecondsOf(sla) * 1_000), escalateMs };
  };
  const plain = times(settings);
  const overrides = settings.overrides.map((o) => ({ match: o.match, times: times(o) }));
  return {
    calendar: settings.calendar ? createCalendar(settings.calendar) : AROUND_THE_CLOCK,
    of(creation) {
      for (const { match, times: own } of overrides) {
        const { tier, channel, region } = match;
        if (tier !== undefined && tier !== creation.tier) continue;
        if (channel !== undefined && channel !== creation.channel) continue;
        if (region !== undefined && region !== creation.region) continue;
        return own;
      }
      return plain;
    },
  };
}
