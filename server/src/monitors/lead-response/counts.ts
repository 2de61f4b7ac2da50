/** Where turns are counted: by group and window, in the trend, and among those answered. Keeps each in step with the turn's class. */
import type { Calendar } from '../calendar.ts';
import { Groups } from './groups.ts';
import { Members } from './members.ts';
import { Trend } from './trend.ts';
import { type Turn, UNCOUNTED } from './turn.ts';

export class Counts {
  readonly groups = new Groups();
  readonly trend = new Trend();
  /** Answered turns of the longest window by first response. */
  readonly answered = new Members<Turn>(isAnsweredBefore);
  answeredChanged = false;
  readonly #calendar: Calendar;

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  enter(turn: Turn, nowMs: number): void {
    turn.class = turn.classAt(nowMs, this.#calendar);
    this.groups.place(turn, nowMs);
    this.trend.add(turn, nowMs);
    this.#keepAnswered(turn);
  }

  withdraw(turn: Turn, nowMs: number): void {
    this.#dropAnswered(turn);
    this.groups.remove(turn);
    this.trend.move(turn, UNCOUNTED, nowMs);
    turn.class = UNCOUNTED;
  }

  /** @returns whether the class is another now */
  reclass(turn: Turn, nowMs: number): boolean {
    const next = turn.classAt(nowMs, this.#calendar);
    if (next === turn.class) return false;
    this.groups.reclass(turn, next);
    this.trend.move(turn, next, nowMs);
    turn.class = next;
    return true;
  }

  /** Sets how a turn ended; Infinity for not. */
  end(turn: Turn, respondedAtMs: number, closedAtMs: number, nowMs: number): void {
    this.#dropAnswered(turn);
    turn.end(respondedAtMs, closedAtMs);
    this.#keepAnswered(turn);
    if (!this.reclass(turn, nowMs)) this.groups.touch(turn);
  }

  /** An assignment was added, or counts for another turn now: at the least the clocks of those answered have changed. */
  reassign(turn: Turn): void {
    const next = turn.lead.assignmentBefore(turn.untilMs, turn.startMs);
    if (next !== turn.assignment) {
      turn.assignment = next;
      this.groups.reassign(turn);
    }
    this.groups.touch(turn);
    if (turn.isAnswered) this.answeredChanged = true;
  }

  /** Moves the windows on. @param gone called for those that stand in no window any more */
  expire(nowMs: number, gone: (turn: Turn) => void): void {
    this.groups.expire(nowMs, (turn) => {
      if (turn.isAnswered) {
        this.answered.remove(turn);
        this.answeredChanged = true;
      }
      gone(turn);
    });
  }

  #keepAnswered(turn: Turn): void {
    if (turn.ring < 0 || !turn.isAnswered) return;
    this.answered.add(turn);
    this.answeredChanged = true;
  }

  #dropAnswered(turn: Turn): void {
    if (turn.ring < 0 || !turn.isAnswered) return;
    this.answered.remove(turn);
    this.answeredChanged = true;
  }
}

function isAnsweredBefore(a: Turn, b: Turn): boolean {
  const aMs = a.respondedAtMs;
  const bMs = b.respondedAtMs;
  return aMs !== bMs ? aMs < bMs : a.name < b.name;
}
