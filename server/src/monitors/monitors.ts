/** All monitors of the product, in the order in which they run. The one list that live, catching up and replay share. */
import type { Config } from '../config.ts';
import { createLeadResponseMonitor } from './lead-response/monitor.ts';
import type { Monitor, SignalSink } from './monitor.ts';

export function createMonitors(config: Config, signal: SignalSink): Monitor[] {
  return [createLeadResponseMonitor(config.lead, signal)];
}
