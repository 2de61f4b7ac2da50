/**
 * The state of many entities as of one call, drawn slice by slice while they go on changing: copy on write. Before an entity is changed or
 * removed its record is made, if it has not been drawn yet.
 */

export interface Saveable {
  /** Of which snapshot its record was made, or that it came after; {@link Snapshot} writes it. 0 at first. */
  savedIn: number;
}

/** For entities of one kind, of which each is in no other snapshot. While nothing is being saved each call costs one comparison. */
export class Snapshot<E extends Saveable> {
  #epoch = 0;
  #record: ((entity: E) => unknown) | null = null;
  /** Made ahead of their turn, of entities that have changed since. */
  #ahead: unknown[] = [];

  /**
   * @param entities read while drawing, so additions and removals must not disturb it: the `values()` of a Map, a Set, or a generator over such
   * @param record shares nothing with the entity that changes later
   * @returns the records as of this call, in no order, to be drawn once; a second call ends the first, whose records then stop
   */
  begin(entities: Iterable<E>, record: (entity: E) => unknown): Iterable<unknown> {
    this.#epoch += 1;
    this.#record = record;
    this.#ahead = [];
    return this.#draw(this.#epoch, entities[Symbol.iterator](), record);
  }

  /** Call before an entity is changed or removed. */
  before(entity: E): void {
    if (this.#record === null || entity.savedIn === this.#epoch) return;
    entity.savedIn = this.#epoch;
    this.#ahead.push(this.#record(entity));
  }

  /** Call when an entity has come. */
  added(entity: E): void {
    if (this.#record !== null) entity.savedIn = this.#epoch;
  }

  *#draw(epoch: number, entities: Iterator<E>, record: (entity: E) => unknown): Generator<unknown> {
    try {
      while (this.#epoch === epoch) {
        if (this.#ahead.length > 0) {
          yield this.#ahead.pop();
          continue;
        }
        const next = entities.next();
        if (next.done) return;
        if (next.value.savedIn === epoch) continue;
        next.value.savedIn = epoch;
        yield record(next.value);
      }
    } finally {
      if (this.#epoch === epoch) {
        this.#record = null;
        this.#ahead = [];
      }
    }
  }
}
