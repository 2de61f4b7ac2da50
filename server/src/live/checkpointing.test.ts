import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PartRecord } from '../monitors/records.ts';
import { recordsOf, slicedText } from './checkpointing.ts';

async function piecesOf(records: Iterable<PartRecord>, elapsed = () => 0): Promise<string[]> {
  const pieces: string[] = [];
  for await (const text of slicedText(records, elapsed)) pieces.push(text);
  return pieces;
}

test('records come out as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.jsonValue())), async (records) => {
      expect([...recordsOf(await piecesOf(records))]).toEqual(JSON.parse(JSON.stringify(records)));
    }),
  );
});

test('long states come out in pieces, and other work gets its turn in between', async () => {
  const leads = Array.from({ length: 9_001 }, (_, i): PartRecord => ['lead-response', [`L${i}`, i, 'x'.repeat(90)]]);
  let turns = 0;
  let going = true;
  const other = () => {
    turns += 1;
    if (going) setImmediate(other);
  };
  setImmediate(other);
  let ms = 0;
  const pieces = await piecesOf(leads, () => ms++);
  going = false;
  expect(pieces.length).toBeGreaterThan(3);
  expect([...recordsOf(pieces)]).toEqual(leads);
  expect(turns).toBeGreaterThan(100);
});
