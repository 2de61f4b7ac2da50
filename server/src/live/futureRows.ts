/** Rows of the alert log that were written under a clock that has been set back since, until their instant comes. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';

export class FutureRows {
  #rows: AlertLogRow[] = [];
  #nextMs = Number.POSITIVE_INFINITY;

  keep(rows: readonly AlertLogRow[]): void {
    this.#rows.push(...rows);
    for (const { atMs } of rows) this.#nextMs = Math.min(this.#nextMs, atMs);
  }

  /** Takes out those whose instant has come, in order of time. */
  due(nowMs: number): AlertLogRow[] {
    if (nowMs < this.#nextMs) return [];
    const due = this.#rows.filter(({ atMs }) => atMs <= nowMs);
    this.#rows = this.#rows.filter(({ atMs }) => atMs > nowMs);
    this.#nextMs = this.#rows.reduce((next, { atMs }) => Math.min(next, atMs), Number.POSITIVE_INFINITY);
    return due.sort((a, b) => a.atMs - b.atMs);
  }

  clear(): void {
    this.#rows = [];
    this.#nextMs = Number.POSITIVE_INFINITY;
  }
}
