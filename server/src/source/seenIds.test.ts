import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuidText } from '../store/eventPage.ts';
import { idWords, type SavedIds, SeenIds } from './seenIds.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const find = (seen: SeenIds, n: number) => seen.find(idWords(id(n)), 0);
const add = (seen: SeenIds, n: number, state: 'applied' | 'rejected', ms: number) => seen.add(idWords(id(n)), 0, state, ms);
const again = (fromMs: number, records: Iterable<SavedIds>) => SeenIds.restore(fromMs, JSON.parse(JSON.stringify([...records])));

test('ids are forgotten by the second of their arrival, and come back from a checkpoint', () => {
  const seen = new SeenIds(0);
  add(seen, 1, 'applied', 1_500);
  add(seen, 2, 'applied', 2_500);
  add(seen, 3, 'rejected', 2_600);
  seen.forgetBefore(2_999);
  for (const ids of [seen, again(seen.fromMs, seen.save())]) {
    expect([1, 2, 3].map((n) => find(ids, n))).toEqual([null, 'applied', 'rejected']);
    expect([ids.size, ids.fromMs]).toEqual([2, 2_000]);
  }
});

test('an id is words as the engine holds them, and text', () => {
  fc.assert(
    fc.property(fc.uuid(), (text) => {
      expect(uuidText(idWords(text), 0)).toBe(text);
    }),
  );
  // `SELECT toUUID('34cdab11-2c6a-41f8-8a48-9f177ea0a22e') FORMAT Native`
  const bytes = Buffer.from('f8416a2c11abcd342ea2a07e179f488a', 'hex');
  expect([...idWords('34cdab11-2c6a-41f8-8a48-9f177ea0a22e')]).toEqual([0, 4, 8, 12].map((start) => bytes.readUInt32LE(start)));
});

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ add: fc.nat(400), state: fc.constantFrom('applied', 'rejected'), inMs: fc.nat(20_000) }) },
  { weight: 1, arbitrary: fc.record({ passMs: fc.nat(15_000) }) },
  { weight: 1, arbitrary: fc.record({ save: fc.constant(true) }) },
);

test('a table of ids is what a map of them is; a saved state is as of its call, whatever is added and forgotten while it is drawn', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 200, maxLength: 1_500 }), fc.infiniteStream(fc.boolean()), (steps, draws) => {
      const seen = new SeenIds(0);
      const model = new Map<number, { state: 'applied' | 'rejected'; second: number }>();
      const stateOf = (n: number, fromMs: number, map: typeof model) => {
        const known = map.get(n);
        return known && known.second * 1_000 >= fromMs ? known.state : null;
      };
      let saved: { records: Iterator<SavedIds>; drawn: SavedIds[]; fromMs: number; model: typeof model } | null = null;
      for (const one of steps) {
        if ('add' in one) {
          const ms = seen.fromMs + one.inMs - 2_000;
          add(seen, one.add, one.state as 'applied' | 'rejected', ms);
          const second = Math.max(model.get(one.add)?.second ?? 0, Math.floor(Math.max(ms, seen.fromMs) / 1_000));
          model.set(one.add, { state: one.state as 'applied' | 'rejected', second });
          expect(find(seen, one.add)).toBe(one.state);
        } else if ('passMs' in one) {
          seen.forgetBefore(seen.fromMs + one.passMs);
        } else {
          saved = { records: seen.save()[Symbol.iterator](), drawn: [], fromMs: seen.fromMs, model: new Map(model) };
        }
        if (saved && draws.next().value) {
          const { done, value } = saved.records.next();
          if (!done) saved.drawn.push(value);
        }
      }
      for (let n = 0; n <= 400; n++) expect(find(seen, n)).toBe(stateOf(n, seen.fromMs, model));
      if (!saved) return;
      for (let next = saved.records.next(); !next.done; next = saved.records.next()) saved.drawn.push(next.value);
      const restored = again(saved.fromMs, saved.drawn);
      for (let n = 0; n <= 400; n++) expect(find(restored, n)).toBe(stateOf(n, saved.fromMs, saved.model));
    }),
    { numRuns: 60 },
  );
});

test('a row that says it arrived in the far future is forgotten like any other in the end', () => {
  const seen = new SeenIds(0);
  add(seen, 1, 'applied', Date.UTC(2279, 0));
  const restored = again(seen.fromMs, seen.save());
  for (const ids of [seen, restored]) expect(find(ids, 1)).toBe('applied');
});
