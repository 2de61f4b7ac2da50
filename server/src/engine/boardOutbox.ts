/**
 * What changed on the engine's board, on its way to the gateway: one piece at a time, the next when that has been taken in, so that rows
 * that change meanwhile go once and neither side has a long turn. Alerts come first.
 */
import { type AnyRow, TOPIC_NAMES, type Topic } from '@warroom/protocol/board';
import type { Board } from '../board/board.ts';
import type { BoardChanges, TopicChanges } from './messages.ts';

/** Rows of one piece: a few milliseconds to clone on either side. */
const PIECE_ROWS = 1_000;
const URGENT: readonly Topic[] = ['alerts', 'alerts.people'];
/** What a server says of itself is said in any case. */
const OWN: readonly Topic[] = ['system'];
const REST = TOPIC_NAMES.filter((topic) => !URGENT.includes(topic) && !OWN.includes(topic));
const ORDER = [...URGENT, ...OWN, ...REST];
/** That the picture is true is said when it is whole. */
const WHOLE_ORDER = [...URGENT, ...REST, ...OWN];

export class BoardOutbox {
  readonly #board: Board;
  readonly #send: (changes: BoardChanges) => Promise<void>;
  /** Rows by key; null where there is none any more. */
  readonly #waiting = new Map<Topic, Map<string, AnyRow | null>>();
  #whole: 'no' | 'to begin' | 'begun' = 'no';
  #isOpen = false;
  #sending: Promise<void> | null = null;
  #urgent: readonly Topic[] = [];

  /** @param send resolves when the piece has been taken in */
  constructor(board: Board, send: (changes: BoardChanges) => Promise<void>) {
    this.#board = board;
    this.#send = send;
  }

  /** From here on everything is sent: the whole board first. */
  open(): void {
    this.#board.flush();
    this.#isOpen = true;
    this.#whole = 'to begin';
    for (const topic of TOPIC_NAMES) this.#waiting.set(topic, new Map(this.#board.rows(topic)));
    this.#pump();
  }

  /** Takes what has changed since the last time. @param urgent topics to be sent on at once, and no others looked at; all where not given */
  flush(urgent?: readonly Topic[]): void {
    for (const { topic, up, rm } of this.#board.flush(urgent)) {
      if (!this.#isOpen && !OWN.includes(topic)) continue;
      let rows = this.#waiting.get(topic);
      if (!rows) {
        rows = new Map();
        this.#waiting.set(topic, rows);
      }
      for (const [key, row] of up) rows.set(key, row);
      for (const key of rm) rows.set(key, null);
    }
    if (urgent) this.#urgent = urgent;
    this.#pump();
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  #pump(): void {
    if (this.#sending) return;
    const first = this.#nextPiece();
    if (first) this.#sending = this.#sendAll(first);
  }

  async #sendAll(first: BoardChanges): Promise<void> {
    try {
      for (let piece: BoardChanges | null = first; piece; piece = this.#nextPiece()) await this.#send(piece);
    } catch {
      // The gateway ends this thread.
    } finally {
      this.#sending = null;
    }
  }

  #nextPiece(): BoardChanges | null {
    const topics: TopicChanges[] = [];
    let room = PIECE_ROWS;
    for (const topic of this.#whole === 'no' ? ORDER : WHOLE_ORDER) {
      const rows = this.#waiting.get(topic);
      if (!rows || rows.size === 0) continue;
      const changes: TopicChanges = { topic, up: [], rm: [] };
      for (const [key, row] of rows) {
        if (room === 0) break;
        room -= 1;
        rows.delete(key);
        if (row === null) changes.rm.push(key);
        else changes.up.push([key, row]);
      }
      topics.push(changes);
      if (room === 0) break;
    }
    const urgent = topics.filter(({ topic }) => this.#urgent.includes(topic)).map(({ topic }) => topic);
    const piece: BoardChanges = { topics, urgent };
    if (this.#whole === 'to begin') {
      piece.whole = 'begin';
      this.#whole = 'begun';
      return piece;
    }
    if (room > 0) {
      this.#urgent = [];
      if (this.#whole === 'begun') {
        piece.whole = 'end';
        this.#whole = 'no';
        return piece;
      }
    }
    return topics.length === 0 ? null : piece;
  }
}
