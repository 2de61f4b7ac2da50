/** All monitors of the product, in the order in which they run. The one list that live, catching up and replay share. */
import type { Config } from '../config.ts';
import { AROUND_THE_CLOCK, createCalendar } from './calendar.ts';
import { createCapabilityFlowMonitor } from './capability/monitor.ts';
import type { BrokenFeed } from './contracts/broken.ts';
import { createContractsMonitor } from './contracts/monitor.ts';
import { createDeliveryRiskMonitor } from './delivery-risk/monitor.ts';
import { createLeadResponseMonitor } from './lead-response/monitor.ts';
import type { Monitor, SignalSink } from './monitor.ts';
import { createTouchpointsMonitor } from './touchpoints/monitor.ts';

export interface Monitors {
  monitors: Monitor[];
  /** Feeds broken now; the same array until something about it changes. */
  brokenFeeds: () => readonly BrokenFeed[];
}

/** Settings that the monitors' state stands on: under others an old state would be another truth. */
export const monitorSettings = ({ lead, delivery, touchpoints, capability, contracts }: Config) => ({
  lead,
  delivery,
  touchpoints,
  capability,
  contracts,
});

export function createMonitors(config: Config, signal: SignalSink): Monitors {
  const { lead, delivery, touchpoints, capability, contracts } = monitorSettings(config);
  // One business calendar: the working hours in which a lead has to be answered are those in which people sell and feeds deliver.
  const calendar = lead.calendar ? createCalendar(lead.calendar) : AROUND_THE_CLOCK;
  // First of all the feeds: what the others find within the same instant stands on them.
  const feeds = createContractsMonitor(contracts, signal, calendar);
  return {
    monitors: [
      feeds,
      createLeadResponseMonitor(lead, signal),
      createDeliveryRiskMonitor(delivery, signal),
      createTouchpointsMonitor(touchpoints, signal),
      createCapabilityFlowMonitor(capability, signal, calendar),
    ],
    brokenFeeds: () => feeds.brokenFeeds(),
  };
}
