import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Elements,
  ENTRIES,
  type EntryName,
  type GradientCall,
  type GradientKernel,
  type GradientSession,
  MEAN,
  NONE,
  SUM,
} from "../reference/operator.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { KernelArgumentError } from "./arguments.ts";
import { createMemory, layOut, loadBuiltIns, poison, stored } from "./call.fixture.ts";

const KERNELS = await loadBuiltIns();
const SHAPE = { batch: 4, classNum: 5 };
const POISON = -3.5;

/** A call that may break every rule of its type. */
type LooseCall = { [Field in keyof GradientCall]: unknown };
type Damage = (call: GradientCall) => Partial<LooseCall>;

/** What is wrong, the argument that the error names, what the message says, and how a valid call is made so. */
const INVALID: readonly [title: string, argument: string, message: RegExp, damage: Damage][] = [
  // The function and its scalars.
  [
    "an entry that is none of the operator's",
    "entry",
    /no function.*received fp_nllloss_s.*allowed: /,
    () => ({ entry: "fp_nllloss_s" }),
  ],
  ["an entry named like an inherited property", "entry", /received constructor/, () => ({ entry: "constructor" })],
  ["no entry", "entry", /received undefined/, () => ({ entry: undefined })],
  ["a negative batch", "batch", /received -1, allowed: integers from 0/, () => ({ batch: -1 })],
  ["a batch that is no integer", "batch", /received 1.5/, () => ({ batch: 1.5 })],
  ["a batch that is no number", "batch", /received NaN/, () => ({ batch: NaN })],
  ["a batch past the largest int", "batch", /received 2147483648/, () => ({ batch: 2 ** 31 })],
  ["no classes", "class_num", /received 0, allowed: integers from 1/, () => ({ classNum: 0 })],
  ["a number of classes that is no integer", "class_num", /received 0.5/, () => ({ classNum: 0.5 })],
  ["a negative reduction", "reduction_type", /received -1/, () => ({ reduction: -1 })],
  ["a reduction past none", "reduction_type", /received 3, allowed: 0 sum, 1 mean, 2 none/, () => ({ reduction: 3 })],
  ["a mask of no core", "core_mask", /names no core: received 0x0, allowed: 0x1 to 0xf/, () => ({ coreMask: 0 })],
  ["a mask with a bit past the platform's cores", "core_mask", /MT7004's 4 cores: received 0x11/, () => ({ coreMask: 0x11 })],
  ["a negative mask", "core_mask", /received -1/, () => ({ coreMask: -1 })],
  ["a mask that is no integer", "core_mask", /received 1.5/, () => ({ coreMask: 1.5 })],
  // Buffers that are none.
  ["null logits", "logits", /received null/, () => ({ logits: null })],
  ["undefined loss_grad", "loss_grad", /received undefined/, () => ({ lossGrad: undefined })],
  ["null labels", "labels", /received null, allowed: Int32Array/, () => ({ labels: null })],
  ["null weight", "weight", /received null/, () => ({ weight: null })],
  ["null total_weight, used or not", "total_weight", /received null/, () => ({ totalWeight: null })],
  ["null logits_grad", "logits_grad", /received null/, () => ({ logitsGrad: null })],
  ["a plain array of weights", "weight", /received an object/, () => ({ weight: [1, 2, 3, 4, 5] })],
  [
    "labels of another class",
    "labels",
    /received Float32Array/,
    ({ labels }) => ({ labels: new Float32Array(labels.buffer, labels.byteOffset, labels.length) }),
  ],
  [
    "elements of another class",
    "weight",
    /received Int32Array/,
    ({ weight }) => ({ weight: new Int32Array(weight.buffer, 0, 5) }),
  ],
  ["a buffer of another memory", "weight", /another memory/, ({ weight }) => ({ weight: weight.slice() })],
  // Buffers of the wrong length.
  ["too few logits", "logits", /received 19, allowed: 20 elements/, ({ logits }) => ({ logits: logits.subarray(1) })],
  ["too few labels", "labels", /received 3, allowed: 4/, ({ labels }) => ({ labels: labels.subarray(1) })],
  ["too few weights", "weight", /received 4, allowed: 5/, ({ weight }) => ({ weight: weight.subarray(1) })],
  ["no total_weight", "total_weight", /received 0, allowed: 1/, ({ totalWeight }) => ({ totalWeight: totalWeight.subarray(1) })],
  [
    "an output one short",
    "logits_grad",
    /received 19, allowed: 20/,
    ({ logitsGrad }) => ({ logitsGrad: logitsGrad.subarray(1) }),
  ],
  [
    "too few gradients in none",
    "loss_grad",
    /received 3, allowed: 4/,
    ({ lossGrad }) => ({ lossGrad: lossGrad.subarray(1), reduction: NONE }),
  ],
  [
    "no gradient in sum",
    "loss_grad",
    /received 0, allowed: at least 1/,
    ({ lossGrad }) => ({ lossGrad: lossGrad.subarray(4), reduction: SUM }),
  ],
  ["no gradient in mean", "loss_grad", /received 0, allowed: at least 1/, ({ lossGrad }) => ({ lossGrad: lossGrad.subarray(4) })],
  // An output that overlaps an input.
  [
    "logits that overlap the output by an element",
    "logits_grad",
    /overlaps logits/,
    (call) => ({ logits: beside(call, call.logits, 19) }),
  ],
  [
    "loss_grad in the output",
    "logits_grad",
    /overlaps loss_grad \(aliasing\)/,
    (call) => ({ lossGrad: beside(call, call.lossGrad, 3) }),
  ],
  [
    "weight over the output's first element",
    "logits_grad",
    /overlaps weight/,
    (call) => ({ weight: beside(call, call.weight, -4) }),
  ],
  [
    "total_weight in the output's last element",
    "logits_grad",
    /overlaps total_weight/,
    (call) => ({ totalWeight: beside(call, call.totalWeight, 19) }),
  ],
  [
    "labels in the output",
    "logits_grad",
    /overlaps labels/,
    ({ labels, logitsGrad }) => ({ labels: new Int32Array(logitsGrad.buffer, logitsGrad.byteOffset - 12, labels.length) }),
  ],
];

/** A view like `view` that starts `elements` after the output does. */
function beside({ logitsGrad }: GradientCall, view: { readonly length: number }, elements: number): Elements {
  const { buffer, byteOffset, BYTES_PER_ELEMENT } = logitsGrad;
  const start = byteOffset + elements * BYTES_PER_ELEMENT;
  return logitsGrad instanceof Float32Array
    ? new Float32Array(buffer, start, view.length)
    : new Uint16Array(buffer, start, view.length);
}

function refusal(session: GradientSession, call: LooseCall): KernelArgumentError {
  try {
    session.call(call as GradientCall);
  } catch (error) {
    expect(error).toBeInstanceOf(KernelArgumentError);
    return error as KernelArgumentError;
  }
  throw new Error("the call was not refused");
}

describe.for(KERNELS.map((kernel) => [kernel.name, kernel] as const))("%s", ([, kernel]) => {
  const memory = createMemory(kernel, 1);
  let session: GradientSession;
  beforeAll(async () => {
    session = await kernel.open({ platform: PLATFORMS.mt7004, memory });
  });
  afterAll(() => session.close());

  function validCall(entry: EntryName = entriesServed(kernel)[0] as EntryName): GradientCall {
    new Uint8Array(memory.buffer).fill(0);
    const call = layOut(memory, entry, SHAPE, MEAN);
    poison(call, POISON);
    return call;
  }

  const untouched = (call: GradientCall): boolean => call.logitsGrad.every((element) => element === stored(call, POISON));

  it.for(INVALID)("refuses %s, names %s, and writes nothing", ([, argument, message, damage]) => {
    const call = validCall();
    const error = refusal(session, { ...call, ...damage(call) });
    expect(error.argument).toBe(argument);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(argument)).toBe(true);
    expect(untouched(call)).toBe(true);
  });

  it.for([-1, 5, -(2 ** 31), 2 ** 31 - 1])("refuses the label %i, names its row, and writes nothing", (label) => {
    const call = validCall();
    call.labels[2] = label;
    const error = refusal(session, call);
    expect(error.argument).toBe("labels");
    expect(error.message).toContain(`row 2 is no class: received ${label}, allowed: 0 to 4`);
    expect(untouched(call)).toBe(true);
  });

  it("takes labels from the first class to the last", () => {
    const call = validCall();
    call.labels.set([0, 4, 4, 0]);
    session.call(call);
    expect(untouched(call)).toBe(false);
  });

  it("takes inputs that overlap one another, and buffers that touch the output", () => {
    const call = validCall();
    const touching = beside(call, call.weight, -SHAPE.classNum);
    session.call({ ...call, lossGrad: call.weight.subarray(0, SHAPE.batch), weight: touching });
    session.call({ ...call, totalWeight: beside(call, call.totalWeight, SHAPE.batch * SHAPE.classNum) });
  });

  it("takes a loss_grad of any length from one on in sum and mean", () => {
    for (const reduction of [SUM, MEAN]) {
      for (const length of [1, 2, 4]) {
        const call = validCall();
        session.call({ ...call, lossGrad: call.lossGrad.subarray(0, length), reduction });
      }
    }
  });

  it("looks at extents again that other buffers have passed with", () => {
    const call = validCall();
    session.call(call);
    expect(refusal(session, { ...call, batch: call.batch + 1 }).message).toContain("has the wrong length");
    expect(refusal(session, { ...call, logits: call.logitsGrad }).message).toContain("overlaps");
    session.call(call);
  });

  it("does not read the mask of a private-storage call", () => {
    for (const coreMask of [0, -1, NaN]) session.call({ ...validCall(entriesServed(kernel)[1]), coreMask });
  });

  it("refuses element types that the platform or it lacks", async () => {
    const narrow = await kernel.open({ platform: PLATFORMS.ft78ne, memory });
    const error = refusal(narrow, validCall("hp_nlllossgrad_s"));
    await narrow.close();
    expect(error.argument).toBe("entry");
    expect(error.message).toContain("needs hp, which FT78NE lacks");
    if (kernel.elementTypes.includes("fp")) return;
    expect(refusal(session, validCall("fp_nlllossgrad_s")).message).toContain("needs fp, which this implementation lacks");
  });

  // The memory of a kernel with threads is shared, and shared memory is not detached when it grows.
  if (kernel.threads !== true) {
    it("refuses views taken before the memory grew", async () => {
      const growing = new WebAssembly.Memory({ initial: 1 });
      const opened = await kernel.open({ platform: PLATFORMS.mt7004, memory: growing });
      const call = layOut(growing, entriesServed(kernel)[0] as EntryName, SHAPE, SUM);
      opened.call(call);
      growing.grow(1);
      expect(refusal(opened, call).message).toContain("memory");
      opened.call(layOut(growing, call.entry, SHAPE, SUM));
      await opened.close();
    });
  }
});

function entriesServed({ elementTypes }: GradientKernel): EntryName[] {
  return (Object.keys(ENTRIES) as EntryName[]).filter((entry) => elementTypes.includes(ENTRIES[entry].type));
}
