/** Progress reports, grouped by what they are worth (DELIVERY-18). */

/** Log-ratios of progress reports are kept this much higher, so that the bins hold ±10. */
export const REPORT_OFFSET = 10;

/** Ages are told apart in steps of this much, as ln(work done by now ÷ work done when the report was made). */
export const AGE_STEP = 0.25;
export const OLDEST_AGE = 8;

const quarterOf = (share: number): number => Math.min(3, Math.floor(share * 4));

/** Name of the reports of one quarter of progress and one age. */
export const reportGroup = (share: number, age: number): string => `${quarterOf(share)}.${age}`;

/** Age of a report on the scale of {@link AGE_STEP}; a clock that stands before it (a late row) makes it no older than new. */
export const ageOf = (workAtReport: number, workByNow: number): number =>
  Math.max(0, Math.min(OLDEST_AGE, Math.floor(Math.log(workByNow / workAtReport) / AGE_STEP)));
