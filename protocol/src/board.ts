/**
 * The board's topics and the rows that stand under them. Outside programs read these: fields are added freely, none is renamed. Times are
 * ISO 8601 UTC, durations seconds, rates 0–1, null when not known.
 */
import type { Static } from 'typebox';
import { AlertRow } from './alert.ts';
import { capability } from './concerns/capability.ts';
import { deliveryRisk } from './concerns/delivery-risk.ts';
import { leadResponse } from './concerns/lead-response.ts';
import { CONCERNS, merged } from './concerns.ts';
import type { TopicDefinition } from './defineConcern.ts';
import { SystemRow } from './system.ts';

/** Topics of no single concern. */
const SHARED = {
  alerts: { row: AlertRow, audience: 'public', standsOn: [] },
  /** Whole rows of the alerts about single people, which `alerts` has without their names or not at all (`privacy.ts`). */
  'alerts.people': { row: AlertRow, audience: 'operate', standsOn: [] },
  system: { row: SystemRow, audience: 'public', standsOn: [] },
} as const satisfies Record<string, TopicDefinition>;

/** Programs have seen the topics listed in this order; a new concern's come behind the others' by themselves. */
const LISTED = [...new Set([leadResponse, deliveryRisk, capability, ...CONCERNS])];

/** Every topic by name. API, stream and display read no other list. */
export const TOPIC_DEFINITIONS = { ...merged('topics', LISTED), ...SHARED };
export type Topic = keyof typeof TOPIC_DEFINITIONS & string;
export const TOPIC_NAMES = Object.keys(TOPIC_DEFINITIONS) as Topic[];
export type RowOf<T extends Topic> = Static<(typeof TOPIC_DEFINITIONS)[T]['row']>;
export type AnyRow = RowOf<Topic>;
export const isTopic = (name: string): name is Topic => Object.hasOwn(TOPIC_DEFINITIONS, name);
