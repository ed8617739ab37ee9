/** Causes about memory, about how calls end, and about what one call leaves for the next. */
export const CAUSES_OF_RUNNING = {
  // Memory.
  "store-past-end": {
    text: "a store of several elements runs past the end",
    remedy: "store the last elements one by one, or with a mask",
  },
  "store-before-start": {
    text: "a store goes before the output's start",
    remedy: "look at index -1: the neighbour of the first cell",
  },
  "share-not-clamped": { text: "the last share is not cut at batch", remedy: "end at min(from + share, batch)" },
  "over-read-loss-grad": { text: "more of loss_grad is read than there is", remedy: "sum and mean have loss_grad[0] alone" },
  "over-read-weight": { text: "weight is read past its end", remedy: "load the last elements one by one, or with a mask" },
  "over-read-labels": { text: "labels are read past their end", remedy: "load the last labels one by one, or with a mask" },
  "input-written": {
    text: "an input is used as scratch memory",
    remedy: "keep intermediate results in memory of the kernel's own",
  },
  "scratch-overflow": {
    text: "a buffer of the kernel's own overflows",
    remedy: "size it for the row or batch at hand, or work in tiles",
  },
  // How calls end.
  "endless-loop": {
    text: "a loop does not end at some extents",
    remedy: "look at a step that becomes 0, and at counters that wrap",
  },
  "barrier-waits": { text: "cores wait for one that is not in the mask", remedy: "count the barrier by the cores of the mask" },
  "refuses-shape": {
    text: "a valid shape is refused or divides by zero",
    remedy: "every batch and class_num from 1 on is valid",
  },
  "divides-by-zero": {
    text: "an integer is divided by zero",
    remedy: "look for numbers of rows, tiles or rounds that become 0 where there is less than one whole",
  },
  "exceptions-trap": {
    text: "floating-point exceptions trap",
    remedy: "leave them masked: operands and results may be NaN, infinite, subnormal, or inexact",
  },
  "refuses-value": {
    text: "a valid value is refused",
    remedy: "NaN, infinities, zeros and subnormals are valid values of any input",
  },
  "stack-overflow": {
    text: "the stack overflows with large extents",
    remedy: "no array or recursion that grows with batch or class_num",
  },
  "misaligned-access": {
    text: "an aligned access meets rows that are not aligned",
    remedy: "rows are aligned to an element alone",
  },
  "returns-early": {
    text: "the call returns before everything is written",
    remedy: "join every core and wait for every transfer before returning",
  },
  // State.
  "input-kept": {
    text: "an input of an earlier call is used again",
    remedy: "read every input at every call: same addresses do not mean same values",
  },
  "contents-kept": { text: "cells of an earlier call show", remedy: "clean at each call what the call before may have left" },
  uninitialised: { text: "memory is used that was never set", remedy: "load whole tiles, and set locals before they are read" },
  "mode-kept": {
    text: "a mode that one call sets stays on for the next",
    remedy: "set the mode at the start of each call, and restore it at the end",
  },
  "table-kept": {
    text: "a table made for an earlier shape is used again",
    remedy: "make it anew for every shape: batch, class_num and mask all count",
  },
} as const;
