/** `alerts` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { section } from '../settings.ts';

export const AlertsSection = section({
  leaseMinutes: Type.Number({
    exclusiveMinimum: 0,
    default: 30,
    description: 'An acknowledgement lapses after this time without activity.',
  }),
  resolvedOnBoardMinutes: Type.Number({ minimum: 0, default: 60, description: 'How long a resolved alert stays on the board.' }),
});
export type AlertsSettings = Static<typeof AlertsSection>;
