/** Bins of log-durations, even in ln(seconds), in which durations are counted. */

/** Width of a bin in units of ln(seconds), and how many there are: 1 s to 15 years. */
export const BIN_WIDTH = 0.05;
export const BINS = 400;

/** Bin of a value already in log units; one out of range goes to the last bin on that side. */
export const binOf = (value: number): number => Math.max(0, Math.min(BINS - 1, Math.floor(value / BIN_WIDTH)));
/** ln(seconds), of at least one second. */
export const logSeconds = (ms: number): number => Math.log(Math.max(1, ms / 1_000));
/** First bin that begins after `seconds`. */
export const binAfter = (seconds: number): number => (seconds <= 1 ? 0 : Math.floor(Math.log(seconds) / BIN_WIDTH) + 1);
/** Middle of each bin, in seconds. */
export const BIN_SECONDS = Float64Array.from({ length: BINS }, (_, bin) => Math.exp((bin + 0.5) * BIN_WIDTH));
