/** Everything that the demo tells of strategies and the people who use them. */
import type { DemoSource } from '../world/arrivals.ts';
import type { Telling } from '../world/calendarSource.ts';
import { createReportSource, createSuggestionSource } from './desk.ts';
import { createObjectionSource } from './objections.ts';
import { createStrategySource } from './strategyRows.ts';
import { createUseSources } from './uses.ts';

export function createCapabilitySources(telling: Telling): DemoSource[] {
  return [
    createStrategySource(telling),
    ...createUseSources(telling),
    createObjectionSource(telling),
    createReportSource(telling),
    createSuggestionSource(telling),
  ];
}
