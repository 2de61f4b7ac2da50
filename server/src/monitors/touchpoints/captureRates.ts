/** Capture rate by channel × region: touchpoints of the window counted by who saw them, rows of `touchpoints.channels`. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { RowSink } from '../monitor.ts';
import { countRoads, readSignature, reportsAllBy, type Tally } from './roadCounts.ts';
import { channelRow } from './rows.ts';
import type { TouchpointsSettings } from './settings.ts';

/** One channel in one region, or (region null) in all. */
export interface Cell {
  /** `channel|region`, region empty for all: the key of its row. */
  readonly key: string;
  readonly channel: string;
  readonly region: string | null;
  readonly tallies: Map<string, Tally>;
  /** Sums over the tallies. */
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
  key: joinKey([channel, region ?? '']),
  channel,
  region,
  tallies: new Map(),
  captured: 0,
  known: 0,
  episode: null,
});

export class CaptureRates {
  readonly #settings: TouchpointsSettings['coverage'];
  readonly #channels = new Map<string, ChannelCells>();
  /** Touchpoints that a road and a system both saw, by road. */
  readonly #overlap = new Map<string, number>();
  readonly #reportsAll: (road: string) => boolean;
  /** Cells whose row has changed, and cells that may have become dark or bright. */
  readonly #dirtyRows = new Set<Cell>();
  readonly #dirtyDark = new Set<Cell>();

  constructor(settings: TouchpointsSettings['coverage']) {
    this.#settings = settings;
    this.#reportsAll = reportsAllBy(settings.roads, (road) => (this.#overlap.get(road) ?? 0) > 0);
  }

  /** A touchpoint enters (`by` 1) or leaves (−1). Without a channel it belongs to no cell; without a region only to the channel's. */
  count(channel: string, region: string | null, signature: string, by: 1 | -1): void {
    if (channel === '') return;
    const tally = this.#add(this.ensure(channel, null), signature, by);
    if (tally.captured) for (const road of tally.roads) this.#addOverlap(road, by);
    if (region !== null && region !== '') this.#add(this.ensure(channel, region), signature, by);
  }

  isDark({ known, captured }: Cell): boolean {
    return known >= this.#settings.minKnown && captured / known < this.#settings.darkBelow;
  }

  *#cells(): Generator<Cell> {
    for (const { all, regions } of this.#channels.values()) {
      yield all;
      yield* regions.values();
    }
  }

  /** Cells with a standing alert, in the order of their keys, so that a checkpoint does not hang on the order in which channels came. */
  standing(): { channel: string; region: string | null; episode: string }[] {
    return [...this.#cells()]
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

  /** Has a cell be looked at, as if it had changed. */
  mark(cell: Cell): void {
    this.#dirtyDark.add(cell);
  }

  /** The cells changed since the last call that `wanted` picks, in the order of their keys. */
  takeChanged(wanted: (cell: Cell) => boolean): Cell[] {
    const cells: Cell[] = [];
    for (const cell of this.#dirtyDark) if (wanted(cell)) cells.push(cell);
    this.#dirtyDark.clear();
    return cells.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** A cell's alert has ended: an empty cell may go now. */
  release(cell: Cell): void {
    if (cell.tallies.size === 0) this.#dirtyRows.add(cell);
  }

  collect(sink: RowSink): void {
    for (const cell of this.#dirtyRows) {
      if (cell.tallies.size > 0) {
        const counts = countRoads(cell.tallies.values(), this.#reportsAll);
        sink.set('touchpoints.channels', cell.key, channelRow(cell, counts, this.#settings.minOverlap, this.isDark(cell)));
      } else {
        sink.delete('touchpoints.channels', cell.key);
        this.#drop(cell);
      }
    }
    this.#dirtyRows.clear();
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
    this.#dirtyRows.add(cell);
    this.#dirtyDark.add(cell);
    return tally;
  }

  #addOverlap(road: string, by: 1 | -1): void {
    const before = this.#overlap.get(road) ?? 0;
    const after = before + by;
    if (after === 0) this.#overlap.delete(road);
    else this.#overlap.set(road, after);
    // Whether the road counts in n₂ and m has changed, for every cell; whether a cell is dark does not hang on that.
    if ((before === 0) !== (after === 0)) for (const cell of this.#cells()) this.#dirtyRows.add(cell);
  }

  #drop(cell: Cell): void {
    // A cell with a standing alert stays until the rule has ended the alert and calls `release`.
    if (cell.episode !== null) return;
    const cells = this.#channels.get(cell.channel);
    if (!cells) return;
    this.#dirtyDark.delete(cell);
    if (cell.region !== null) cells.regions.delete(cell.region);
    if (cells.all.tallies.size === 0 && cells.regions.size === 0 && cells.all.episode === null) this.#channels.delete(cell.channel);
  }
}
