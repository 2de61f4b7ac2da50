/** The engine's board as the gateway has it: takes in what changes, piece by piece. */
import type { AnyRow, Topic } from '@warroom/protocol/board';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { Board } from '../board/board.ts';
import type { BoardChanges } from './messages.ts';

export class BoardInbox {
  readonly #board: Board;
  readonly #flushNow: (topics: readonly Topic[]) => void;
  /** While the whole board comes once more: keys that have not come yet. */
  #notYet: Map<Topic, Set<string>> | null = null;
  #isWhole = false;
  /** What the engine said last of this server, while something else is shown of it. */
  #hidden: AnyRow | null = null;

  constructor(board: Board, flushNow: (topics: readonly Topic[]) => void) {
    this.#board = board;
    this.#flushNow = flushNow;
  }

  take({ whole, topics, urgent }: BoardChanges): void {
    // Rows that come out alike are not sent to anybody again, and those that stay away go at the end.
    if (whole === 'begin') this.#notYet = new Map(TOPIC_NAMES.map((topic) => [topic, new Set(this.#board.rows(topic).keys())]));
    for (const { topic, up, rm } of topics) {
      // The engine's own word again.
      if (topic === 'system') this.#hidden = null;
      const notYet = this.#notYet?.get(topic);
      for (const [key, row] of up) {
        this.#board.set(topic, key, row as never);
        notYet?.delete(key);
      }
      for (const key of rm) this.#board.delete(topic, key);
    }
    if (whole === 'end') this.#dropTheRest();
    if (whole) this.#isWhole = whole === 'end' || this.#isWhole;
    if (urgent.length > 0) this.#flushNow(urgent);
  }

  /** Whether everything has come that the engine has shown since it began; it may be shown anew meanwhile. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The engine has ended: another one will show everything anew. */
  ended(server: string): void {
    this.#isWhole = false;
    this.standsStill(server);
    this.#hidden = null;
  }

  /** The picture stands still: nobody may take it for live. */
  standsStill(server: string): void {
    const row = this.#board.rows('system').get(server);
    if (!row || this.#hidden) return;
    this.#hidden = row;
    this.#board.set('system', server, { ...row, storeState: 'catching-up' });
    this.#flushNow(['system']);
  }

  /** The engine goes on. */
  goesOn(server: string): void {
    if (!this.#hidden) return;
    this.#board.set('system', server, this.#hidden as never);
    this.#hidden = null;
    this.#flushNow(['system']);
  }

  #dropTheRest(): void {
    for (const [topic, keys] of this.#notYet ?? []) for (const key of keys) this.#board.delete(topic, key);
    this.#notYet = null;
  }
}
