/** Columns of a picture of so many concerns, by the shape of the screen. */
export interface Columns {
  usual: number;
  /** Portrait. */
  tall: number;
  /** Two screens side by side. */
  wide: number;
}

export function columnsOf(concerns: number): Columns {
  const half = Math.ceil(concerns / 2);
  return {
    usual: concerns <= 3 ? Math.max(1, concerns) : Math.max(2, half),
    tall: concerns <= 4 ? 1 : 2,
    wide: concerns <= 4 ? Math.max(1, concerns) : half,
  };
}
