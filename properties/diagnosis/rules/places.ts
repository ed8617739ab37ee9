import { areDisplaced, areUnsteady, areUnwritten, onOldOutput } from "./conditions.ts";
import { CELLS, LABEL, LOST, model, OFF, place, type Rule, UNWRITTEN, WRITTEN } from "./rule.ts";

/** Rules by which some cells are wrong, and others of the same call right. */
export const PLACE_RULES: readonly Rule[] = [
  // Labels.
  place("label-off-by-one", OFF, ["other label"], { anywhere: true, got: ["stray", "number", "nan"], weight: 0.06 }),
  place("label-of-another-row", OFF, ["label of another row"], { got: WRITTEN, weight: 0.06 }),
  place("label-wrapped", OFF, ["wrapped label"], { got: WRITTEN, weight: 0.06 }),
  place("lane-permuted", OFF, ["lane"], { got: WRITTEN, weight: 0.06 }),
  place("vector-tail", OFF, ["restarted lane"], { got: WRITTEN, weight: 0.06 }),
  place("uninitialised", OFF, ["label 0"], { got: WRITTEN, weight: 0.05 }),
  place("label-element-size", OFF, ["wide label"], { weight: 0.06 }),
  place("label-zero-skipped", LABEL, ["label zero"], { got: LOST, weight: 0.06 }),
  place("label-narrowed", OFF, ["large label"], { weight: 0.05 }),
  place("label-narrowed", OFF, ["narrow label"], { weight: 0.06 }),
  place("label-narrowed", OFF, ["label in a type"], { weight: 0.07 }),
  place("scratch-not-cleaned", OFF, ["multiple of the label"], { weight: 0.06 }),
  place("label-narrowed", LABEL, ["large label"], { got: LOST, weight: 0.055 }),
  place("label-narrowed", LABEL, ["large label"], { got: ["zero", "minus zero", "number", "stray"], weight: 0 }),
  model("label-narrowed", ["label-8-bit", "label-16-bit"], { weight: 0.12, families: ["large label"] }),

  // Zero-fill.
  place("no-zero-fill", OFF, ["everywhere"], { anywhere: true, got: UNWRITTEN, weight: 0.05 }),
  place("vector-tail", OFF, ["column tail", "element tail"], { got: LOST, weight: 0.05 }),
  place("head-not-handled", CELLS, ["head", "gap behind the label"], { got: LOST, weight: 0.06 }),
  place("vector-tail", LABEL, ["label in the tail"], {
    got: ["zero", "minus zero", "number", "stray", "nan", "infinity"],
    weight: -0.1,
  }),
  place("tile-boundary", LABEL, ["label in the tail"], { got: LOST, weight: 0.05 }),
  place("row-longer-than-tile", CELLS, ["column from", "last tile", "whole tiles"], { got: UNWRITTEN, weight: 0.05 }),
  place(
    "zero-fill-too-short",
    OFF,
    ["last column", "doubling", "short tile", "beside the label", "vector of the label", "periodic element"],
    {
      got: UNWRITTEN,
      weight: 0.055,
    },
  ),
  place("zero-fill-too-short", OFF, ["back part"], { got: UNWRITTEN, weight: 0.02 }),
  { cause: "scratch-not-cleaned", on: OFF, got: ["stray"], weight: 0.02, when: (evidence) => !areDisplaced(evidence) },
  { cause: "label-of-another-row", on: OFF, got: ["stray"], weight: 0.02, when: areDisplaced },
  place("old-contents-used", OFF, ["old contents"], { got: ["poison", "nan", "number"] }),
  { cause: "old-contents-used", on: OFF, when: onOldOutput, weight: 0.2 },
  place("early-exit", CELLS, ["zero operand"], { got: UNWRITTEN, weight: 0.06 }),
  // Where nothing tells which ones.
  { cause: "zero-fill-erases-labels", on: LABEL, got: ["zero"], weight: -0.2 },
  place("zero-fill-erases-labels", LABEL, ["late rows", "edge row of a share", "several cores", "last row"], {
    got: ["zero"],
    weight: 0.05,
  }),
  place("zero-fill-erases-labels", LABEL, ["share of a core"], { got: ["zero"], weight: 0.04 }),

  // Cores and rows.
  place("mask-not-compacted", CELLS, ["mask with gaps"], { weight: 0.04 }),
  place("mask-hard-coded", CELLS, ["core not in the mask"], { weight: 0.05 }),
  place("mask-hard-coded", CELLS, ["mask not full"], { weight: 0.07 }),
  place("core-missing", CELLS, ["share of a core", "core in the mask"], { got: [...LOST, "stray"] }),
  place("remainder-of-rows", CELLS, ["row remainder", "number of cores"], { got: LOST, weight: 0.05 }),
  place("more-cores-than-rows", CELLS, ["few rows"], { weight: 0.05 }),
  place("group-of-rows", CELLS, ["row group", "tail of a share"], { got: LOST, weight: 0.04 }),
  place("queue-full", CELLS, ["threshold", "late rows", "late rows of a share"], { got: LOST, weight: 0.045 }),
  place("label-repeated", LABEL, ["label in its group"], { got: LOST, weight: 0.06 }),
  place("queue-full", LABEL, ["occurrence"], { got: LOST, weight: 0.06 }),
  place("share-boundary", LABEL, ["first column of a share"], { weight: 0.06 }),
  place("share-boundary", LABEL, ["edge row of a share"]),
  place("share-boundary", OFF, ["edge row of a share"], { got: LOST }),
  place("core-missing", CELLS, ["one mask"], { got: [...LOST, "stray"], weight: 0.05 }),
  place("row-stride", OFF, ["other stride"], { weight: 0.06 }),
  place("row-stride", OFF, ["rows past the first"], { weight: 0.01 }),
  place("integer-too-narrow", OFF, ["narrow offset", "narrow row"], { weight: 0.06 }),
  place("integer-too-narrow", OFF, ["far element"], { weight: 0.05 }),
  place("integer-too-narrow", LABEL, ["far element"], { got: [...LOST, "stray"], weight: 0.05 }),
  place("output-elsewhere", CELLS, ["everywhere"], { got: UNWRITTEN, weight: 0.06, when: ({ calls }) => areUnwritten(calls) }),
  // The document's examples differ from other calls in their addresses alone.
  { cause: "integer-too-narrow", on: CELLS, weight: 0.1, when: ({ plan }) => plan.kind === "example" },
  {
    cause: "race",
    on: CELLS,
    weight: 0.2,
    when: ({ again, violation, calls }) => violation.entry.endsWith("_s") && (again === "sometimes" || areUnsteady(calls)),
  },
  place("remainder-of-columns", CELLS, ["column left over by cores"], { got: LOST, weight: 0.055 }),
  place("remainder-of-columns", LABEL, ["label left over by cores"], { got: ["zero", "minus zero", "number"], weight: 0.045 }),
  place("core-missing", CELLS, ["column of a core"], { got: UNWRITTEN, weight: 0.03 }),
  place("tile-boundary", OFF, ["tile behind the label"], { got: WRITTEN, weight: 0.05 }),
  place("value-sentinel", LABEL, ["last label"], { got: LOST, weight: 0.02 }),
  place("tile-boundary", LABEL, ["label from"], { got: LOST, weight: 0.05 }),
  place("race", CELLS, ["several cores"], { got: UNWRITTEN, weight: -0.06 }),
];
