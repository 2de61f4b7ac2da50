/** The four scenes in the least that still tells them apart across a room: pure geometry in a box of 100 × 100. */
import type { RowOf } from '@warroom/protocol/board';

export interface Mark {
  x: number;
  y: number;
  state: RowOf<'lead-response.open'>['state'];
}

/** The runway: age left to right, twice the SLA wide, the line in the middle; a lead keeps its height while it lives. */
export function miniRunway(open: Iterable<RowOf<'lead-response.open'>>, nowMs: number, slaSeconds: number): Mark[] {
  return [...open].map((row) => {
    const age = (nowMs - Date.parse(row.createdAt)) / 1_000;
    return { x: Math.min(98, Math.max(0, (age / (2 * slaSeconds)) * 100)), y: 10 + 80 * hash(row.leadId), state: row.state };
  });
}

export interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
  pLate: number;
  late: boolean;
}

/** The heat: steps across in their order, regions down by name; late from `likely` on. */
export function miniHeat(heat: Iterable<RowOf<'delivery-risk.heat'>>, likely: number): Cell[] {
  const cells = [...heat].filter((row) => row.dimension === 'region' && row.orders > 0);
  const steps = [...new Map(cells.map((row) => [row.step, row.order])).entries()].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  const columns = new Map(steps.map(([step], i) => [step, i]));
  const regions = [...new Set(cells.map((row) => row.value))].sort();
  const width = 100 / Math.max(1, steps.length);
  const height = 100 / Math.max(1, regions.length);
  return cells.map(({ step, value, pLate }) => ({
    x: (columns.get(step) ?? 0) * width,
    y: regions.indexOf(value) * height,
    width,
    height,
    pLate,
    late: pLate >= likely,
  }));
}

export interface Berg {
  channel: string;
  x: number;
  width: number;
  /** Heights from the waterline: up for what was seen, down for what came to light later, and below that what nobody saw. */
  seen: number;
  found: number;
  unseen: number;
  dark: boolean;
}

/** The icebergs of at most `most` channels as shares of what there was, the least seen first, and where the waterline lies. */
export function miniIcebergs(channels: Iterable<RowOf<'touchpoints.channels'>>, most = 8): { bergs: Berg[]; waterline: number } {
  const rows = [...channels]
    .filter((row) => row.region === null && row.known > 0)
    .map(({ channel, captured, foundLater, known, estimated, dark }) => {
      const all = Math.max(known, estimated ?? 0);
      return { channel, dark, seen: captured / all, found: foundLater / all, unseen: (all - known) / all };
    })
    .sort((a, b) => a.seen - b.seen || (a.channel < b.channel ? -1 : 1))
    .slice(0, most);
  const above = Math.max(0, ...rows.map((row) => row.seen));
  const below = Math.max(0, ...rows.map((row) => row.found + row.unseen));
  const scale = rows.length === 0 ? 0 : 100 / (above + below);
  const pitch = 100 / Math.max(1, rows.length);
  return {
    waterline: above * scale,
    bergs: rows.map((row, i) => ({
      channel: row.channel,
      x: i * pitch + pitch * 0.12,
      width: pitch * 0.76,
      seen: row.seen * scale,
      found: row.found * scale,
      unseen: row.unseen * scale,
      dark: row.dark,
    })),
  };
}

export interface Reach {
  stage: 'audience' | 'understood' | 'used' | 'accepted';
  people: number;
  x: number;
  /** Width of the pipe at this joint; the widest is 100. */
  width: number;
}

/** The pipe of one strategy over all its units. */
export function miniPipe(units: readonly RowOf<'capability.strategies'>[]): Reach[] {
  const stages = ['audience', 'understood', 'used', 'accepted'] as const;
  const people = stages.map((stage) => units.reduce((sum, row) => sum + row[stage], 0));
  const widest = Math.max(1, ...people);
  return stages.map((stage, i) => ({
    stage,
    people: people[i] as number,
    x: (100 * i) / (stages.length - 1),
    width: (100 * (people[i] as number)) / widest,
  }));
}

/** 0 ≤ h < 1, the same for a name on every screen (FNV-1a, 32 bit). */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return (h >>> 0) / 2 ** 32;
}
