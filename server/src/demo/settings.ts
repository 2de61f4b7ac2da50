/** `demo` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { section } from '../settings.ts';

export const DemoSection = section({
  enabled: Type.Optional(
    Type.Boolean({
      description:
        'Show a simulated sales organisation, in a database of its own, for as long as the real one is empty. By default only with an embedded store and without a configuration file.',
    }),
  ),
  speed: Type.Number({
    exclusiveMinimum: 0,
    maximum: 100,
    default: 1,
    description: 'How much faster than life the simulated organisation works.',
  }),
  seed: Type.Integer({ default: 20_261_122, description: 'Seed of the simulation.' }),
});
export type DemoSettings = Static<typeof DemoSection>;
