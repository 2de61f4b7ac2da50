/** Settings of the monitor `delivery-risk`. What each of them does to a figure stands in RULES.md. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

const share = (value: number, description: string) => Type.Number({ minimum: 0, maximum: 1, default: value, description });
const positive = (value: number, description: string) => Type.Number({ exclusiveMinimum: 0, default: value, description });
const names = (value: string[], description: string) => Type.Array(Type.String({ minLength: 1 }), { default: value, description });

export const DeliverySection = Type.Object(
  {
    warningShare: share(0.7, '`delivery-late` is a warning from this probability of missing the promise.'),
    criticalShare: share(0.9, '`delivery-late` is critical from this probability.'),
    clearShare: share(0.55, '`delivery-late` clears below this probability, once it has stayed there for `clearHoldMinutes`.'),
    clearHoldMinutes: Type.Number({ minimum: 0, default: 10, description: 'How long the probability has to stay below `clearShare`.' }),
    expediteGraceMinutes: positive(15, 'An expedited order whose production step carries no priority this long after placing is lost.'),
    productionSteps: names(
      ['production', 'produce', 'manufacture', 'manufacturing', '生产', '制造', '加工'],
      'Step names (or parts of them) that count as production for `expedite-lost`; a route without any is judged by all its steps.',
    ),
    blockedHours: positive(2, '`step-blocked` fires when a step has been blocked for longer.'),
    blockedCriticalHours: positive(8, 'A step blocked for longer is critical.'),
    minSamples: Type.Integer({
      minimum: 2,
      default: 30,
      description: 'Fewest known durations before a product line (or region) has figures of its own.',
    }),
    shrinkage: positive(30, 'Weight, in durations, of the wider figures to which narrower ones are shrunk.'),
    priorShare: positive(
      0.7,
      'With nothing learnt, an order is taken to need this share of its promised time, split evenly over its steps.',
    ),
    priorSpread: positive(0.8, 'Spread (of log-duration) of a step of which nothing is known.'),
    priorWeight: positive(5, 'Weight, in durations, of that prior.'),
    supplierSpread: positive(0.25, 'Spread (of log-duration) of a quoted lead time.'),
    purchasingSteps: names(
      ['purchas', 'procure', 'sourcing', 'material', '采购', '备料', '物料'],
      'Step names (or parts of them) that wait for purchased parts.',
    ),
    quoteMaxAgeDays: positive(180, 'A quote older than this is no alternative any more.'),
    expireAfterDays: positive(90, 'An order that nobody ends leaves this long after its promise and its last fact.'),
    longestDays: positive(
      365,
      'An order is given up this long after it was first heard of, whatever its promise. How far back a start has to read grows with it: three times as long, and the 90 days over which durations are learnt.',
    ),
    lateHours: positive(24, 'How late a fact may come and still change what is shown; ended orders are kept for twice as long.'),
  },
  { additionalProperties: false, default: {} },
);
export type DeliverySettings = Static<typeof DeliverySection>;
