/** The simulated sales organisation: who there is, where leads come from and how quick each team is. Plain data. */

export interface Region {
  readonly name: string;
  readonly weight: number;
}

export interface Team {
  readonly name: string;
  readonly region: string;
  readonly weight: number;
  /** Median seconds from assignment to a person's answer. */
  readonly medianSeconds: number;
  /** Share of this team's leads that nobody ever answers. */
  readonly forgottenShare: number;
  readonly repIds: readonly string[];
}

export interface Channel {
  readonly name: string;
  readonly weight: number;
  /** The simulated system that reports leads and answers of this channel. */
  readonly source: string;
  /** Share of leads that get an auto-reply, which is no response. */
  readonly autoReplyShare: number;
  /** Median seconds until that system's row reaches the store. */
  readonly lagSeconds: number;
}

export interface Tier {
  readonly name: string;
  readonly weight: number;
  /** Median value in yuan. */
  readonly medianValue: number;
}

/** Every simulated row's source starts so: whoever looks at the table sees that no figure stands on a real lead. */
export const DEMO_SOURCE_PREFIX = 'demo-';
/** Assigns and closes leads. */
export const ROUTER_SOURCE = 'demo-crm';

export const REGIONS: readonly Region[] = [
  { name: '华东', weight: 30 },
  { name: '华南', weight: 22 },
  { name: '华北', weight: 20 },
  { name: '华中', weight: 15 },
  { name: '西南', weight: 13 },
];

/** The team that answers slowest: the one a viewer should find at the bottom of every list. */
export const SLOW_TEAM = '西南二组';

function team(number: number, name: string, weight: number, reps: number, medianSeconds: number, forgottenShare: number): Team {
  // R-1017: number of the team in tens, of the rep in units. No names of people: the demo's walls are shown to people.
  const repIds = Array.from({ length: reps }, (_, i) => `R-${1000 + number * 10 + i}`);
  return { name, region: name.slice(0, 2), weight, medianSeconds, forgottenShare, repIds };
}

export const TEAMS: readonly Team[] = [
  team(1, '华东一组', 4, 9, 25, 0.01),
  team(2, '华东二组', 3, 8, 36, 0.02),
  team(3, '华东三组', 3, 7, 41, 0.03),
  team(4, '华南一组', 3, 8, 28, 0.01),
  team(5, '华南二组', 3, 7, 38, 0.03),
  team(6, '华北一组', 3, 7, 32, 0.02),
  team(7, '华北二组', 2, 6, 40, 0.03),
  team(8, '华中一组', 2, 6, 30, 0.01),
  team(9, '华中二组', 2, 6, 43, 0.03),
  team(10, '西南一组', 3, 6, 34, 0.02),
  team(11, SLOW_TEAM, 2, 5, 74, 0.08),
];

export const CHANNELS: readonly Channel[] = [
  { name: '官网表单', weight: 28, source: 'demo-form', autoReplyShare: 0.45, lagSeconds: 0.5 },
  { name: '400 电话', weight: 18, source: 'demo-call', autoReplyShare: 0, lagSeconds: 0.3 },
  { name: '企业微信', weight: 22, source: 'demo-im', autoReplyShare: 0.35, lagSeconds: 0.4 },
  { name: '抖音', weight: 17, source: 'demo-douyin', autoReplyShare: 0.25, lagSeconds: 1.6 },
  { name: '展会', weight: 8, source: 'demo-expo', autoReplyShare: 0, lagSeconds: 2.2 },
  { name: '转介绍', weight: 7, source: 'demo-crm', autoReplyShare: 0, lagSeconds: 0.4 },
];

export const TIERS: readonly Tier[] = [
  { name: 'A', weight: 12, medianValue: 90_000 },
  { name: 'B', weight: 35, medianValue: 28_000 },
  { name: 'C', weight: 53, medianValue: 7_500 },
];

/** Leads a minute on the full hour in China, from midnight on. Low at night, but never so low that a screen stands still. */
const LEADS_PER_MINUTE = [6, 5, 5, 5, 5, 5, 6, 8, 10, 13, 15, 14, 11, 11, 14, 15, 14, 13, 11, 12, 13, 12, 9, 7];
export const PEAK_LEADS_PER_MINUTE = Math.max(...LEADS_PER_MINUTE);
/** China keeps UTC+8 all year round. */
export const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Leads a minute at an instant, before campaigns and speed: straight lines between the full hours. */
export function leadsPerMinute(atMs: number): number {
  const hour = ((((atMs + CHINA_OFFSET_MS) % 86_400_000) + 86_400_000) % 86_400_000) / 3_600_000;
  const from = LEADS_PER_MINUTE[Math.floor(hour)] as number;
  const to = LEADS_PER_MINUTE[(Math.floor(hour) + 1) % 24] as number;
  return from + (to - from) * (hour % 1);
}
