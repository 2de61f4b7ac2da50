/** A table's columns as one list, from which inserts, selects and the type of a row are derived. */

/** `Item` is what one row is written from. */
export interface Column<Name extends string, Value, Item extends unknown[]> {
  name: Name;
  /** What a SELECT asks for. */
  sql: string;
  /** The value of an insert; absent where the store works it out. */
  write: ((...item: Item) => unknown) | undefined;
  /** The type of the SELECT's answer: never read. */
  value?: Value;
}
type AnyColumn = Column<string, unknown, never[]>;

/** A builder of columns that come back as `Value`. */
export const columnOf =
  <Item extends unknown[], Value>() =>
  <Name extends string>(name: Name, sql: string, write?: (...item: Item) => unknown): Column<Name, Value, Item> => ({ name, sql, write });

/** A row of the SELECT: one cell for each column, in order. */
export type RowOf<Columns extends readonly AnyColumn[]> = {
  -readonly [I in keyof Columns]: Columns[I] extends Column<string, infer Value, never[]> ? Value : never;
};
type ValueOf<Columns extends readonly AnyColumn[], Name extends string> =
  Extract<Columns[number], { name: Name }> extends Column<Name, infer Value, never[]> ? Value : never;

export const selectOf = (columns: readonly AnyColumn[]): string => columns.map(({ sql }) => sql).join(', ');

/** The columns that an insert writes. */
export function insertedOf<Item extends unknown[]>(columns: readonly Column<string, unknown, Item>[]) {
  return columns.flatMap(({ name, write }) => (write ? [{ name, write }] : []));
}

/** Makes readers of one cell of a row. */
export const cellOf =
  <const Columns extends readonly AnyColumn[]>(columns: Columns) =>
  <Name extends Columns[number]['name']>(name: Name) => {
    const index = columns.findIndex((column) => column.name === name);
    return (row: RowOf<Columns>) => (row as unknown[])[index] as ValueOf<Columns, Name>;
  };
