/** Inserts of many hands: a row that the store does not take is told apart, and harms no other. */

/**
 * Codes of the engine that say that a row cannot be read, whatever else is in the insert. Numbers as in ClickHouse's
 * `src/Common/ErrorCodes.cpp`.
 */
const UNREADABLE = new Map<string, string>([
  ['6', 'CANNOT_PARSE_TEXT'],
  ['25', 'CANNOT_PARSE_ESCAPE_SEQUENCE'],
  ['26', 'CANNOT_PARSE_QUOTED_STRING'],
  ['27', 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
  ['33', 'CANNOT_READ_ALL_DATA'],
  ['38', 'CANNOT_PARSE_DATE'],
  ['41', 'CANNOT_PARSE_DATETIME'],
  ['53', 'TYPE_MISMATCH'],
  ['69', 'ARGUMENT_OUT_OF_BOUND'],
  ['72', 'CANNOT_PARSE_NUMBER'],
  ['117', 'INCORRECT_DATA'],
  ['130', 'CANNOT_READ_ARRAY_FROM_TEXT'],
  ['131', 'TOO_LARGE_STRING_SIZE'],
  ['321', 'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE'],
  ['349', 'CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN'],
  ['376', 'CANNOT_PARSE_UUID'],
  ['469', 'VIOLATED_CONSTRAINT'],
]);

export interface RefusedRow<T> {
  row: T;
  error: Error;
}

/** Whether the store answered that it cannot read what it was given: to be asked again in vain. */
export function isUnreadable(error: unknown): error is Error {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && UNREADABLE.has(code)) return true;
  }
  return false;
}

/**
 * Inserts all, in order; where the store cannot read a batch, its halves, down to the rows that it cannot read.
 * @returns those rows. @throws what `insert` throws for any other reason; what came before is inserted then.
 */
export async function insertApart<T>(rows: readonly T[], insert: (rows: readonly T[]) => Promise<void>): Promise<RefusedRow<T>[]> {
  try {
    await insert(rows);
    return [];
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const [row] = rows;
    if (row === undefined || rows.length === 1) return row === undefined ? [] : [{ row, error }];
    const half = Math.ceil(rows.length / 2);
    return [...(await insertApart(rows.slice(0, half), insert)), ...(await insertApart(rows.slice(half), insert))];
  }
}
