import type { Case } from "../../case.ts";
import { entryFormat } from "../../fingerprint.ts";
import type { Evidence, ExaminedCall } from "../evidence.ts";
import { coresOf } from "../shares.ts";

/** Whether what was touched lies beside a buffer: past its end, or before its start. */
export const buffer =
  (name: string, past = true) =>
  ({ violation: { cell } }: Evidence): boolean =>
    cell.buffer === name && past === (cell.byte ?? 0) >= 0;

/** A write beside an input, where only an output may be written. */
export const isWriteToInput = ({ violation: { cell, received } }: Evidence): boolean =>
  cell.buffer !== undefined && cell.buffer !== "logitsGrad" && received.startsWith("a write");

/** Whether memory faulted, far from any buffer's canaries. */
export const faults = ({ violation }: Evidence): boolean => violation.received.startsWith("SIG");

/** Whether what was received instead of the result is told in some words. */
export const received =
  (pattern: RegExp) =>
  ({ violation }: Evidence): boolean =>
    pattern.test(violation.received);

/** Whether a shrunk case is too small to fill a stack of megabytes, by elements or by recursion. */
export const isForBuffer = ({ plan }: Evidence): boolean =>
  plan.kind === "call" && plan.call.batch < 1000 && 4 * plan.call.batch * plan.call.classNum < 2 ** 17;

/** Whether off-label cells are wrong besides, where there are some that could be. */
export const areTorn = (calls: readonly ExaminedCall[]): boolean =>
  mostly(
    calls.filter(({ torn, case: { batch, classNum } }) => torn !== undefined && batch > 1 && classNum > 1),
    ({ torn }) => torn === true,
  );

/** Whether the label cells of rows with wrong off-label cells are wrong as well: they went there. */
export const areDisplaced = ({ calls }: Evidence): boolean => mostly(calls, ({ displaced }) => displaced === true);

/** Whether no label cell was written in the calls that fail. */
export const areUnwritten = (calls: readonly ExaminedCall[]): boolean => mostly(calls, ({ unwritten }) => unwritten);

const mostly = (calls: readonly ExaminedCall[], is: (call: ExaminedCall) => boolean): boolean => {
  const failing = calls.filter((call) => call.failing);
  return failing.length > 0 && failing.filter(is).length >= 0.7 * failing.length;
};

/** Whether calls fail otherwise when they are made again. */
export const areUnsteady = (calls: readonly ExaminedCall[]): boolean => {
  const failing = calls.filter((call) => call.failing);
  return failing.filter((call) => call.unsteady).length >= Math.max(2, failing.length / 5);
};

/** Whether the call begins with what another call left in its output. */
export const onOldOutput = ({ plan }: Evidence): boolean => plan.kind === "call" && plan.call.poison === "left";

/** Whether a call on an output that others left gives other results than on a poisoned one. */
export const dependsOnOldOutput = ({ plan }: Evidence): boolean => plan.kind === "relation" && plan.relation === "output-left";

/** Whether it takes calls before to show the finding. */
export const history = (evidence: Evidence): boolean =>
  evidence.again === "history" || (evidence.plan.kind === "call" && evidence.plan.before.length > 0 && !onOldOutput(evidence));

/** Whether a call that always fails by itself fails otherwise each time. */
export const hasUnsteadyState = ({ again, calls }: Evidence): boolean => again === "always" && areUnsteady(calls);

const isUnwritten = ({ violation }: Evidence): boolean => violation.received.includes("never written");

/** Whether several cores do the call. */
export const hasCores = ({ plan }: Evidence): boolean =>
  plan.kind === "call" && plan.call.entry.endsWith("_s") && coresOf(plan.call.coreMask) > 1;

/** Whether the smallest of calls shows it, on some cores of the platform and not on all. */
export const isSmallOnSomeCores = ({ plan }: Evidence): boolean =>
  plan.kind === "call" && plan.call.entry.endsWith("_s") && plan.call.batch * plan.call.classNum <= 4 && plan.call.coreMask < 15;

/** Whether cores leave cells unwritten after calls before: no kept input does. */
export const isUnwrittenByCores = (evidence: Evidence): boolean =>
  history(evidence) && isUnwritten(evidence) && hasCores(evidence);

/** Whether a NaN or infinity still stands there after calls before: what was added to it does not show. */
export const isAddedByHistory = (evidence: Evidence): boolean =>
  history(evidence) &&
  isUnwritten(evidence) &&
  evidence.plan.kind === "call" &&
  ["nan", "infinity"].includes(evidence.plan.call.poison);

/** Whether it takes calls before for nothing to be written. */
export const isUnwrittenByHistory = (evidence: Evidence): boolean =>
  (history(evidence) || evidence.again === "never") && areUnwritten(evidence.calls);

/** Whether cells that hold a zero hold -0 as well as 0: it is the result of a product, and was not left by a fill. */
export const areSigned = ({ violation: { entry }, calls }: Evidence): boolean => {
  const { signBit } = entryFormat(entry);
  const wrong = calls.flatMap((call) => call.wrong);
  const minus = wrong.filter(([, , bits]) => bits === signBit).length;
  return minus >= wrong.length / 5 && minus <= (4 * wrong.length) / 5;
};

/** The call that a finding was shrunk to, where nothing simpler shows it: what it still has, the finding needs. */
function minimal({ plan, minimal: isMinimal }: Evidence): Case | null {
  return isMinimal && plan.kind === "call" && plan.before.length === 0 ? plan.call : null;
}

/** Whether it takes a label that a signed byte does not hold, in few rows. */
export const needsLargeLabel = (evidence: Evidence): boolean => {
  const labels = minimal(evidence)?.labels;
  return labels?.kind === "explicit" && labels.labels.length < 2 ** 6 && Math.max(...labels.labels) >= 2 ** 7 - 1;
};

/** Whether it takes as many rows, classes or elements as some type counts. */
export const needsLargeExtent = (evidence: Evidence): boolean => {
  const c = minimal(evidence);
  return c !== null && [c.batch, c.classNum, c.batch * c.classNum].some((extent) => isLimit(extent));
};

const isLimit = (extent: number): boolean => [15, 16, 24, 31].some((k) => Math.abs(extent - 2 ** k) <= 2 ** (k - 8));

/** Whether it takes an operand of 0. */
export const needsZero = (evidence: Evidence): boolean => {
  const c = minimal(evidence);
  if (c === null) return false;
  const { signBit } = entryFormat(c.entry);
  return [c.lossGrad, c.weight].some((p) => p.kind === "explicit" && p.bits.some((bits) => bits === 0 || bits === signBit));
};
