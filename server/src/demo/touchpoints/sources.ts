/** Everything that the demo tells of customers: touchpoints, opportunities, signals. */
import type { DemoSource } from '../world/arrivals.ts';
import type { Telling } from '../world/calendarSource.ts';
import { createOpportunitySource } from './opportunities.ts';
import { createResonanceSources } from './resonances.ts';
import { createSignalSources } from './signals.ts';
import { createTouchSources } from './touches.ts';

export function createTouchpointsSources(telling: Telling): DemoSource[] {
  return [
    ...createTouchSources(telling),
    createOpportunitySource(telling),
    ...createResonanceSources(telling),
    ...createSignalSources(telling),
  ];
}
