/** `lead-response` in the configuration: every number of the lead-response monitor, with its default. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { closed, section } from '../../settings.ts';
import { CalendarSection } from '../calendarSettings.ts';

const matched = (dimension: string) => Type.Optional(Type.String({ description: `Only leads of this ${dimension}.` }));
const Match = Type.Object({ tier: matched('tier'), channel: matched('channel'), region: matched('region') }, closed);

export const LeadResponseSection = section({
  slaSeconds: Type.Number({ exclusiveMinimum: 0, default: 90, description: 'A lead not answered within this time is violated.' }),
  atRiskSeconds: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'At risk from here; two thirds of the SLA where not set.' }),
  ),
  overrides: Type.Array(
    Type.Object(
      {
        match: Match,
        slaSeconds: Type.Number({ exclusiveMinimum: 0, description: 'The SLA of the leads that match.' }),
        atRiskSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Two thirds of this SLA where not set.' })),
      },
      closed,
    ),
    { default: [], description: 'Other SLAs per tier, channel or region; the first that matches counts.' },
  ),
  calendar: Type.Optional(CalendarSection),
  escalateAfterSeconds: Type.Number({ exclusiveMinimum: 0, default: 300, description: 'Age at which a lead-violation becomes critical.' }),
  criticalValue: Type.Number({ minimum: 0, default: 100_000, description: 'A lead worth this much is critical at once.' }),
  expireAfterHours: Type.Number({
    exclusiveMinimum: 0,
    default: 168,
    description: 'A lead that nobody answers or closes leaves the board after this time; its alert ends as expired.',
  }),
  serviceLevel: section({
    target: Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: 'lead-service-level fires under this.' }),
    clear: Type.Number({ minimum: 0, maximum: 1, default: 0.85, description: 'It clears from here.' }),
    minDecided: Type.Integer({ minimum: 1, default: 10, description: 'Fewest decided leads for a judgement.' }),
    holdSeconds: Type.Number({ minimum: 0, default: 60, description: 'How long the service level has to stay above `clear`.' }),
  }),
});
export type LeadResponseSettings = Static<typeof LeadResponseSection>;
