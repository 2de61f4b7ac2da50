/** Rows of one batch mostly share their minute: its text is made once. */
let lastMinute = { number: Number.NaN, text: '' };

/** `2026-11-22 08:00:00.250`: read alike by every version of the engine, unlike numbers. */
export function sqlTime(ms: number): string {
  const minute = Math.floor(ms / 60_000);
  if (minute !== lastMinute.number)
    lastMinute = { number: minute, text: new Date(minute * 60_000).toISOString().slice(0, 17).replace('T', ' ') };
  const seconds = (ms - minute * 60_000) / 1_000;
  return `${lastMinute.text}${seconds < 10 ? '0' : ''}${seconds.toFixed(3)}`;
}

/** An instant as an expression that a primary key of instants is searched by. */
export const sqlInstant = (ms: number): string => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}))`;
