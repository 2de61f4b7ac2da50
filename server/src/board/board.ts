import type { AnyRow, RowOf, Topic } from '@warroom/protocol/board';
import { isTopic, TOPIC_NAMES } from '@warroom/protocol/board';
import type { RowSink } from '../monitors/monitor.ts';
import { rowEqual } from './rowEqual.ts';

/** What one flush changed in one topic: brings a copy at sequence number `p` to `s`. Never empty; no key is in both lists. */
export interface TopicDelta {
  topic: Topic;
  p: number;
  s: number;
  up: [key: string, row: AnyRow][];
  rm: string[];
}

interface TopicRows {
  seq: number;
  rows: Map<string, AnyRow>;
  /** For every key touched since the last flush, its row as flushed; undefined where there was none. */
  before: Map<string, AnyRow | undefined>;
}

/**
 * The keyed rows that every client copies, by topic, and what changed since the last flush (protocol/SPEC.md, BOARD-n). Rows are kept
 * by reference: who sets one does not change it afterwards.
 *
 * A topic has two faces: `rows` is the board this instant; `flushedRows` is the board as of `seq`, which is what a snapshot must hold
 * so that the next delta follows on from it.
 */
export class Board implements RowSink {
  /** Names one life of this board: sequence numbers of two epochs do not compare. */
  readonly epoch: string;
  readonly #topics = new Map<Topic, TopicRows>();

  constructor({ epoch }: { epoch: string }) {
    this.epoch = epoch;
    for (const topic of TOPIC_NAMES) this.#topics.set(topic, { seq: 0, rows: new Map(), before: new Map() });
  }

  set<T extends Topic>(topic: T, key: string, row: RowOf<T>): void {
    const { rows, before } = this.#of(topic);
    const old = rows.get(key);
    if (old !== undefined && rowEqual(old, row)) return;
    if (!before.has(key)) before.set(key, old);
    rows.set(key, row);
  }

  delete(topic: Topic, key: string): void {
    const { rows, before } = this.#of(topic);
    const old = rows.get(key);
    if (old === undefined) return;
    if (!before.has(key)) before.set(key, old);
    rows.delete(key);
  }

  rows<T extends Topic>(topic: T): ReadonlyMap<string, RowOf<T>> {
    return this.#of(topic).rows as ReadonlyMap<string, AnyRow> as ReadonlyMap<string, RowOf<T>>;
  }

  /** Sequence number of the last flush that changed something in the topic; 0 before the first. */
  seq(topic: Topic): number {
    return this.#of(topic).seq;
  }

  /**
   * One delta for each topic (all when none is named) that differs from its last flush. A row that was changed and changed back
   * in between is not in it.
   */
  flush(topics: readonly Topic[] = TOPIC_NAMES): TopicDelta[] {
    const deltas: TopicDelta[] = [];
    for (const topic of topics) {
      const of = this.#of(topic);
      if (of.before.size === 0) continue;
      const up: TopicDelta['up'] = [];
      const rm: string[] = [];
      for (const [key, old] of of.before) {
        const row = of.rows.get(key);
        if (row === undefined) {
          if (old !== undefined) rm.push(key);
        } else if (old === undefined || !rowEqual(old, row)) up.push([key, row]);
      }
      of.before.clear();
      if (up.length === 0 && rm.length === 0) continue;
      deltas.push({ topic, p: of.seq, s: of.seq + 1, up, rm });
      of.seq += 1;
    }
    return deltas;
  }

  /** The topic's rows as they stood at `seq(topic)`, whatever was set since. */
  *flushedRows(topic: Topic): Generator<[key: string, row: AnyRow]> {
    const { rows, before } = this.#of(topic);
    for (const entry of rows) if (!before.has(entry[0])) yield entry;
    for (const [key, row] of before) if (row !== undefined) yield [key, row];
  }

  flushedRow(topic: Topic, key: string): AnyRow | undefined {
    const { rows, before } = this.#of(topic);
    return before.has(key) ? before.get(key) : rows.get(key);
  }

  /** Takes every row off (of all topics when none is named), for a rebuild that fills it again before the next flush: rows that come out alike are not sent. */
  clear(topics: readonly Topic[] = TOPIC_NAMES): void {
    for (const topic of topics) {
      const { rows, before } = this.#of(topic);
      for (const [key, row] of rows) if (!before.has(key)) before.set(key, row);
      rows.clear();
    }
  }

  #of(topic: Topic): TopicRows {
    const rows = this.#topics.get(topic);
    if (!rows) throw new RangeError(isTopic(topic) ? `no rows for ${topic}` : `no such topic: ${String(topic)}`);
    return rows;
  }
}
