import { MEAN } from "../../../reference/operator.ts";
import type { Evidence } from "../evidence.ts";
import {
  areTorn,
  areUnsteady,
  areUnwritten,
  buffer,
  dependsOnOldOutput,
  faults,
  hasCores,
  hasUnsteadyState,
  history,
  isAddedByHistory,
  isForBuffer,
  isSmallOnSomeCores,
  isUnwrittenByCores,
  isUnwrittenByHistory,
  isWriteToInput,
  needsLargeExtent,
  needsLargeLabel,
  needsZero,
  onOldOutput,
  received,
} from "./conditions.ts";
import { CELLS, ENDS, LABEL, model, OFF, place, type Rule, SCALAR, UNWRITTEN } from "./rule.ts";

/** How a call ends that is refused. */
const REFUSED = received(/SIGABRT|SIGFPE|SIGILL|SIGTRAP|exited|[Ee]rror|trap|refuse|must|invalid/);

/** What the C library says of a heap, or of a stack, that was written past. */
const OVERWRITTEN = received(/saying ".*(free\(\)|alloc\(\)|_consolidate\(\)|_chunk\(\)|corrupt|stack smashing)/);

/** Whether a process that died between calls died of its heap: the C library says so, if anything is said. */
const isOfHeap = (evidence: Evidence): boolean => OVERWRITTEN(evidence) || received(/SIGABRT(?!.*saying)/)(evidence);

/** Rules about memory, how calls end, and what one call leaves for the next. */
export const RUNNING_RULES: readonly Rule[] = [
  // Memory.
  place("store-past-end", ["around"], ["aligned rows", "shape", "small shape", "last label last"], {
    when: buffer("logitsGrad"),
  }),
  place("share-not-clamped", ["around"], ["row remainder", "few rows"], { when: buffer("logitsGrad"), weight: 0.05 }),
  place("share-not-clamped", ["crash"], ["row remainder"], { when: received(/SIGSEGV|SIGBUS/) }),
  place("zero-fill-too-long", ["around"], ["everywhere"], {
    when: (evidence) => buffer("logitsGrad")(evidence) && faults(evidence),
    weight: 0.04,
  }),
  // What is read there is stored back.
  {
    cause: "store-past-end",
    on: ["around"],
    when: (evidence) => buffer("logitsGrad")(evidence) && received(/: a read/)(evidence),
    weight: -0.2,
  },
  // What runs far over the end meets memory that faults; an element or two do not.
  place("store-past-end", ["around"], ["everywhere"], {
    when: (evidence) => buffer("logitsGrad")(evidence) && !faults(evidence),
    weight: 0.04,
  }),
  { cause: "store-before-start", on: ["around"], when: buffer("logitsGrad", false), weight: 0.1 },
  model("over-read-loss-grad", ["gradient-last"], { reductions: SCALAR, weight: 0.09 }),
  place("integer-too-narrow", ["around"], ["far element", "limit of a type"], { weight: 0.14 }),
  place("integer-too-narrow", ["crash"], ["far element", "limit of a type"]),
  { cause: "scratch-overflow", on: ["around", "crash"], when: received(/own memory/), weight: 0.5 },
  // The C library ends a process whose heap is no longer whole, at some later time.
  {
    cause: "scratch-overflow",
    on: ["crash"],
    when: (evidence) => evidence.violation.clause === "complete-on-return" && isOfHeap(evidence),
    weight: 0.4,
  },
  { cause: "scratch-overflow", on: ["crash"], when: OVERWRITTEN, weight: 0.4 },
  {
    cause: "row-stride",
    on: ["around"],
    when: (evidence) => buffer("logitsGrad")(evidence) && areTorn(evidence.calls),
    weight: -0.03,
  },
  {
    cause: "store-past-end",
    on: ["around"],
    when: (evidence) => buffer("logitsGrad")(evidence) && !faults(evidence),
    weight: -0.2,
  },
  place("row-stride", ["around"], ["aligned rows", "shape"], {
    when: (evidence) => buffer("logitsGrad")(evidence) && areTorn(evidence.calls),
    weight: 0.08,
  }),
  { cause: "label-narrowed", on: ["around", "crash"], when: needsLargeLabel, weight: 0.11 },
  { cause: "integer-too-narrow", on: ["around", "crash"], when: needsLargeExtent, weight: 0.11 },
  { cause: "early-exit", on: ["around"], when: needsZero, weight: 0.11 },
  { cause: "table-kept", on: ["around"], when: history, weight: 0.32 },
  { cause: "input-written", on: ["around"], when: isWriteToInput, weight: 0.05 },
  { cause: "over-read-loss-grad", on: ["around"], when: buffer("lossGrad") },
  { cause: "over-read-weight", on: ["around"], when: buffer("weight") },
  { cause: "over-read-labels", on: ["around"], when: buffer("labels") },
  { cause: "total-by-row", on: ["around"], when: buffer("totalWeight") },
  { cause: "logits-used", on: ["around"], when: buffer("logits") },
  { cause: "input-written", on: ["input"] },

  // How calls end.
  place("endless-loop", ["hang"], ["shape", "large shape", "everywhere"]),
  { cause: "endless-loop", on: ["hang"], weight: -0.2 },
  place("barrier-waits", ["hang"], ["mask not full", "few rows", "mask with gaps", "number of cores"], { weight: 0.05 }),
  { cause: "barrier-waits", on: ["hang"], when: isSmallOnSomeCores, weight: 0.04 },
  place("refuses-shape", ENDS, ["shape", "large shape", "few rows", "number of cores"], {
    when: (evidence) => evidence.violation.clause !== "complete-on-return" && REFUSED(evidence),
    weight: 0.05,
  }),
  place("refuses-shape", CELLS, ["large shape"], {
    got: UNWRITTEN,
    when: (evidence) => areUnwritten(evidence.calls) && !needsLargeExtent(evidence),
    weight: 0.06,
  }),
  place("refuses-value", ENDS, ["odd value"], {
    when: REFUSED,
    weight: 0.04,
  }),
  { cause: "exceptions-trap", on: ["crash"], when: received(/floating point trapped/), weight: 0.4 },
  { cause: "divides-by-zero", on: ["crash"], when: received(/integer division/), weight: 0.02 },
  place("divides-by-zero", ["crash"], ["shape", "large shape", "few rows", "number of cores"], {
    when: received(/integer division/),
    weight: 0.3,
  }),
  { cause: "misaligned-access", on: ["crash"], when: received(/no multiple of its width/), weight: 0.02 },
  place("misaligned-access", ["crash"], ["aligned rows", "aligned shares", "shape", "large shape"], {
    when: received(/no multiple of its width/),
    weight: 0.3,
  }),
  place("stack-overflow", ["crash"], ["large shape"], {
    when: (evidence) => received(/SIGSEGV|SIGBUS/)(evidence) && !isForBuffer(evidence),
    weight: 0.05,
  }),
  place("scratch-overflow", ["crash"], ["large shape"], {
    when: (evidence) => received(/SIGSEGV|SIGBUS|SIGABRT/)(evidence) && isForBuffer(evidence),
    weight: 0.05,
  }),
  place("more-cores-than-rows", ["crash"], ["few rows"], { when: received(/SIGSEGV|SIGBUS/), weight: 0.03 }),
  place("misaligned-access", ["crash"], ["aligned rows", "aligned shares"], {
    when: received(/SIGSEGV(?!.*(outside|multiple of its width))|SIGBUS|SIGILL/),
    weight: 0.06,
  }),
  { cause: "returns-early", on: ["late"], weight: 0.5 },
  {
    cause: "returns-early",
    on: CELLS,
    weight: 0.45,
    when: ({ mendedByWaiting, calls }) => mendedByWaiting || calls.some(({ mended }) => mended),
  },
  {
    cause: "returns-early",
    on: ["crash", "hang"],
    weight: 0.45,
    when: (evidence) => evidence.violation.clause === "complete-on-return" && !isOfHeap(evidence),
  },

  // State.
  // Of what an input cache does in such a call something else is told: this is what is left.
  { cause: "write-skipped", on: LABEL, weight: -0.2, when: onOldOutput },
  { cause: "write-skipped", on: ["relation"], when: dependsOnOldOutput },
  { cause: "input-kept", on: [...LABEL, "relation"], weight: 0.3, when: history },
  place("input-kept", LABEL, ["share of a core"], {
    reductions: [MEAN],
    got: ["nan", "infinity", "number", "zero", "minus zero", "stray"],
    weight: 0.03,
  }),
  // What no input gives: an infinity or NaN that stood there, and something added to it.
  { cause: "accumulates", on: LABEL, weight: 0.28, when: isAddedByHistory },
  { cause: "returns-early", on: CELLS, weight: 0.34, when: isUnwrittenByCores },
  {
    cause: "race",
    on: CELLS,
    weight: 0.33,
    when: (evidence) => history(evidence) && hasCores(evidence) && areUnsteady(evidence.calls),
  },
  { cause: "contents-kept", on: OFF, weight: 0.3, when: history },
  // What a call finds depends on the one before, each time in the same way: cores that race leave cells out rather.
  { cause: "contents-kept", on: OFF, got: ["number", "stray", "nan", "infinity"], weight: 0.25, when: hasUnsteadyState },
  { cause: "output-elsewhere", on: OFF, got: UNWRITTEN, weight: 0.35, when: isUnwrittenByHistory },
  place("uninitialised", LABEL, ["tail of a share"], {
    got: ["near", "infinity", "number", "nan", "zero", "minus zero", "stray"],
    weight: -0.02,
  }),
  place("uninitialised", LABEL, ["small shape"], {
    got: ["near", "infinity", "number", "nan", "zero", "minus zero", "stray"],
    weight: -0.04,
  }),
  { cause: "uninitialised", on: CELLS, weight: 0.05, when: ({ again }) => again === "sometimes" },
  // What is never seen again, for want of anything better.
  { cause: "race", on: CELLS, weight: -0.2, when: (evidence) => evidence.again === "never" && hasCores(evidence) },
  { cause: "returns-early", on: ["crash"], weight: -0.2, when: (evidence) => history(evidence) && hasCores(evidence) },
];
