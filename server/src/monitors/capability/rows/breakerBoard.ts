/** Keeps the rows made of breakers up to date: private rows breaker by breaker, public ones all together when anything has changed. */
import type { RowSink } from '../../monitor.ts';
import type { CurrentMembers } from '../members/currentMembers.ts';
import type { Breakers } from '../rules/breakers.ts';
import { type Breaker, breakerKey } from '../rules/breakerWindows.ts';
import type { CapabilitySettings } from '../settings.ts';
import { answersTo, breakerRow } from './breakerRows.ts';
import { publicRows } from './publicRows.ts';

/** Breakers whose rows change with one collect while live; the rest wait for the next. */
const BREAKERS_PER_COLLECT = 500;
const PUBLIC_EVERY_MS = 1_000;
const PRIVATE_TOPICS = ['capability.breakers', 'capability.cards', 'capability.hints'] as const;

export class BreakerBoard {
  readonly #settings: CapabilitySettings;
  readonly #breakers: Breakers;
  /** Keys of the breakers that have a card and a hint on the board. */
  readonly #answered = new Set<string>();
  #publicChanged = true;
  #publicAtMs = -Infinity;
  #publicKeys: { board: Iterable<string>; entries: Iterable<string> } = { board: [], entries: [] };

  constructor(settings: CapabilitySettings, breakers: Breakers) {
    this.#settings = settings;
    this.#breakers = breakers;
  }

  /** People came, moved or were forgotten: rows say where a rep belongs, and public rows depend on how many there are. */
  membersChanged(): void {
    for (const breaker of this.#breakers.all()) if (breaker.scope !== 'region') this.#breakers.changed.add(breaker);
    this.#publicChanged = true;
  }

  collect(sink: RowSink, members: CurrentMembers, nowMs: number, exact: boolean): void {
    const { changed } = this.#breakers;
    if (changed.size > 0) this.#publicChanged = true;
    let left = exact ? Infinity : BREAKERS_PER_COLLECT;
    for (const breaker of changed) {
      if (left <= 0) break;
      left -= 1;
      changed.delete(breaker);
      // A breaker of the same rule and unit may have come since this one was forgotten: then its row stands.
      if (!this.#breakers.has(breaker) && this.#breakers.find(breaker)) continue;
      this.#setPrivate(sink, breaker, members);
    }
    if (!this.#publicChanged || (!exact && nowMs - this.#publicAtMs < PUBLIC_EVERY_MS)) return;
    this.#publicChanged = false;
    this.#publicAtMs = nowMs;
    this.#setPublic(sink, members);
  }

  #setPrivate(sink: RowSink, breaker: Breaker, members: CurrentMembers): void {
    const key = breakerKey(breaker);
    if (!this.#breakers.has(breaker)) {
      for (const topic of PRIVATE_TOPICS) sink.delete(topic, key);
      this.#answered.delete(key);
      return;
    }
    const place = members.placeOf(breaker.scope, breaker.id);
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

  #setPublic(sink: RowSink, members: CurrentMembers): void {
    const { board, entries } = publicRows(this.#breakers.all(), (scope, id) => members.wallUnitOf(scope, id));
    for (const [key, row] of board) sink.set('capability.breaker-board', key, row);
    for (const [key, row] of entries) sink.set('capability.team-board', key, row);
    for (const key of this.#publicKeys.board) if (!board.has(key)) sink.delete('capability.breaker-board', key);
    for (const key of this.#publicKeys.entries) if (!entries.has(key)) sink.delete('capability.team-board', key);
    this.#publicKeys = { board: [...board.keys()], entries: [...entries.keys()] };
  }
}
