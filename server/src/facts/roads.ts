/** By which roads a touchpoint came to be known: what a report says of that by itself. */
import type { Fact } from '@warroom/protocol/events';

export interface Roads {
  /** A system saw it. */
  captured: boolean;
  /** The other road that saw it; empty for a road without a name, null when no other road did. */
  road: string | null;
}

/**
 * `captured_by` names the system that saw it; `found_by`, or `found_later` alone, the other road; with both it was seen by both. A report
 * with neither counts as a system's.
 */
export function roadsOf(data: Fact<'touchpoint.seen'>['data']): Roads {
  const road = data.found_by ? data.found_by : data.found_later === true ? '' : null;
  return { captured: Boolean(data.captured_by) || road === null, road };
}
