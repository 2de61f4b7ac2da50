/** All monitors of the product, in the order in which they run. The one list that live, catching up, replay and the configuration share. */
import { CONCERNS, type ConcernId } from '@warroom/protocol/concerns';
import { oneOf } from '@warroom/protocol/oneOf';
import { concernOfRule } from '@warroom/protocol/rules';
import { SCENE_CONCERNS } from '@warroom/protocol/scenes';
import { type Static, type TSchema, Type } from 'typebox';
import { AROUND_THE_CLOCK, type Calendar, createCalendar } from './monitors/calendar.ts';
import { createCapabilityMonitor } from './monitors/capability/monitor.ts';
import { CapabilitySection } from './monitors/capability/settings.ts';
import { createContractsMonitor } from './monitors/contracts/monitor.ts';
import { ClockSkew } from './monitors/contracts/rules/clockSkew.ts';
import { ContractsSection } from './monitors/contracts/settings.ts';
import { createDeliveryRiskMonitor } from './monitors/delivery-risk/monitor.ts';
import { DeliverySection } from './monitors/delivery-risk/settings.ts';
import { createLeadResponseMonitor } from './monitors/lead-response/monitor.ts';
import { LeadResponseSection } from './monitors/lead-response/settings.ts';
import type { BrokenFeed, Monitor, SignalSink } from './monitors/monitor.ts';
import { createTouchpointsMonitor } from './monitors/touchpoints/monitor.ts';
import { TouchpointsSection } from './monitors/touchpoints/settings.ts';
import { section } from './settings.ts';

/** A concern's section of the configuration, and its monitor under these settings. */
const monitor = <S extends TSchema>(settings: S, create: (settings: Static<S>, signal: SignalSink, calendar: Calendar) => Monitor) => ({
  settings,
  create,
});

const MONITORS = {
  // First of all the feeds: what the others find within the same instant stands on them.
  contracts: monitor(ContractsSection, createContractsMonitor),
  'lead-response': monitor(LeadResponseSection, createLeadResponseMonitor),
  'delivery-risk': monitor(DeliverySection, createDeliveryRiskMonitor),
  touchpoints: monitor(TouchpointsSection, createTouchpointsMonitor),
  capability: monitor(CapabilitySection, createCapabilityMonitor),
} as const satisfies Record<ConcernId, unknown>;

type Sections = { [C in ConcernId]: (typeof MONITORS)[C]['settings'] };
/** The concerns' sections of the configuration, in the order of the concerns. */
export const MONITOR_SECTIONS = Object.fromEntries(CONCERNS.map(({ id }) => [id, MONITORS[id].settings])) as unknown as Sections;
/** `monitors` in the configuration. */
export const MonitorsSection = section({
  only: Type.Optional(
    Type.Array(oneOf(SCENE_CONCERNS), {
      minItems: 1,
      uniqueItems: true,
      description:
        'Concerns that this server watches; all where not given. Several servers on one store may share them out: each reads, holds and raises no more than it watches, and shows the scenes of those alone. The feeds are watched by every server.',
    }),
  ),
});
/** Settings that the monitors' state stands on: under others an old state would be another truth. */
export type MonitorSettings = { [C in ConcernId]: Static<Sections[C]> } & { monitors: Static<typeof MonitorsSection> };

/** The concerns' own sections. */
export function monitorSettings(config: MonitorSettings): Omit<MonitorSettings, 'monitors'> {
  return Object.fromEntries(CONCERNS.map(({ id }) => [id, config[id]])) as Omit<MonitorSettings, 'monitors'>;
}

export interface Monitors {
  monitors: Monitor[];
  /** Feeds broken now; the same array until something about it changes. */
  brokenFeeds: () => readonly BrokenFeed[];
  /** Whether this server says what becomes of alerts by a rule. */
  owns: (rule: string) => boolean;
}

export function createMonitors(config: MonitorSettings, signal: SignalSink): Monitors {
  // One business calendar: the working hours in which a lead has to be answered are those in which people sell and feeds deliver.
  const { calendar: hours } = config['lead-response'];
  const calendar = hours ? createCalendar(hours) : AROUND_THE_CLOCK;
  const { only } = config.monitors;
  // What a picture stands on is known to every server.
  const isWatched = (id: ConcernId | null) => only === undefined || id === 'contracts' || only.some((name) => name === id);
  const monitors = (Object.keys(MONITORS) as ConcernId[]).filter(isWatched).map((id) => {
    const create = MONITORS[id].create as (settings: unknown, signal: SignalSink, calendar: Calendar) => Monitor;
    return create(config[id], signal, calendar);
  });
  const watch = monitors.find((one) => one.brokenFeeds !== undefined);
  return {
    monitors,
    brokenFeeds: () => watch?.brokenFeeds?.() ?? NONE_BROKEN,
    owns: (rule) => isWatched(concernOfRule(rule)),
  };
}

/** The watch that a server keeps over its own clock. @param server its name */
export const createSkewWatch = (server: string): ClockSkew => new ClockSkew(server);

const NONE_BROKEN: readonly BrokenFeed[] = [];
