/** Keeps the rows made of breakers in line with them: private rows breaker by breaker, public ones together when anything changed. */
import type { RowSink } from '../monitor.ts';
import { answersTo, breakerKey, breakerRow, wallRows } from './breakerRows.ts';
import type { BreakerBook } from './breakers.ts';
import type { Present } from './present.ts';
import type { CapabilitySettings } from './settings.ts';

export class BreakerBoard {
  readonly #settings: CapabilitySettings;
  readonly #breakers: BreakerBook;
  #isStale = true;
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

  collect(sink: RowSink, present: Present): void {
    const { changed } = this.#breakers;
    for (const breaker of changed) {
      const key = breakerKey(breaker);
      const place = present.placeOf(breaker.scope, breaker.id);
      const isThere = this.#breakers.has(breaker);
      if (isThere) sink.set('capability.breakers', key, breakerRow(breaker, place));
      else if (!this.#breakers.find(breaker)) sink.delete('capability.breakers', key);
      const answers = isThere ? answersTo(breaker, place, this.#settings) : null;
      if (answers) {
        sink.set('capability.cards', key, answers.card);
        sink.set('capability.hints', key, answers.hint);
      } else if (isThere || !this.#breakers.find(breaker)) {
        sink.delete('capability.cards', key);
        sink.delete('capability.hints', key);
      }
    }
    if (changed.size === 0 && !this.#isStale) return;
    changed.clear();
    this.#isStale = false;
    const { board, entries } = wallRows(this.#breakers.all(), (scope, id) => present.unitOf(scope, id));
    for (const [key, row] of board) sink.set('capability.breaker-board', key, row);
    for (const [key, row] of entries) sink.set('capability.team-board', key, row);
    for (const key of this.#shown.board) if (!board.has(key)) sink.delete('capability.breaker-board', key);
    for (const key of this.#shown.entries) if (!entries.has(key)) sink.delete('capability.team-board', key);
    this.#shown = { board: [...board.keys()], entries: [...entries.keys()] };
  }
}
