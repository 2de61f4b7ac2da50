import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Saveable, Snapshot } from './snapshot.ts';

interface Counter extends Saveable {
  name: string;
  count: number;
}

/** Entities by name, changed under a snapshot as a monitor changes them. */
class Counters {
  readonly snapshot = new Snapshot<Counter>();
  readonly #byName = new Map<string, Counter>();

  add(name: string): void {
    const known = this.#byName.get(name);
    if (known) {
      this.snapshot.before(known);
      known.count += 1;
      return;
    }
    const counter = { name, count: 1, savedIn: 0 };
    this.snapshot.added(counter);
    this.#byName.set(name, counter);
  }

  remove(name: string): void {
    const counter = this.#byName.get(name);
    if (counter) this.snapshot.before(counter);
    this.#byName.delete(name);
  }

  /** The same entity to the end of the order: it comes by the iterator once more. */
  move(name: string): void {
    const counter = this.#byName.get(name);
    if (!counter) return;
    this.snapshot.before(counter);
    this.#byName.delete(name);
    this.#byName.set(name, counter);
  }

  save(): Iterable<unknown> {
    return this.snapshot.begin(this.#byName.values(), ({ name, count }) => `${name}=${count}`);
  }

  now(): string[] {
    return Array.from(this.#byName.values(), ({ name, count }) => `${name}=${count}`).sort();
  }
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const step = fc.record({
  what: fc.constantFrom('add', 'add', 'remove', 'move', 'draw', 'draw', 'draw'),
  name: fc.constantFrom(...NAMES),
});

describe('a snapshot drawn while its entities go on', () => {
  test('holds what stood at the call, each once, whatever changes in between; the next one likewise', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.array(fc.array(step, { maxLength: 40 }), { minLength: 1, maxLength: 3 }),
        (early, rounds) => {
          const counters = new Counters();
          for (const { what, name } of early) if (what === 'add') counters.add(name);
          for (const round of rounds) {
            const expected = counters.now();
            const records = counters.save()[Symbol.iterator]();
            const drawn: unknown[] = [];
            for (const { what, name } of round) {
              if (what === 'add') counters.add(name);
              else if (what === 'remove') counters.remove(name);
              else if (what === 'move') counters.move(name);
              else {
                const next = records.next();
                if (!next.done) drawn.push(next.value);
              }
            }
            for (let next = records.next(); !next.done; next = records.next()) drawn.push(next.value);
            expect(drawn.sort()).toEqual(expected);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a second call ends the first, and holds all as of its own', () => {
    const counters = new Counters();
    for (const name of NAMES) counters.add(name);
    const first = counters.save()[Symbol.iterator]();
    first.next();
    counters.add('a');
    const second = counters.save();
    expect(first.next().done).toBe(true);
    counters.add('b');
    expect([...second].sort()).toEqual(['a=2', 'b=1', 'c=1', 'd=1', 'e=1', 'f=1']);
  });

  test('when it is drawn, or given up halfway, no more records are made', () => {
    const counters = new Counters();
    const made: string[] = [];
    const { snapshot } = counters;
    const one = { name: 'x', count: 1, savedIn: 0 };
    const begin = () =>
      snapshot.begin(new Set([one, { name: 'y', count: 1, savedIn: 0 }]), ({ name }) => {
        made.push(name);
        return name;
      });
    expect([...begin()]).toEqual(['x', 'y']);
    const later = { name: 'z', count: 1, savedIn: 0 };
    snapshot.before(later);
    for (const _ of begin()) break;
    snapshot.before(later);
    expect(made).toEqual(['x', 'y', 'x']);
  });
});
