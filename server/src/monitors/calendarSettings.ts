/** The business calendar in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { closed } from '../settings.ts';

export const CalendarSection = Type.Object(
  {
    timeZone: Type.String({ default: 'Asia/Shanghai', description: 'IANA time zone of the working hours.' }),
    hours: Type.Record(Type.String(), Type.Array(Type.String({ pattern: '^\\d\\d:\\d\\d-\\d\\d:\\d\\d$' })), {
      default: {},
      description:
        'Working hours by weekday (`mon` … `sun`), each a list of `09:00-12:00` shifts; a weekday not named is free. `22:00-06:00` runs into the next day, and where the next day has a shift at that time too it counts once; `00:00-24:00` is the whole day.',
    }),
    file: Type.Optional(
      Type.String({
        description:
          'YAML file with `holidays: [dates]` and `workdays: [dates]` (make-up working days), relative to the configuration file.',
      }),
    ),
    holidays: Type.Array(Type.String(), {
      default: [],
      description: 'Free dates, YYYY-MM-DD. From 60 days before the last listed day the server warns, at its start and daily.',
    }),
    workdays: Type.Array(Type.String(), {
      default: [],
      description: 'Dates worked although their weekday is free (make-up days); they take the hours of `workdayHours`.',
    }),
    workdayHours: Type.Array(Type.String(), { default: [], description: 'Shifts of make-up days; empty takes those of Monday.' }),
  },
  closed,
);
export type CalendarSettings = Static<typeof CalendarSection>;
