/** A list that nearly always holds one thing, which then stands for itself: no array for each of many leads. Never changed in place. */
export type Few<T extends object> = T | readonly T[] | null;

export const countOf = <T extends object>(few: Few<T>): number => (few === null ? 0 : isList(few) ? few.length : 1);

/** @param index below {@link countOf} */
export const nthOf = <T extends object>(few: Few<T>, index: number): T => (isList(few) ? (few[index] as T) : (few as T));

export const lastOf = <T extends object>(few: Few<T>): T | null => (isList(few) ? (few.at(-1) ?? null) : few);

export const listOf = <T extends object>(few: Few<T>): readonly T[] => (few === null ? [] : isList(few) ? few : [few]);

export const fewOf = <T extends object>(list: readonly T[]): Few<T> => (list.length > 1 ? list : (list[0] ?? null));

export function withInserted<T extends object>(few: Few<T>, index: number, item: T): Few<T> {
  if (few === null) return item;
  return isList(few) ? few.toSpliced(index, 0, item) : index === 0 ? [item, few] : [few, item];
}

function isList<T extends object>(few: Few<T>): few is readonly T[] {
  return Array.isArray(few);
}
