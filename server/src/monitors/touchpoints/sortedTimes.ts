/** Lists of instants in ascending order. */

/** Inserts `atMs`; nearly always at the end. */
export function insertSorted(times: number[], atMs: number): void {
  let i = times.length;
  while (i > 0 && (times[i - 1] as number) > atMs) i -= 1;
  if (i === times.length) times.push(atMs);
  else times.splice(i, 0, atMs);
}

/** Index of the first time after `atMs`. */
export function firstAfter(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((times[mid] as number) <= atMs) low = mid + 1;
    else high = mid;
  }
  return low;
}
