/**
 * The iceberg's geometry. Heights are shares of the estimated total of a channel, not counts, so that the dark part of a small channel
 * is as visible as that of a large one. Pure.
 */
import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';

/** Shares of the estimated total, or of what is known where there is no estimate. `seen + later + unseen` = 1. */
export interface Coverage {
  seen: number;
  later: number;
  /** Null without an estimate. */
  unseen: number | null;
  /** The estimate's interval as shares below the waterline; null without an estimate. */
  interval: readonly [low: number, high: number] | null;
  /** captured ÷ known. */
  rate: number;
  dark: boolean;
}

export interface Berg extends Coverage {
  channel: string;
  captured: number;
  foundLater: number;
  /** Estimated touchpoints that nobody recorded; null without an estimate. */
  unseenCount: number | null;
  /** By region. */
  regions: ReadonlyMap<string, Coverage>;
}

/** Null if no touchpoint is known. */
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

/** Dark channels first, then those with the largest share below the waterline. */
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

/** Regions by number of dark channels, most first, then by the average share captured, lowest first. */
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

/** How far intervals may reach below the deepest ice, as a multiple of its depth: one vague estimate would otherwise flatten all others. */
const WHISKER_REACH = 1.4;
/** Least share of the picture below the waterline, where two lines of figures need room. */
const LEAST_DEPTH = 0.34;

export interface Waters {
  /** Height of the waterline from the top, as a share of the picture. */
  line: number;
  /** Height, as a share of the picture, of one whole channel. */
  perShare: number;
}

/** The same scale for all channels, above and below the waterline. */
export function waters(all: readonly Berg[]): Waters {
  const above = Math.max(...all.map(({ seen }) => seen), 0.01);
  const ice = Math.max(...all.map(({ later, unseen }) => later + (unseen ?? 0)), 0.01);
  const whiskers = Math.max(...all.map(({ interval }) => interval?.[1] ?? 0));
  const below = Math.max(ice, Math.min(whiskers, ice * WHISKER_REACH), (above * LEAST_DEPTH) / (1 - LEAST_DEPTH));
  return { line: above / (above + below), perShare: 1 / (above + below) };
}

/** Parts of one iceberg, as shares of the picture's height. */
export interface Pieces {
  above: { top: number; height: number };
  later: { top: number; height: number };
  /** Null without an estimate. */
  unseen: { top: number; height: number } | null;
  /** `cut`: it continues below the picture. */
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
