/** Every concern, one line each. Whoever needs kinds, topics, rules or scenes derives them from here. */
import { capability } from './concerns/capability.ts';
import { contracts } from './concerns/contracts.ts';
import { deliveryRisk } from './concerns/delivery-risk.ts';
import { leadResponse } from './concerns/lead-response.ts';
import { touchpoints } from './concerns/touchpoints.ts';
import type { ConcernDefinition } from './defineConcern.ts';

export const CONCERNS = [
  //
  leadResponse,
  deliveryRisk,
  touchpoints,
  capability,
  contracts,
] as const satisfies readonly ConcernDefinition[];

export type Concern = (typeof CONCERNS)[number];
export type ConcernId = Concern['id'];

type KeyOf<U> = U extends unknown ? keyof U : never;
/** One record of all records in a union; no two share a key (`concerns.test.ts`). */
export type Merged<U> = { [K in KeyOf<U>]: U extends Record<K, infer V> ? V : never };

/** The entries of one part of every concern, in one record. */
export function merged<P extends 'events' | 'topics' | 'rules'>(part: P, concerns: readonly Concern[] = CONCERNS): Merged<Concern[P]> {
  return Object.assign({}, ...concerns.map((concern) => concern[part])) as Merged<Concern[P]>;
}
