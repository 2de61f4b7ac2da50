/** Keeps the rows made of breakers in line with them: private rows breaker by breaker, public ones together when anything changed. */
import type { RowSink } from '../monitor.ts';
import { answersTo, breakerKey, breakerRow, wallRows } from './breakerRows.ts';
import type { Breaker, BreakerBook } from './breakers.ts';
import type { Present } from './present.ts';
import type { CapabilitySettings } from './settings.ts';

/** Rows of breakers that change with one collect while live; the rest wait for the next. */
const ROWS_PER_COLLECT = 500;
const WALL_EVERY_MS = 1_000;
const PRIVATE = ['capability.breakers', 'capability.cards', 'capability.hints'] as const;

export class BreakerBoard {
  readonly #settings: CapabilitySettings;
  readonly #breakers: BreakerBook;
  readonly #answered = new Set<string>();
  #isStale = true;
  #wallAtMs = -Infinity;
  #shown: { board: Iterable<string>; entries: Iterable<string> } = { board: [], entries: [] };

  constructor(settings: CapabilitySettings, breakers: BreakerBook) {
    this.#settings = settings;
    this.#breakers = breakers;
  }

  /** People came, moved or were forgotten: rows say where a rep belongs, and public rows hang on how many there are. */
  crewChanged(): void {
    for (const breaker of this.#breakers.all()) if (breaker.scope !== 'region') this.#breakers.changed.add(breaker);
    this.#isStale = true;
  }

  collect(sink: RowSink, present: Present, nowMs: number, exact: boolean): void {
    const { changed } = this.#breakers;
    if (changed.size > 0) this.#isStale = true;
    let left = exact ? Infinity : ROWS_PER_COLLECT;
    for (const breaker of changed) {
      if (left <= 0) break;
      left -= 1;
      changed.delete(breaker);
      // Gone, and come anew since: the new one's row stands in its place.
      if (!this.#breakers.has(breaker) && this.#breakers.find(breaker)) continue;
      this.#show(sink, breaker, present);
    }
    if (!this.#isStale || (!exact && nowMs - this.#wallAtMs < WALL_EVERY_MS)) return;
    this.#isStale = false;
    this.#wallAtMs = nowMs;
    this.#showWall(sink, present);
  }

  #show(sink: RowSink, breaker: Breaker, present: Present): void {
    const key = breakerKey(breaker);
    if (!this.#breakers.has(breaker)) {
      for (const topic of PRIVATE) sink.delete(topic, key);
      this.#answered.delete(key);
      return;
    }
    const place = present.placeOf(breaker.scope, breaker.id);
    sink.set('capability.breakers', key, breakerRow(breaker, place));
    const answers = answersTo(breaker, place, this.#settings);
    if (answers) {
      sink.set('capability.cards', key, answers.card);
      sink.set('capability.hints', key, answers.hint);
      this.#answered.add(key);
    } else if (this.#answered.delete(key)) {
      sink.delete('capability.cards', key);
      sink.delete('capability.hints', key);
    }
  }

  #showWall(sink: RowSink, present: Present): void {
    const { board, entries } = wallRows(this.#breakers.all(), (scope, id) => present.unitOf(scope, id));
    for (const [key, row] of board) sink.set('capability.breaker-board', key, row);
    for (const [key, row] of entries) sink.set('capability.team-board', key, row);
    for (const key of this.#shown.board) if (!board.has(key)) sink.delete('capability.breaker-board', key);
    for (const key of this.#shown.entries) if (!entries.has(key)) sink.delete('capability.team-board', key);
    this.#shown = { board: [...board.keys()], entries: [...entries.keys()] };
  }
}
