const AT_ONCE = 200;

/** Several small records as one. */
export function* inBatches<T>(records: Iterable<T>, most = AT_ONCE): Generator<T[]> {
  let batch: T[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < most) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
