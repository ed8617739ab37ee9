import { type ElementFormat, formatOf } from "../core/format.ts";
import { NONE } from "../reference/operator.ts";
import { type Case, typeOf } from "./case.ts";
import { explicitInputs, withInputs } from "./explicit.ts";
import type { ValuePattern } from "./patterns.ts";

/** Elements up to which a case is written out to be shrunk row by row. */
const EXPLICIT_LIMIT = 4096;

/** Elements up to which each is simplified by itself. */
const SINGLE_LIMIT = 24;

/**
 * Simpler cases, the boldest steps first: fewer rows, fewer classes, a simpler mask, simpler memory, simpler values. Each
 * is valid if `c` is. A shrinker takes the first that still shows the same finding, and asks again.
 */
export function* simplerCases(c: Case): Generator<Case> {
  yield* fewerRows(c);
  yield* fewerClasses(c);
  yield* simplerMasks(c);
  yield* simplerMemory(c);
  yield* simplerLabels(c);
  yield* simplerValues(c);
}

/** Sizes below `n` worth trying: 1, halves, and one less. */
function smallerSizes(n: number, least: number): number[] {
  const sizes = [least];
  for (let cut = Math.floor(n / 2); cut >= 1; cut = Math.floor(cut / 2)) sizes.push(n - cut);
  return [...new Set(sizes)].filter((size) => size >= least && size < n);
}

function isSmall(c: Case): boolean {
  return c.batch + c.classNum + c.lossGradLength <= EXPLICIT_LIMIT;
}

/** The case with its first `batch` rows. */
function truncateRows(c: Case, batch: number): Case {
  const lossGradLength = c.reduction === NONE ? batch : Math.min(c.lossGradLength, batch);
  const labels =
    c.labels.kind === "explicit" ? { ...c.labels, labels: c.labels.labels.slice(0, batch) } : truncateExceptions(c.labels, batch);
  return { ...c, batch, lossGradLength, labels, lossGrad: truncateValues(c.lossGrad, lossGradLength) };
}

function truncateValues(pattern: ValuePattern, length: number): ValuePattern {
  return pattern.kind === "explicit" ? { ...pattern, bits: pattern.bits.slice(0, length) } : truncateExceptions(pattern, length);
}

function truncateExceptions<P extends { readonly except?: readonly (readonly [number, number])[] }>(
  pattern: P,
  length: number,
): P {
  if (pattern.except === undefined) return pattern;
  return { ...pattern, except: pattern.except.filter(([at]) => at < length) };
}

function* fewerRows(c: Case): Generator<Case> {
  if (c.batch < 2) return;
  for (const batch of smallerSizes(c.batch, 1)) {
    yield truncateRows(c, batch);
    if (!isSmall(c)) continue;
    // The last rows, rather than the first.
    const inputs = explicitInputs(c);
    const from = c.batch - batch;
    const lossGrad =
      c.reduction === NONE ? inputs.lossGrad.slice(from) : inputs.lossGrad.slice(0, Math.min(c.lossGradLength, batch));
    yield withInputs(c, { ...inputs, labels: inputs.labels.slice(from), lossGrad });
  }
}

function* fewerClasses(c: Case): Generator<Case> {
  if (c.classNum < 2) return;
  for (const classNum of smallerSizes(c.classNum, 1)) {
    const weight = truncateValues(c.weight, classNum);
    if (c.labels.kind === "explicit") {
      yield {
        ...c,
        classNum,
        weight,
        labels: { kind: "explicit", labels: c.labels.labels.map((label) => Math.min(label, classNum - 1)) },
      };
    } else {
      const { except } = c.labels;
      const labels =
        except === undefined
          ? c.labels
          : { ...c.labels, except: except.map(([row, label]) => [row, Math.min(label, classNum - 1)] as const) };
      yield { ...c, classNum, weight, labels };
    }
  }
}

function* simplerMasks(c: Case): Generator<Case> {
  if (c.coreMask === 1) return;
  yield { ...c, coreMask: 1 };
  // Adjacent cores from the first, then one core fewer.
  for (let mask = 3; mask < c.coreMask; mask = 2 * mask + 1) yield { ...c, coreMask: mask };
  for (let bit = 1; bit <= c.coreMask; bit *= 2) {
    if ((c.coreMask & bit) !== 0 && c.coreMask !== bit) yield { ...c, coreMask: c.coreMask - bit };
  }
}

function* simplerMemory(c: Case): Generator<Case> {
  if (c.lossGradLength > 1 && c.reduction !== NONE) yield { ...c, lossGradLength: 1, lossGrad: truncateValues(c.lossGrad, 1) };
  if (c.unused !== "drawn") yield { ...c, unused: "drawn" };
  if (c.placement !== "aligned") yield { ...c, placement: "aligned" };
  if (c.logits !== "finite") yield { ...c, logits: "finite" };
  if (c.poison !== "nan") yield { ...c, poison: "nan" };
  if (c.poison === "infinity") yield { ...c, poison: "finite" };
}

function* simplerLabels(c: Case): Generator<Case> {
  const first: Case = { ...c, labels: { kind: "drawn", labels: "first", seed: 0 } };
  if (c.labels.kind === "drawn") {
    if (c.labels.labels === "first" && c.labels.except === undefined) return;
    yield first;
    if (c.labels.labels !== "last") yield { ...c, labels: { kind: "drawn", labels: "last", seed: 0 } };
    if (c.labels.seed > 3 && c.labels.labels !== "last") for (const seed of [0, 1]) yield { ...c, labels: { ...c.labels, seed } };
    if (c.batch <= SINGLE_LIMIT) yield { ...c, labels: { kind: "explicit", labels: explicitInputs(c).labels } };
    return;
  }
  const { labels } = c.labels;
  if (labels.every((label) => label === 0)) {
    yield first;
    return;
  }
  if (labels.length > SINGLE_LIMIT) return;
  for (const [row, label] of labels.entries()) {
    for (const simpler of [0, c.classNum - 1, label >> 1, label - 1]) {
      if (simpler < 0 || simpler >= label) continue;
      yield { ...c, labels: { kind: "explicit", labels: labels.map((old, i) => (i === row ? simpler : old)) } };
    }
  }
}

function* simplerValues(c: Case): Generator<Case> {
  const format = formatOf(typeOf(c));
  for (const totalWeight of simplerBits(format, c.totalWeight)) yield { ...c, totalWeight };
  for (const lossGrad of simplerPatterns(format, c.lossGrad, c.lossGradLength)) yield { ...c, lossGrad };
  for (const weight of simplerPatterns(format, c.weight, c.classNum)) yield { ...c, weight };
  if (isSmall(c) && c.classNum <= SINGLE_LIMIT && c.lossGradLength <= SINGLE_LIMIT) {
    const { lossGrad, weight } = explicitInputs(c);
    if (c.lossGrad.kind === "drawn" && !isOne(c.lossGrad)) yield { ...c, lossGrad: { kind: "explicit", bits: lossGrad } };
    if (c.weight.kind === "drawn" && !isOne(c.weight)) yield { ...c, weight: { kind: "explicit", bits: weight } };
  }
}

function isOne(pattern: ValuePattern): boolean {
  return pattern.kind === "drawn" && pattern.values === "one" && pattern.except === undefined;
}

function* simplerPatterns(format: ElementFormat, pattern: ValuePattern, length: number): Generator<ValuePattern> {
  if (isOne(pattern)) return;
  yield { kind: "drawn", values: "one", seed: 0 };
  if (pattern.kind === "drawn") {
    if (pattern.except !== undefined) {
      const { except: _, ...plain } = pattern;
      yield plain;
    }
    if (pattern.values !== "integers" && pattern.values !== "one") yield { kind: "drawn", values: "integers", seed: 1 };
    return;
  }
  if (length > SINGLE_LIMIT) return;
  for (const [at, bits] of pattern.bits.entries()) {
    for (const simpler of simplerBits(format, bits)) {
      yield { kind: "explicit", bits: pattern.bits.map((old, i) => (i === at ? simpler : old)) };
    }
  }
}

/** How simple a value is: 1, then other small integers, then few significand bits. */
function complexity(format: ElementFormat, bits: number): number {
  const value = format.fromBits(bits);
  if (value === 1) return 0;
  if (!Number.isFinite(value)) return 2;
  const sign = value < 0 ? 1 : 0;
  if (Number.isInteger(value) && Math.abs(value) <= 64) return 2 + Math.abs(value) + sign;
  const fractionBits = format.precision - 1;
  let used = fractionBits;
  while (used > 0 && ((bits >>> (fractionBits - used)) & 1) === 0) used--;
  return 80 + used + sign;
}

/** Bits of simpler values, the simplest first. */
function simplerBits(format: ElementFormat, bits: number): number[] {
  const value = format.fromBits(bits);
  const own = complexity(format, bits);
  const candidates = [1, 2, 3, 0, -1, -2].map((simple) => format.toBits(simple));
  if (Number.isFinite(value)) {
    candidates.push(format.toBits(Math.abs(value)), format.toBits(Math.trunc(value)));
    const fractionBits = format.precision - 1;
    for (let kept = 0; kept < fractionBits; kept = 2 * kept + 1) {
      const dropped = fractionBits - kept;
      candidates.push(((bits >>> dropped) << dropped) >>> 0);
    }
  }
  return [...new Set(candidates)].filter((simpler) => simpler !== bits && complexity(format, simpler) < own);
}
