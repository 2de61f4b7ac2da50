/** The order of arrival among rows in columns, as `ORDER BY ingested_at, id` gives it. */
import type { NativeColumn } from './nativeFormat.ts';

/** An instant and a place in one number that sorts by the instant: places take 18 bits, so instants have 35. */
const PLACES = 2 ** 18;
const INSTANTS_MS = 2 ** 35;

/** @param ids four words each. @returns the places of the rows, the first to arrive first */
export function byArrival(arrivalMs: Float64Array, ids: Uint32Array): Uint32Array {
  const rows = arrivalMs.length;
  const places = new Uint32Array(rows);
  const [firstMs, lastMs] = bounds(arrivalMs);
  const idOrder = (a: number, b: number) => compareIds(ids, 4 * a, 4 * b);
  if (rows >= PLACES || lastMs - firstMs >= INSTANTS_MS) {
    for (let row = 0; row < rows; row++) places[row] = row;
    return places.sort((a, b) => (arrivalMs[a] as number) - (arrivalMs[b] as number) || idOrder(a, b));
  }
  // Numbers alone are sorted by the platform, without a call for each comparison.
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row++) keys[row] = ((arrivalMs[row] as number) - firstMs) * PLACES + row;
  keys.sort();
  for (let row = 0; row < rows; row++) places[row] = (keys[row] as number) % PLACES;
  for (let start = 0; start < rows; ) {
    const ms = arrivalMs[places[start] as number];
    let end = start + 1;
    while (end < rows && arrivalMs[places[end] as number] === ms) end++;
    if (end - start > 1) places.subarray(start, end).sort(idOrder);
    start = end;
  }
  return places;
}

function bounds(numbers: Float64Array): [least: number, most: number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return [least, most];
}

/** The engine's own order of UUIDs: the second half decides before the first. */
function compareIds(words: Uint32Array, a: number, b: number): number {
  for (const word of [3, 2, 1, 0]) {
    const difference = (words[a + word] as number) - (words[b + word] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function inOrder(column: NativeColumn, places: Uint32Array): NativeColumn {
  if ('numbers' in column) return { numbers: gathered(column.numbers, places, 1) };
  if ('words' in column) return { words: gathered(column.words, places, column.words.length / places.length) };
  if ('dictionary' in column) {
    const { values, index } = column.dictionary;
    return { dictionary: { values, index: gathered(index, places, 1) } };
  }
  const { bytes, starts, ends } = column.text;
  return { text: { bytes, starts: gathered(starts, places, 1), ends: gathered(ends, places, 1) } };
}

function gathered<A extends Float64Array | Uint32Array>(from: A, places: Uint32Array, width: number): A {
  const to = new (from.constructor as new (length: number) => A)(from.length);
  for (let row = 0; row < places.length; row++) {
    const start = (places[row] as number) * width;
    for (let word = 0; word < width; word++) to[row * width + word] = from[start + word] as number;
  }
  return to;
}
