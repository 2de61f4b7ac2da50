/** Capture rate by channel × region: touchpoints of the window counted by who saw them, rows of `touchpoints.channels`. */
import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';
import type { RowSink } from '../monitor.ts';
import { estimatePopulation } from './chapman.ts';
import type { TouchpointsSettings } from './settings.ts';
import { countRoads, type RoadCounts, readSignature, type Tally } from './sightings.ts';

/** One channel in one region, or (region null) in all. */
export interface Cell {
  /** `channel|region`, region empty for all: the key of its row. */
  readonly key: string;
  readonly channel: string;
  readonly region: string | null;
  readonly tallies: Map<string, Tally>;
  /** Sums over the tallies, for the judgement. */
  captured: number;
  known: number;
  /** Episode of the standing alert `dark-channel`. */
  episode: string | null;
}

interface ChannelCells {
  all: Cell;
  regions: Map<string, Cell>;
}

const newCell = (channel: string, region: string | null): Cell => ({
  key: `${channel}|${region ?? ''}`,
  channel,
  region,
  tallies: new Map(),
  captured: 0,
  known: 0,
  episode: null,
});

export class Coverage {
  readonly #settings: TouchpointsSettings['coverage'];
  readonly #channels = new Map<string, ChannelCells>();
  /** Touchpoints that this road and a system saw, by road: what shows that a road reports all it finds. */
  readonly #overlap = new Map<string, number>();
  /** Cells whose row, and cells whose darkness, has to be looked at again. */
  readonly #dirtyRows = new Set<Cell>();
  readonly #dirtyDark = new Set<Cell>();

  constructor(settings: TouchpointsSettings['coverage']) {
    this.#settings = settings;
  }

  /** A touchpoint enters (`by` 1) or leaves (−1). Without a channel it belongs to no cell; without a region only to the channel's. */
  count(channel: string, region: string | null, signature: string, by: 1 | -1): void {
    if (channel === '') return;
    const tally = this.#add(this.ensure(channel, null), signature, by);
    if (tally.captured) for (const road of tally.roads) this.#addOverlap(road, by);
    if (region !== null && region !== '') this.#add(this.ensure(channel, region), signature, by);
  }

  counts(cell: Cell): RoadCounts {
    return countRoads(cell.tallies.values(), (road) => this.reportsAll(road));
  }

  reportsAll(road: string): boolean {
    const said = Object.hasOwn(this.#settings.roads, road) ? this.#settings.roads[road] : undefined;
    return said === undefined ? (this.#overlap.get(road) ?? 0) > 0 : said === 'all';
  }

  isDark({ known, captured }: Cell): boolean {
    return known >= this.#settings.minKnown && captured / known < this.#settings.darkBelow;
  }

  *cells(): Generator<Cell> {
    for (const { all, regions } of this.#channels.values()) {
      yield all;
      yield* regions.values();
    }
  }

  /** Cells with a standing alert, in the order of their keys: channels come and go, and a checkpoint must not tell. */
  standing(): { channel: string; region: string | null; episode: string }[] {
    return [...this.cells()]
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .flatMap(({ channel, region, episode }) => (episode === null ? [] : [{ channel, region, episode }]));
  }

  ensure(channel: string, region: string | null): Cell {
    let cells = this.#channels.get(channel);
    if (!cells) {
      cells = { all: newCell(channel, null), regions: new Map() };
      this.#channels.set(channel, cells);
    }
    if (region === null) return cells.all;
    let cell = cells.regions.get(region);
    if (!cell) {
      cell = newCell(channel, region);
      cells.regions.set(region, cell);
    }
    return cell;
  }

  /** Of the cells that changed since the last call those that `wanted` picks, in the order of their keys. */
  takeForJudgement(wanted: (cell: Cell) => boolean): Cell[] {
    const cells: Cell[] = [];
    for (const cell of this.#dirtyDark) if (wanted(cell)) cells.push(cell);
    this.#dirtyDark.clear();
    return cells.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  collect(sink: RowSink): void {
    for (const cell of this.#dirtyRows) {
      if (cell.tallies.size > 0) sink.set('touchpoints.channels', cell.key, this.row(cell));
      else {
        sink.delete('touchpoints.channels', cell.key);
        this.#drop(cell);
      }
    }
    this.#dirtyRows.clear();
  }

  row(cell: Cell): TouchpointChannelRow {
    const counts = this.counts(cell);
    const population = estimatePopulation(counts.captured, counts.secondRoad, counts.both, counts.known, this.#settings.minOverlap);
    return {
      channel: cell.channel,
      region: cell.region,
      captured: counts.captured,
      foundLater: counts.foundLater,
      known: counts.known,
      captureRate: counts.known === 0 ? null : counts.captured / counts.known,
      estimated: population?.estimated ?? null,
      estimatedLow: population?.low ?? null,
      estimatedHigh: population?.high ?? null,
      dark: this.isDark(cell),
      secondRoad: counts.secondRoad,
      both: counts.both,
    };
  }

  #add(cell: Cell, signature: string, by: 1 | -1): Tally {
    let tally = cell.tallies.get(signature);
    if (!tally) {
      tally = { ...readSignature(signature), count: 0 };
      cell.tallies.set(signature, tally);
    }
    tally.count += by;
    cell.known += by;
    if (tally.captured) cell.captured += by;
    if (tally.count === 0) cell.tallies.delete(signature);
    this.#mark(cell);
    return tally;
  }

  #mark(cell: Cell): void {
    this.#dirtyRows.add(cell);
    this.#dirtyDark.add(cell);
  }

  #addOverlap(road: string, by: 1 | -1): void {
    const before = this.#overlap.get(road) ?? 0;
    const after = before + by;
    if (after === 0) this.#overlap.delete(road);
    else this.#overlap.set(road, after);
    // The road's standing changes, and with it every cell's n₂ and m. Darkness does not hang on them.
    if ((before === 0) !== (after === 0)) for (const cell of this.cells()) this.#dirtyRows.add(cell);
  }

  #drop(cell: Cell): void {
    // A cell with a standing alert waits for its judgement, which ends the alert and marks the cell once more.
    if (cell.episode !== null) return;
    const cells = this.#channels.get(cell.channel);
    if (!cells) return;
    this.#dirtyDark.delete(cell);
    if (cell.region !== null) cells.regions.delete(cell.region);
    if (cells.all.tallies.size === 0 && cells.regions.size === 0 && cells.all.episode === null) this.#channels.delete(cell.channel);
  }

  /** The judgement has ended a cell's alert: if it is empty it may go now. */
  release(cell: Cell): void {
    if (cell.tallies.size === 0) this.#dirtyRows.add(cell);
  }
}
