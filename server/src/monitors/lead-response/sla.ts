/** How long a lead may wait: the SLA that holds for it, and the instants that follow from it under the business calendar. */

import { AROUND_THE_CLOCK, type Calendar, createCalendar } from '../calendar.ts';
import type { Creation } from './lead.ts';
import type { LeadResponseSettings } from './settings.ts';

/** At risk from two thirds of the SLA (60 s of 90) unless a setting says otherwise. */
const AT_RISK_SHARE = 2 / 3;

export interface Sla {
  readonly calendar: Calendar;
  /** The SLA of a lead, in ms of working time. */
  of(creation: Creation): { slaMs: number; atRiskMs: number };
  readonly escalateAfterMs: number;
}

export function createSla(settings: LeadResponseSettings): Sla {
  const plain = times(settings.slaSeconds, settings.atRiskSeconds);
  const overrides = settings.overrides.map((o) => ({ match: o.match, ...times(o.slaSeconds, o.atRiskSeconds) }));
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

function times(slaSeconds: number, atRiskSeconds: number | undefined) {
  return { slaMs: Math.round(slaSeconds * 1_000), atRiskMs: Math.round((atRiskSeconds ?? slaSeconds * AT_RISK_SHARE) * 1_000) };
}
