/** How long a lead may wait: the SLA that holds for it, and the instants that follow from it under the business calendar. */

import { AROUND_THE_CLOCK, type Calendar, createCalendar } from '../calendar.ts';
import type { Creation } from './leadFacts.ts';
import type { LeadResponseSettings } from './settings.ts';

/** From when a lead is at risk: two thirds of its SLA (60 s of 90) unless a setting says otherwise. */
export function atRiskSecondsOf({ slaSeconds, atRiskSeconds }: Pick<LeadResponseSettings, 'slaSeconds' | 'atRiskSeconds'>): number {
  return atRiskSeconds ?? (slaSeconds * 2) / 3;
}

export interface Sla {
  readonly calendar: Calendar;
  /** The SLA of a lead, in ms of working time. */
  of(creation: Creation): { slaMs: number; atRiskMs: number };
  readonly escalateAfterMs: number;
}

export function createSla(settings: LeadResponseSettings): Sla {
  const plain = times(settings);
  const overrides = settings.overrides.map((o) => ({ match: o.match, ...times(o) }));
  return {
    calendar: settings.calendar ? createCalendar(settings.calendar) : AROUND_THE_CLOCK,
    escalateAfterMs: settings.escalateAfterSeconds * 1_000,
    of(creation) {
      for (const override of overrides) {
        const { tier, channel, region } = override.match;
        if (tier !== undefined && tier !== creation.tier) continue;
        if (channel !== undefined && channel !== creation.channel) continue;
        if (region !== undefined && region !== creation.region) continue;
        return override;
      }
      return plain;
    },
  };
}

function times(sla: Pick<LeadResponseSettings, 'slaSeconds' | 'atRiskSeconds'>) {
  return { slaMs: Math.round(sla.slaSeconds * 1_000), atRiskMs: Math.round(atRiskSecondsOf(sla) * 1_000) };
}
