/**
 * The iceberg's geometry. Heights are shares of all touchpoints there were by estimate, not counts, so that the dark part of a small
 * channel is as plain as that of a large one; the counts stand beside in figures.
 */
import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';

/** Shares of the estimated whole; of what is known where the whole cannot be estimated. `seen + later + unseen` = 1. */
export interface Coverage {
  seen: number;
  later: number;
  /** Null where it cannot be told. */
  unseen: number | null;
  /** Ends of the estimate's interval as shares under the waterline; null with `unseen`. */
  interval: readonly [low: number, high: number] | null;
  /** captured ÷ known. */
  rate: number;
  dark: boolean;
}

export interface Berg extends Coverage {
  channel: string;
  captured: number;
  foundLater: number;
  /** Touchpoints nobody saw; null where it cannot be told. */
  unseenCount: number | null;
  /** By region. */
  regions: ReadonlyMap<string, Coverage>;
}

/** Null where nothing is known at all. */
export function coverage(row: TouchpointChannelRow): Coverage | null {
  const { captured, foundLater, known, captureRate, estimated, estimatedLow, estimatedHigh, dark } = row;
  if (known === 0 || captureRate === null) return null;
  const whole = estimated ?? known;
  return {
    seen: captured / whole,
    later: foundLater / whole,
    unseen: estimated === null ? null : (estimated - known) / whole,
    interval:
      estimated === null || estimatedLow === null || estimatedHigh === null
        ? null
        : [(estimatedLow - captured) / whole, (estimatedHigh - captured) / whole],
    rate: captureRate,
    dark,
  };
}

/** Channels by how much of them lies under water, worst first, dark ones before all others. */
export function bergs(rows: ReadonlyMap<string, TouchpointChannelRow>): Berg[] {
  const byChannel = new Map<string, Map<string, Coverage>>();
  for (const row of rows.values()) {
    const part = row.region ? coverage(row) : null;
    if (!part || !row.region) continue;
    const regions = byChannel.get(row.channel) ?? new Map<string, Coverage>();
    byChannel.set(row.channel, regions.set(row.region, part));
  }
  const all: Berg[] = [];
  for (const row of rows.values()) {
    const whole = row.region ? null : coverage(row);
    if (!whole) continue;
    const { channel, captured, foundLater, known, estimated } = row;
    const regions = byChannel.get(channel) ?? new Map<string, Coverage>();
    all.push({ ...whole, channel, captured, foundLater, unseenCount: estimated === null ? null : estimated - known, regions });
  }
  return all.sort((a, b) => Number(b.dark) - Number(a.dark) || a.seen - b.seen || (a.channel < b.channel ? -1 : 1));
}

/** Regions by how little the systems see in them over these channels, the least first. */
export function regionsOf(all: readonly Berg[]): string[] {
  const sums = new Map<string, { dark: number; seen: number; channels: number }>();
  for (const { regions } of all) {
    for (const [name, { seen, dark }] of regions) {
      const sum = sums.get(name) ?? { dark: 0, seen: 0, channels: 0 };
      sums.set(name, { dark: sum.dark + Number(dark), seen: sum.seen + seen, channels: sum.channels + 1 });
    }
  }
  return [...sums]
    .sort(([nameA, a], [nameB, b]) => b.dark - a.dark || a.seen / a.channels - b.seen / b.channels || (nameA < nameB ? -1 : 1))
    .map(([name]) => name);
}

/** How far an interval's whisker may reach below the deepest ice, as a share of it: an estimate from a handful would sink all others. */
const WHISKER_REACH = 1.4;
/** So much of the picture lies under water at least: two lines of figures stand there. */
const LEAST_DEPTH = 0.34;

export interface Waters {
  /** Share of the picture's height above the waterline. */
  line: number;
  /** Height of the picture per share of the whole. */
  perShare: number;
}

/** One scale for all channels, above the waterline and below it. */
export function waters(all: readonly Berg[]): Waters {
  const above = Math.max(...all.map(({ seen }) => seen), 0.01);
  const ice = Math.max(...all.map(({ later, unseen }) => later + (unseen ?? 0)), 0.01);
  const whiskers = Math.max(...all.map(({ interval }) => interval?.[1] ?? 0));
  const below = Math.max(ice, Math.min(whiskers, ice * WHISKER_REACH), (above * LEAST_DEPTH) / (1 - LEAST_DEPTH));
  return { line: above / (above + below), perShare: 1 / (above + below) };
}

/** Pieces of one berg as shares of the picture's height. */
export interface Pieces {
  above: { top: number; height: number };
  later: { top: number; height: number };
  /** Null where it cannot be told. */
  unseen: { top: number; height: number } | null;
  /** `cut`: it goes on below the picture. */
  interval: { top: number; height: number; cut: boolean } | null;
}

export function pieces({ seen, later, unseen, interval }: Coverage, { line, perShare }: Waters): Pieces {
  const laterHeight = later * perShare;
  const deep = (share: number) => Math.min(1, line + share * perShare);
  return {
    above: { top: line - seen * perShare, height: seen * perShare },
    later: { top: line, height: laterHeight },
    unseen: unseen === null ? null : { top: line + laterHeight, height: unseen * perShare },
    interval: interval && {
      top: deep(interval[0]),
      height: deep(interval[1]) - deep(interval[0]),
      cut: line + interval[1] * perShare > 1 + 1e-9,
    },
  };
}
