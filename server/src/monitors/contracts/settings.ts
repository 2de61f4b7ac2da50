/** `contracts` in the configuration: what each feed has promised. Only feeds named there are watched. */

import { SEVERITIES, type Severity } from '@warroom/protocol/alert';
import { EVENT_KINDS } from '@warroom/protocol/events';
import { oneOf } from '@warroom/protocol/oneOf';
import type { Static } from 'typebox';
import { Type } from 'typebox';

const name = { minLength: 1, maxLength: 256 };

export const Contract = Type.Object(
  {
    feed: Type.String({ ...name, description: 'Name of the feed: the `key` of its `feed.synced`.' }),
    field: Type.String({ default: '', description: 'The field or figure that it brings.' }),
    meaning: Type.String({ default: '', description: 'What that means in the business.' }),
    source: Type.String({ default: '', description: 'The system whose events count as deliveries; empty takes the name of the feed.' }),
    formula: Type.String({ default: '', description: 'How the figure is worked out.' }),
    intervalSeconds: Type.Number({ exclusiveMinimum: 0, description: 'A delivery is due this long after the one before.' }),
    graceSeconds: Type.Number({ minimum: 0, default: 300, description: 'Broken when a delivery is overdue by this much.' }),
    owner: Type.String({ default: '', description: 'Who answers for it.' }),
    kinds: Type.Array(oneOf(EVENT_KINDS), {
      default: [],
      description:
        'Kinds of events that it brings: only these count as deliveries, and what is made of them stands on this feed. Empty: every event of the source counts, and on it stands what the source usually brings and has brought.',
    }),
    workingTime: Type.Boolean({ default: false, description: 'Interval and grace run in working time only (business calendar).' }),
    severity: Type.Unsafe<Severity>(
      Type.Union(
        SEVERITIES.map((s) => Type.Literal(s)),
        { default: 'warning', description: 'Severity of its `contract-broken`.' },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Contract = Static<typeof Contract>;

export const ContractsSection = Type.Array(Contract, { default: [], description: 'Data contracts: feeds whose freshness is watched.' });
