/** Causes by which a value is nearly right: rounding, range and precision. */
export const CAUSES_OF_ARITHMETIC = {
  "rounds-toward-zero": { text: "results are cut, not rounded", remedy: "round to nearest, ties to even" },
  "rounds-ties-away": { text: "ties are rounded away from zero", remedy: "round ties to even" },
  "rounds-twice": { text: "results are rounded twice", remedy: "round once: to the element type, from the exact product" },
  "sticky-bits-lost": {
    text: "bits below the guard bits are dropped before rounding",
    remedy: "keep a sticky bit of all that is shifted out",
  },
  "carry-lost": { text: "the carry of rounding up is lost", remedy: "let the rounded fraction carry into the exponent" },
  "rounds-upward": {
    text: "results are rounded in another direction",
    remedy: "set the rounding mode to nearest, and restore it",
  },
  saturates: { text: "overflow is clamped to a finite number", remedy: "overflow gives infinity" },
  "overflows-too-early": {
    text: "overflow begins too early",
    remedy: "values below the largest plus half a step round to the largest",
  },
  "overflow-bits": { text: "overflow gives wrong bits", remedy: "build infinity as exponent all ones, fraction 0" },
  "subnormal-operand": { text: "subnormal operands are misread", remedy: "a subnormal has no hidden bit: normalise it first" },
  "subnormal-result": { text: "subnormal results are wrongly rounded", remedy: "round subnormal results to nearest too" },
  "narrower-format": { text: "a value passes through a narrower format", remedy: "keep float values in float" },
  "quotient-inaccurate": {
    text: "the division is too inaccurate",
    remedy: "refine the reciprocal once more, or correct by the residual",
  },
  "reciprocal-out-of-range": {
    text: "the reciprocal's refinement leaves the range",
    remedy: "scale total_weight before it is refined",
  },
  "small-normals-flushed": {
    text: "small normal numbers are flushed to zero",
    remedy: "flush below the smallest normal number, if at all",
  },
  "total-element-type": {
    text: "total_weight is read in another element type",
    remedy: "read it in the function's own element type",
  },
  "byte-order": {
    text: "an operand is read in the other byte order",
    remedy: "read elements in the order of the processor: a DataView takes big-endian if nothing is said",
  },
  "function-missing": { text: "a function of the platform is missing", remedy: "export it, or declare the other platform" },
} as const;
