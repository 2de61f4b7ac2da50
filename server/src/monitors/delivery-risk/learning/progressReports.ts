/** Progress reports, grouped by what they are worth (DELIVERY-18). */

/** Log-ratios of progress reports are kept this much higher, so that the bins hold ±10. */
export const REPORT_OFFSET = 10;

/** Ages are told apart in steps of this much, as ln(work done by now ÷ work done when the report was made). */
export const AGE_STEP = 0.25;
export const OLDEST_AGE = 8;

const QUARTERS = 4;
const quarterOf = (share: number): number => Math.min(QUARTERS - 1, Math.floor(share * QUARTERS));

/** Names of the reports of one quarter of progress and one age, by quarter and then by age. */
export const REPORT_GROUPS: readonly string[] = Array.from({ length: QUARTERS }, (_q, quarter) =>
  Array.from({ length: OLDEST_AGE + 1 }, (_a, age) => `${quarter}.${age}`),
).flat();
/** Place of a group in {@link REPORT_GROUPS}. */
export const groupOf = (share: number, age: number): number => quarterOf(share) * (OLDEST_AGE + 1) + age;
export const reportGroup = (share: number, age: number): string => REPORT_GROUPS[groupOf(share, age)] as string;

/** How much work has been done, as a multiple of what had been at the report, when an age is reached. */
export const AGE_RATIOS: readonly number[] = Array.from({ length: OLDEST_AGE + 1 }, (_, age) => Math.exp(age * AGE_STEP));

/** Age of a report on the scale of {@link AGE_STEP}; a clock that stands before it (a late row) makes it no older than new. */
export const ageOf = (workAtReport: number, workByNow: number): number =>
  Math.max(0, Math.min(OLDEST_AGE, Math.floor(Math.log(workByNow / workAtReport) / AGE_STEP)));
