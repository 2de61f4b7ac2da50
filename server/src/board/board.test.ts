import { applyDelta, applySnapshot, emptyCopy, type TopicCopy } from '@warroom/protocol/apply';
import type { LeadDistributionRow, LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Board, type TopicDelta } from './board.ts';
import { rowEqual } from './rowEqual.ts';

const TREND = 'lead-response.trend';
const BINS = 'lead-response.distribution';
const row = (n: number): LeadTrendRow => ({ at: 'x', serviceLevel: null, decided: n, violated: 0 });

let board: Board;
beforeEach(() => {
  board = new Board({ epoch: 'e1' });
});

describe('rows', () => {
  test('BOARD-1: a row equal field by field to the one there is no change, nested fields included', () => {
    const bins = (): LeadDistributionRow => ({ binSeconds: 10, answered: [1, 2] });
    board.set(BINS, '1h', bins());
    expect(board.flush()).toHaveLength(1);
    board.set(BINS, '1h', bins());
    expect(board.flush()).toEqual([]);
    board.set(BINS, '1h', { ...bins(), answered: [1, 3] });
    expect(board.flush()).toMatchObject([{ topic: BINS, p: 1, s: 2, up: [['1h', { answered: [1, 3] }]], rm: [] }]);
  });

  test('BOARD-2: what is changed and changed back between two flushes is not sent, and takes no number', () => {
    board.set(TREND, 'a', row(1));
    board.flush();
    board.set(TREND, 'a', row(2));
    board.set(TREND, 'a', row(1));
    board.set(TREND, 'b', row(1));
    board.delete(TREND, 'b');
    board.delete(TREND, 'a');
    board.set(TREND, 'a', row(1));
    expect(board.flush()).toEqual([]);
    expect(board.seq(TREND)).toBe(1);
  });

  test('BOARD-2: many changes of a row between two flushes are one', () => {
    for (let n = 0; n < 5; n++) board.set(TREND, 'a', row(n));
    expect(board.flush()).toEqual([{ topic: TREND, p: 0, s: 1, up: [['a', row(4)]], rm: [] }]);
  });

  test('BOARD-3: topics count apart, and can be flushed apart', () => {
    board.set(TREND, 'a', row(1));
    board.set(BINS, '1h', { binSeconds: 1, answered: [] });
    expect(board.flush([BINS]).map((d) => d.topic)).toEqual([BINS]);
    expect([board.seq(TREND), board.seq(BINS)]).toEqual([0, 1]);
    expect(board.flush().map((d) => d.topic)).toEqual([TREND]);
  });

  test('BOARD-8: cleared and filled again before the next flush, only the difference is sent', () => {
    for (const key of ['same', 'other', 'gone']) board.set(TREND, key, row(1));
    board.flush();
    board.clear();
    board.set(TREND, 'same', row(1));
    expect([...board.flushedRows(TREND)]).toHaveLength(3);
    board.set(TREND, 'other', row(2));
    board.set(TREND, 'new', row(3));
    expect(board.flush()).toEqual([
      {
        topic: TREND,
        p: 1,
        s: 2,
        up: [
          ['other', row(2)],
          ['new', row(3)],
        ],
        rm: ['gone'],
      },
    ]);
  });

  test('a topic that does not exist is a mistake of the caller', () => {
    expect(() => board.rows('no.such' as typeof TREND)).toThrow(RangeError);
  });
});

describe('rowEqual', () => {
  test.each([
    [{ a: 1, b: null }, { b: null, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [[1, [2]], [1, [2]], true],
    [[1], { 0: 1 }, false],
    [null, {}, false],
    [Number.NaN, Number.NaN, true],
    ['1', 1, false],
  ])('%j and %j: %s', (a, b, equal) => {
    expect(rowEqual(a, b)).toBe(equal);
    expect(rowEqual(b, a)).toBe(equal);
  });
});

describe('properties', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('set' as const), key, n: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), key, n: fc.constant(0) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const), key, n: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), key, n: fc.constant(0) }) },
  );

  function snapshotOf(on: Board): TopicCopy {
    const copy = emptyCopy();
    applySnapshot(copy, {
      t: 'snap',
      ts: 0,
      k: TREND,
      e: on.epoch,
      s: on.seq(TREND),
      part: 0,
      last: true,
      rows: [...on.flushedRows(TREND)],
    });
    return copy;
  }
  const wire = ({ topic, ...rest }: TopicDelta) => ({ t: 'd' as const, ts: 0, k: topic, e: 'e1', ...rest });

  test('BOARD-4, BOARD-7: a snapshot of any number and the deltas after it are the snapshot of the last, at every point between flushes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const on = new Board({ epoch: 'e1' });
        const copies = [snapshotOf(on)];
        for (const { do: what, key, n } of steps) {
          if (what === 'set') on.set(TREND, key, row(n));
          else if (what === 'delete') on.delete(TREND, key);
          else if (what === 'clear') on.clear();
          else for (const d of on.flush()) for (const copy of copies) expect(applyDelta(copy, wire(d))).toBe('applied');
          // One that joins between two flushes must stand exactly where those stand who were there all along.
          const joined = snapshotOf(on);
          expect(joined.rows).toEqual(copies[0]?.rows);
          expect(joined.seq).toBe(copies[0]?.seq);
          copies.push(joined);
          for (const [key, flushed] of joined.rows) expect(on.flushedRow(TREND, key)).toBe(flushed);
        }
        for (const d of on.flush()) for (const copy of copies) applyDelta(copy, wire(d));
        for (const copy of copies) expect(copy.rows).toEqual(on.rows(TREND));
      }),
    );
  });
});
