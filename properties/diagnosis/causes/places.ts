/** Causes by which some cells are wrong, and others of the same call right. */
export const CAUSES_OF_PLACES = {
  // Labels.
  "label-off-by-one": { text: "labels are off by one", remedy: "labels are 0-based" },
  "label-zero-skipped": { text: "label 0 is taken for padding", remedy: "label 0 is a class like any other" },
  "label-narrowed": { text: "labels are held in too narrow a type", remedy: "keep labels in 32-bit integers" },
  "label-element-size": { text: "labels are read in elements of another size", remedy: "labels are 32-bit integers" },
  "label-repeated": {
    text: "a row with the label of the row before takes its value",
    remedy: "drop the fast path: loss_grad[i] differs",
  },
  "label-of-another-row": {
    text: "a row takes the label of another row",
    remedy: "index labels by the row of the batch, from the address that was fetched",
  },
  "label-wrapped": {
    text: "labels are wrapped or clamped to a range",
    remedy: "every label below class_num is valid: no mask, no modulo, no clamp",
  },
  "lane-permuted": {
    text: "a label's column is permuted within its vector",
    remedy: "count lanes from the side that the store counts them from",
  },
  // Zero-fill.
  "no-zero-fill": { text: "off-label cells are not written at all", remedy: "zero the whole output at each call" },
  "vector-tail": {
    text: "what is left behind the last whole vector is not handled",
    remedy: "handle the tail: the elements past the last multiple",
  },
  "tile-boundary": {
    text: "a label at the edge of a tile or vector belongs to none",
    remedy: "look at < and <= where a label is looked for in a tile",
  },
  "row-longer-than-tile": {
    text: "a row longer than the tile is done in part",
    remedy: "loop over tiles until the row's end, the last one too",
  },
  "zero-fill-too-short": {
    text: "the zero-fill is too short",
    remedy: "count batch * class_num elements, times the element's size in bytes",
  },
  "zero-fill-too-long": {
    text: "the zero-fill is too long",
    remedy: "count batch * class_num elements, times the element's size in bytes",
  },
  "scratch-not-cleaned": {
    text: "a row's label cell comes out in another row too",
    remedy: "clean the row buffer where its own last label was, before it is used again",
  },
  "old-contents-used": {
    text: "the zero-fill depends on what stood in the output",
    remedy: "store 0, whatever stands there: no multiplication, no comparison, no test whether it looks clean",
  },
  "write-skipped": {
    text: "whether a label cell is written depends on what stood in the output",
    remedy: "store every cell at every call, whatever stands there: no test whether it is done already",
  },
  "early-exit": { text: "rows are skipped before they are written, by a value", remedy: "zero the row first, then leave early" },
  "zero-fill-erases-labels": {
    text: "label cells are erased by a zero-fill that comes later",
    remedy: "zero before the label cells are stored, with a barrier between if cores share it",
  },
  "head-not-handled": {
    text: "what lies before the first aligned address is not handled",
    remedy: "handle the head one by one, as the tail: rows and shares are aligned to an element alone",
  },
  // Cores and rows.
  "mask-not-compacted": {
    text: "the mask is not compacted",
    remedy: "number the cores of the mask 0, 1, 2, … by the set bits below each, and share by that rank",
  },
  "mask-hard-coded": { text: "the mask is taken for a fixed one", remedy: "take the cores from core_mask" },
  "core-missing": { text: "a core's rows are missing", remedy: "look at the loop over cores: its bound, and who is started" },
  "remainder-of-columns": {
    text: "columns or classes left over by the division among cores are not done",
    remedy: "give class_num % cores columns to somebody",
  },
  "remainder-of-rows": {
    text: "rows left over by the division among cores are not done",
    remedy: "give batch % cores rows to somebody",
  },
  "more-cores-than-rows": {
    text: "fewer rows than cores are not handled",
    remedy: "let cores without rows idle, and the others work",
  },
  "group-of-rows": {
    text: "rows are done in groups, and what is left over is not",
    remedy: "handle the rows behind the last whole group",
  },
  "share-boundary": {
    text: "what lies at the boundary of two shares goes wrong",
    remedy: "look at the comparison with a share's first and last element",
  },
  "row-stride": { text: "cells are placed by a wrong stride", remedy: "step by class_num elements from row to row" },
  "integer-too-narrow": {
    text: "an offset, index or count overflows its type",
    remedy: "count in 32 bits at least, and addresses in 64",
  },
  "output-elsewhere": {
    text: "the output is written at another address",
    remedy: "take the address of each call's own logits_grad",
  },
  race: {
    text: "results depend on which core comes first",
    remedy: "give each core its own data, and a barrier where they share",
  },
  "queue-full": {
    text: "rows beyond a fixed capacity are dropped",
    remedy: "flush a queue, list or table when it is full, and go on",
  },
} as const;
