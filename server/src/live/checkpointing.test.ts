import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slicedJson } from './checkpointing.ts';

test('sliced JSON is JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(JSON.parse(await slicedJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('long lists come out whole, and other work gets its turn in between', async () => {
  const leads = Array.from({ length: 9_001 }, (_, i) => [`L${i}`, i, null, { raised: i % 2 === 0 }]);
  let turns = 0;
  let going = true;
  const other = () => {
    turns += 1;
    if (going) setImmediate(other);
  };
  setImmediate(other);
  const text = await slicedJson({ monitors: { lead: { state: { leads } } }, skipped: undefined });
  going = false;
  expect(JSON.parse(text)).toEqual({ monitors: { lead: { state: { leads } } } });
  expect(turns).toBeGreaterThan(3);
});
