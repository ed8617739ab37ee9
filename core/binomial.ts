/** Confidence of every bound in a report. */
const CONFIDENCE = 0.95;

/** Halvings of an interval within [0, 1] until doubles have no value between its ends. */
const HALVINGS = 1100;

/**
 * The one-sided upper bound of Clopper and Pearson (1934) on a probability of failure: the largest p under which `failures` or
 * fewer of `draws` independent draws would still come with a probability of 1 - confidence. Exact: no draw is
 * approximated by a normal one.
 *
 * No failure in n draws: (1 - p)^n = 0.05 at p = 1 - 0.05^(1/n), about 3/n. All failed: nothing is excluded, 1.
 *
 * @throws RangeError if there is no draw, or the failures are not among them.
 */
export function failureRateBelow(failures: number, draws: number, confidence: number = CONFIDENCE): number {
  if (!(Number.isInteger(failures) && Number.isInteger(draws) && draws >= 1 && failures >= 0 && failures <= draws))
    throw new RangeError(`${failures} failures in ${draws} draws: takes whole numbers, and at least one draw`);
  const doubt = 1 - confidence;
  if (failures === draws) return 1;
  // 1 - e^x without the digits that the subtraction would lose where the bound is small.
  if (failures === 0) return -Math.expm1(Math.log(doubt) / draws);
  let [low, high] = [failures / draws, 1];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (atMost(failures, draws, middle) > doubt) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= failures) of a binomial X, for 0 < p < 1: its terms from the largest down, each from the one above it. */
function atMost(failures: number, draws: number, p: number): number {
  const odds = (1 - p) / p;
  let term = 1;
  let sum = 1;
  // term(k - 1) / term(k) = k / (n - k + 1) * (1 - p) / p, below 1 for p above failures / draws.
  for (let k = failures; k >= 1 && term > sum * Number.EPSILON; k--) {
    term *= (k / (draws - k + 1)) * odds;
    sum += term;
  }
  const largest = logChoose(draws, failures) + failures * Math.log(p) + (draws - failures) * Math.log1p(-p);
  return Math.exp(largest) * sum;
}

/** ln of n over k. */
function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Factorials below are summed, above come from Stirling's series, whose first left out term is below 1e-17 there. */
const SUMMED = 64;

/** ln n!; Stirling's series after Abramowitz and Stegun, 6.1.41. */
function logFactorial(n: number): number {
  if (n < SUMMED) {
    let sum = 0;
    for (let k = 2; k <= n; k++) sum += Math.log(k);
    return sum;
  }
  const x = n + 1;
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
