/**
 * Kaplan–Meier quantiles of the time to first response. The event is the response; a lead still open is censored at its age, a lead
 * closed unanswered at its closing. (E. L. Kaplan, P. Meier: Nonparametric estimation from incomplete observations, JASA 53, 1958.)
 */

/** A duration and whether it ended in a response, in one number that sorts by duration, responses first among equals. */
export function codeDuration(durationMs: number, answered: boolean): number {
  return durationMs * 2 + (answered ? 0 : 1);
}

/** Survival is a product of fractions: what should be exactly 1 − p may come out a few ulps above. */
const SLACK = 1e-12;

/**
 * @param coded durations as {@link codeDuration} makes them, sorted ascending
 * @param probabilities ascending, each in (0, 1)
 * @returns for each p the smallest duration in ms at which survival ≤ 1 − p; null where it never gets there
 */
export function quantiles(coded: Float64Array, probabilities: readonly number[]): (number | null)[] {
  const found: (number | null)[] = probabilities.map(() => null);
  let next = 0;
  let survival = 1;
  for (let i = 0; i < coded.length && next < probabilities.length; ) {
    const first = coded[i] as number;
    if (first % 2 === 1) {
      i += 1;
      continue;
    }
    let end = i + 1;
    while (end < coded.length && coded[end] === first) end += 1;
    survival *= 1 - (end - i) / (coded.length - i);
    while (next < probabilities.length && survival <= 1 - (probabilities[next] as number) + SLACK) {
      found[next] = first / 2;
      next += 1;
    }
    i = end;
  }
  return found;
}
