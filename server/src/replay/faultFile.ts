/** The faults of a replay go into a file as they are found: a history of bad rows may have more of them than memory holds. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Fault } from '@warroom/protocol/events';

const FLUSH_LENGTH = 64 * 1024;

export class FaultFile {
  /** The first ones, to be shown. */
  readonly first: Fault[] = [];
  readonly #mostFirst: number;
  readonly #file: number;
  #text = '';
  #faults = 0;
  #rows = 0;
  #lastLine: number | null = null;

  /** @param file NDJSON, begun anew. @param mostFirst how many are kept in memory. @throws what the file system says */
  constructor(file: string, mostFirst: number) {
    this.#file = openSync(file, 'w');
    this.#mostFirst = mostFirst;
  }

  get faults(): number {
    return this.#faults;
  }

  /** With a fault: those of one row come one after another. */
  get rows(): number {
    return this.#rows;
  }

  add(fault: Fault): void {
    this.#faults += 1;
    if (fault.line !== this.#lastLine) this.#rows += 1;
    this.#lastLine = fault.line;
    if (this.first.length < this.#mostFirst) this.first.push(fault);
    this.#text += `${JSON.stringify(fault)}\n`;
    if (this.#text.length >= FLUSH_LENGTH) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#text);
    this.#text = '';
  }
}
