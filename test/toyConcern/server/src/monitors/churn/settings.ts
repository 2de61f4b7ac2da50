/** `churn` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { section } from '../../settings.ts';

export const ChurnSection = section({
  warnFrom: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: 'A customer is warned of from this score.' }),
});
export type ChurnSettings = Static<typeof ChurnSection>;
