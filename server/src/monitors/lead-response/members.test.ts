import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Members } from './members.ts';

interface One {
  name: string;
  atMs: number;
}

const inOrder = (all: Iterable<One>) => [...all].sort((a, b) => a.atMs - b.atMs || (a.name < b.name ? -1 : 1));

/** Long runs of one kind of step, so that stretches are filled, split, emptied and cut. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom('append', 'append', 'insert', 'insert', 'dropFirst', 'dropFirst', 'removeAny', 'removeStranger'),
    times: fc.integer({ min: 1, max: 900 }),
    seed: fc.nat(),
  }),
  { maxLength: 12 },
);

test('LEAD-9 members stand in order of instant and name, whatever is added, dropped and taken out', () => {
  fc.assert(
    fc.property(steps, (drawn) => {
      const members = new Members<One>((a, b) => (a.atMs !== b.atMs ? a.atMs < b.atMs : a.name < b.name));
      const model = new Set<One>();
      let serial = 0;
      for (const { what, times, seed } of drawn) {
        let random = seed % 99_991;
        let all = inOrder(model);
        for (let n = 0; n < times; n += 1) {
          random = (random * 7_919 + 12_345) % 99_991;
          if (what === 'append' || what === 'insert') {
            serial += 1;
            const atMs = what === 'append' ? 1_000 + Math.floor(serial / 3) : random % (1_100 + serial);
            const one = { name: `n${(serial * 37) % 1_009}-${serial}`, atMs };
            model.add(one);
            members.add(one);
          } else if (what === 'removeStranger') {
            members.remove({ name: 'n', atMs: random % 3_000 });
          } else {
            const one = what === 'dropFirst' ? all[n] : all[random % Math.max(1, all.length)];
            if (!one) break;
            model.delete(one);
            members.remove(one);
          }
        }
        all = inOrder(model);
        expect(members.size).toBe(all.length);
        expect([members.first(), members.last()]).toEqual([all[0], all.at(-1)]);
        expect([...members.backwards()]).toEqual(all.toReversed());
        const afterMs = random % 2_000;
        const walked: One[] = [];
        members.walkFrom(
          ({ atMs }) => atMs > afterMs,
          (one) => walked.push(one),
        );
        expect(walked).toEqual(all.filter(({ atMs }) => atMs > afterMs));
      }
    }),
    { numRuns: 60 },
  );
});
