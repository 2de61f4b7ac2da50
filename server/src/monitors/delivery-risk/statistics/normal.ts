/** The normal and log-normal distributions, as far as sums of step durations need them. */

/**
 * Φ(x), the standard normal distribution function, to about 1e-15: Hart's rational approximation as given by G. West,
 * "Better approximations to cumulative normal functions", Wilmott 2005.
 */
export function normalCdf(x: number): number {
  const a = Math.abs(x);
  if (a > 37) return x > 0 ? 1 : 0;
  const e = Math.exp((-a * a) / 2);
  let tail: number;
  if (a < 7.07106781186547) {
    const top =
      (((((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a + 33.912866078383) * a + 112.079291497871) * a +
        221.213596169931) *
        a +
      220.206867912376;
    const bottom =
      ((((((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a + 86.7807322029461) * a + 296.564248779674) * a +
        637.333633378831) *
        a +
        793.826512519948) *
        a +
      440.413735824752;
    tail = (e * top) / bottom;
  } else {
    tail = e / (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))) / 2.506628274631;
  }
  return x > 0 ? 1 - tail : tail;
}

/** φ(x), the standard normal density. */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / 2.5066282746310002;

/** Φ⁻¹(p), relative error below 1.2e-9: P. J. Acklam's rational approximation. 0 and 1 give −Infinity and Infinity. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)
  );
}

export interface LogNormal {
  /** Mean and standard deviation of the logarithm. */
  mu: number;
  sigma: number;
}

/**
 * The log-normal with the given mean and variance. Applied to the summed means and variances of independent durations this is
 * Fenton's approximation to a sum of log-normals: L. F. Fenton, "The sum of log-normal probability distributions in scatter
 * transmission systems", IRE Trans. Commun. Syst. 8 (1960).
 */
export function logNormalOfMoments(mean: number, variance: number): LogNormal {
  if (!(mean > 0)) return { mu: -Infinity, sigma: 0 };
  const sigma2 = Math.log1p(Math.max(0, variance) / (mean * mean));
  return { mu: Math.log(mean) - sigma2 / 2, sigma: Math.sqrt(sigma2) };
}

/** P(X > t). */
export function logNormalSurvival({ mu, sigma }: LogNormal, t: number): number {
  if (t <= 0) return 1;
  const z = Math.log(t) - mu;
  if (sigma === 0) return z < 0 ? 1 : 0;
  return normalCdf(-z / sigma);
}

/** E[max(X − t, 0)]: the stop-loss premium of a log-normal, the same closed form as an undiscounted Black–Scholes call. */
export function logNormalExcess(x: LogNormal, t: number): number {
  if (x.mu === -Infinity) return Math.max(0, -t);
  const mean = Math.exp(x.mu + (x.sigma * x.sigma) / 2);
  if (t <= 0) return mean - t;
  if (x.sigma === 0) return Math.max(0, mean - t);
  const d = (x.mu - Math.log(t)) / x.sigma;
  return Math.max(0, mean * normalCdf(d + x.sigma) - t * normalCdf(d));
}
