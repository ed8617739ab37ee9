import type { KernelContext, Platform } from "../core/contract.ts";
import type { ElementType } from "../core/format.ts";
import {
  type BufferName,
  DOCUMENT_NAMES,
  ENTRIES,
  ENTRY_NAMES,
  type GradientCall,
  MEAN,
  NONE,
  SUM,
} from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";

/** A call that a kernel refuses before it writes anything. */
export class KernelArgumentError extends Error {
  override readonly name: string = "KernelArgumentError";
  /** The document's name of the parameter at fault, or `entry`. */
  readonly argument: string;

  constructor(argument: string, problem: string, received: string, allowed: string) {
    super(`${argument} ${problem}: received ${received}, allowed: ${allowed}`);
    this.argument = argument;
  }
}

type View = GradientCall[BufferName];
type ViewClass = typeof Float32Array | typeof Uint16Array | typeof Int32Array;

/** What the buffers of the call that passed last were: to look at them again takes longer than to zero a row. */
type Passed = Pick<GradientCall, BufferName | "batch" | "classNum" | "reduction"> & { readonly memory: ArrayBufferLike };

const LARGEST_INT = 2 ** 31 - 1;

/**
 * Makes the check that every implementation runs on every call before it writes. Calls of the same buffers again allocate nothing.
 *
 * @param implemented the element types that the implementation serves
 * @returns a function that throws KernelArgumentError if the call is not valid
 */
export function argumentCheck(implemented: readonly ElementType[], context: KernelContext): (call: GradientCall) => void {
  const { platform, memory } = context;
  const offered = (type: ElementType): boolean => implemented.includes(type) && platform.elementTypes.includes(type);
  const entries = new Map(ENTRY_NAMES.map((name) => [name, ENTRIES[name]] as const).filter(([, { type }]) => offered(type)));
  const passed: Record<ElementType, Passed | null> = { fp: null, hp: null };
  return (call) => {
    const entry = entries.get(call.entry);
    if (entry === undefined) throw entryError(call.entry, platform, [...entries.keys()]);
    checkInteger("batch", call.batch, 0);
    checkInteger("class_num", call.classNum, 1);
    checkReduction(call.reduction);
    if (entry.storage === "s") checkMask(call.coreMask, platform);
    // A memory that has grown is another buffer, and its earlier views are none of it.
    const { buffer } = memory;
    if (!isAsPassed(call, buffer, passed[entry.type])) {
      checkViews(call, entry.type === "fp" ? Float32Array : Uint16Array, buffer);
      checkLengths(call);
      checkAliasing(call);
      passed[entry.type] = passedBy(call, buffer);
    }
    checkLabels(call);
  };
}

function entryError(entry: string, platform: Platform, served: readonly string[]): KernelArgumentError {
  const allowed = served.join(", ") || "none";
  const known = ENTRY_NAMES.find((name) => name === entry);
  if (known === undefined) return new KernelArgumentError("entry", "is no function of the operator", String(entry), allowed);
  const { type } = ENTRIES[known];
  const lacking = platform.elementTypes.includes(type) ? "this implementation" : platform.title;
  return new KernelArgumentError("entry", `needs ${type}, which ${lacking} lacks`, known, allowed);
}

function checkInteger(argument: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= LARGEST_INT) return;
  throw new KernelArgumentError(argument, "is out of range", String(value), `integers from ${least} to ${LARGEST_INT}`);
}

function checkReduction(reduction: number): void {
  if (reduction === SUM || reduction === MEAN || reduction === NONE) return;
  throw new KernelArgumentError("reduction_type", "is unknown", String(reduction), "0 sum, 1 mean, 2 none");
}

function checkMask(mask: number, platform: Platform): void {
  const all = fullMask(platform);
  if (Number.isInteger(mask) && mask >= 1 && mask <= all) return;
  const problem = mask === 0 ? "names no core" : `is no mask of ${platform.title}'s ${platform.cores} cores`;
  throw new KernelArgumentError("core_mask", problem, hex(mask), `0x1 to ${hex(all)}`);
}

function isAsPassed(call: GradientCall, memory: ArrayBufferLike, passed: Passed | null): boolean {
  return (
    passed !== null &&
    memory === passed.memory &&
    call.logits === passed.logits &&
    call.lossGrad === passed.lossGrad &&
    call.labels === passed.labels &&
    call.weight === passed.weight &&
    call.totalWeight === passed.totalWeight &&
    call.logitsGrad === passed.logitsGrad &&
    call.batch === passed.batch &&
    call.classNum === passed.classNum &&
    call.reduction === passed.reduction
  );
}

function passedBy(call: GradientCall, memory: ArrayBufferLike): Passed {
  const { logits, lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction } = call;
  return { memory, logits, lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction };
}

function checkViews(call: GradientCall, Elements: ViewClass, memory: ArrayBufferLike): void {
  checkView("logits", call.logits, Elements, memory);
  checkView("lossGrad", call.lossGrad, Elements, memory);
  checkView("labels", call.labels, Int32Array, memory);
  checkView("weight", call.weight, Elements, memory);
  checkView("totalWeight", call.totalWeight, Elements, memory);
  checkView("logitsGrad", call.logitsGrad, Elements, memory);
}

function checkView(name: BufferName, view: View, Class: ViewClass, memory: ArrayBufferLike): void {
  if (!(view instanceof Class)) {
    throw new KernelArgumentError(DOCUMENT_NAMES[name], "is no buffer of its element type", shown(view), Class.name);
  }
  // A kernel that computes from byte offsets would write elsewhere.
  if (view.buffer !== memory) {
    const allowed = "a view of the memory that the kernel was opened with, taken since it last grew";
    throw new KernelArgumentError(DOCUMENT_NAMES[name], "lies in another memory", shown(view), allowed);
  }
}

function checkLengths(call: GradientCall): void {
  const { batch, classNum, lossGrad } = call;
  checkLength("logits", call.logits, batch * classNum);
  if (call.reduction === NONE) checkLength("lossGrad", lossGrad, batch);
  else if (lossGrad.length < 1) throw lengthError("lossGrad", lossGrad, "at least 1");
  checkLength("labels", call.labels, batch);
  checkLength("weight", call.weight, classNum);
  checkLength("totalWeight", call.totalWeight, 1);
  checkLength("logitsGrad", call.logitsGrad, batch * classNum);
}

function checkLength(name: BufferName, view: View, length: number): void {
  if (view.length !== length) throw lengthError(name, view, String(length));
}

function lengthError(name: BufferName, view: View, allowed: string): KernelArgumentError {
  return new KernelArgumentError(DOCUMENT_NAMES[name], "has the wrong length", String(view.length), `${allowed} elements`);
}

/** The inputs may overlap one another, as in the document's examples, but not the output. Lengths have been checked. */
function checkAliasing(call: GradientCall): void {
  const { batch, classNum, lossGrad, logitsGrad } = call;
  const bytes = logitsGrad.BYTES_PER_ELEMENT;
  const start = logitsGrad.byteOffset;
  const end = start + batch * classNum * bytes;
  checkApart("logits", call.logits.byteOffset, batch * classNum * bytes, start, end);
  checkApart("lossGrad", lossGrad.byteOffset, lossGrad.length * bytes, start, end);
  checkApart("labels", call.labels.byteOffset, batch * Int32Array.BYTES_PER_ELEMENT, start, end);
  checkApart("weight", call.weight.byteOffset, classNum * bytes, start, end);
  checkApart("totalWeight", call.totalWeight.byteOffset, bytes, start, end);
}

function checkApart(name: BufferName, inputStart: number, inputBytes: number, outputStart: number, outputEnd: number): void {
  const start = Math.max(inputStart, outputStart);
  const end = Math.min(inputStart + inputBytes, outputEnd);
  if (start >= end) return;
  const problem = `overlaps ${DOCUMENT_NAMES[name]} (aliasing)`;
  throw new KernelArgumentError("logits_grad", problem, `bytes ${start} to ${end - 1} in common`, "no byte in common");
}

function checkLabels({ labels, batch, classNum }: GradientCall): void {
  const last = classNum - 1;
  // A label below 0 sets the sign bit, and one past the last class that of the difference.
  let signs = 0;
  for (let row = 0; row < batch; row++) signs |= (labels[row] as number) | ((last - (labels[row] as number)) | 0);
  if (signs >= 0) return;
  const row = labels.findIndex((label) => label < 0 || label > last);
  throw new KernelArgumentError("labels", `of row ${row} is no class`, String(labels[row]), `0 to ${last}`);
}

function hex(mask: number): string {
  return Number.isInteger(mask) && mask >= 0 ? `0x${mask.toString(16)}` : String(mask);
}

function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return ArrayBuffer.isView(value) ? `${value.constructor.name} of ${value.byteLength} bytes` : "an object that is no view";
}
