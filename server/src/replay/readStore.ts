/** The facts of a store in order of arrival, page by page, for replay. */
import type { Fact, Fault } from '@warroom/protocol/events';
import type { Config } from '../config.ts';

export async function readStoredFacts(
  _config: Config,
  _untilMs: number | undefined,
): Promise<{ facts: AsyncIterable<Fact>; faults: Fault[]; duplicates: () => number }> {
  throw new Error('not there yet');
}
