/** Where the systems capture too little: whole channels first, then channels in single regions; the lowest rate first. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';

export interface DarkSpot {
  channel: string;
  /** Null for the whole channel. */
  region: string | null;
  rate: number;
}

/** Regions of a channel that is dark as a whole are left out. */
export function darkSpots(rows: ReadonlyMap<string, TouchpointChannelRow>): DarkSpot[] {
  const dark = [...rows.values()].filter((row) => row.dark);
  const whole = new Set(dark.filter(({ region }) => !region).map(({ channel }) => channel));
  return dark
    .filter(({ channel, region }) => !region || !whole.has(channel))
    .map(({ channel, region, captureRate }) => ({ channel, region: region || null, rate: captureRate ?? 0 }))
    .sort((a, b) => Number(a.region !== null) - Number(b.region !== null) || a.rate - b.rate || (key(a) < key(b) ? -1 : 1));
}

const key = ({ channel, region }: DarkSpot) => joinKey([channel, region ?? '']);
