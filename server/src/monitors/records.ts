/** A saved state is a stream of records, each under the name of the part that it belongs to; the records of one part stand together. */

/** `record`: plain JSON data. */
export type PartRecord = [part: string, record: unknown];

/** Reads records part by part, in the order in which the parts were written. */
export class RecordReader {
  readonly #records: Iterator<PartRecord>;
  #next: IteratorResult<PartRecord>;

  constructor(records: Iterable<PartRecord>) {
    this.#records = records[Symbol.iterator]();
    this.#next = this.#records.next();
  }

  /** What comes of one part; nothing where another comes first. */
  *part(name: string): Generator<unknown> {
    while (!this.#next.done && this.#next.value[0] === name) {
      const [, record] = this.#next.value;
      // Moved on first: whoever takes the record may not ask for another.
      this.#next = this.#records.next();
      yield record;
    }
  }
}
