import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallShape } from "../../reference/operator.ts";
import { PLATFORMS } from "../../reference/platforms.ts";
import { UnusableTarget } from "../unusable.ts";
import { HAS_COMPILER, NEEDS_COMPILER } from "./kernels.fixture.ts";
import type { Kernels } from "./kernels.ts";
import { launchedKernels } from "./launch.ts";
import { type LoadedSource, loadSource, mappedMemory } from "./loaded.fixture.ts";

/**
 * A layer that writes down what it is told in the memory that `logits_grad` points to, spoils what it was given, and
 * returns what `batch`, `class_num` and `reduction_type` say.
 */
const LAYER = `
#include <stdint.h>
#include <string.h>
static int64_t *told;
static int results[3];
int LaunchGroup(int device_id, int core_mask, int *thread_id, char *kernel_name, int argc, uint64_t *args) {
  told = (int64_t *)args[5];
  told[0] = device_id; told[1] = core_mask; told[2] = *thread_id; told[3] = argc;
  memcpy(told + 4, args, 10 * sizeof *args);
  strcpy((char *)(told + 20), kernel_name);
  for (int k = 0; k < 3; k++) results[k] = (int)args[6 + k];
  memset(args, 0xff, 9 * sizeof *args);
  memset(kernel_name, 'x', strlen(kernel_name));
  *thread_id = 4711;
  return results[0];
}
int WaitGroup(int thread_id) { told[14]++; told[15] = thread_id; return results[1]; }
int DestroyGroup(int thread_id) { told[16] += told[14]; told[17] = thread_id; return results[2]; }
`;

const SHAPE: CallShape = { entry: "hp_nlllossgrad_s", batch: 0, classNum: 0, reduction: 0, coreMask: 0xa, lossGradLength: 1 };
const OFFSETS = Float64Array.of(512, 576, 640, 704, 768, 0);

describe.skipIf(!HAS_COMPILER)(`a launch${NEEDS_COMPILER}`, () => {
  let layer: LoadedSource;
  let kernels: Kernels;
  let base = 0;
  let told: BigInt64Array;

  beforeAll(() => {
    layer = loadSource("layer", LAYER);
    kernels = launchedKernels(layer.path, layer.library, { fp_nlllossgrad_p: "my_kernel" }, PLATFORMS.mt7004);
    const mapped = mappedMemory(4096);
    base = mapped.base;
    told = new BigInt64Array(mapped.memory);
  });

  beforeEach(() => {
    told.fill(0n);
  });

  const name = (): string => Buffer.from(told.buffer, 160, 64).toString("latin1").replace(/\0.*/s, "");
  const call = (change: Partial<CallShape>) => kernels.call({ ...SHAPE, ...change }, OFFSETS, base);

  it("tells the layer the device, the mask, the document's name and nine arguments of 64 bits in the document's order", () => {
    expect(call({})).toEqual({ kind: "returned" });
    expect([...told.subarray(0, 4)]).toEqual([0n, 0xan, -1n, 9n]);
    expect([...told.subarray(4, 10)]).toEqual([...OFFSETS].map((offset) => BigInt(base + offset)));
    expect([...told.subarray(10, 13)]).toEqual([0n, 0n, 0n]);
    expect(name()).toBe("hp_nlllossgrad_s");
  });

  it("gives addresses past 2^32 whole", () => {
    expect(base).toBeGreaterThan(2 ** 32);
  });

  it("has something behind the nine arguments that is no mask and no address", () => {
    call({});
    expect(told[13]).toBe(0x7fa57fa5_7fa57fa5n);
  });

  it("waits for the thread that the layer named, then destroys its group", () => {
    call({});
    expect([...told.subarray(14, 18)]).toEqual([1n, 4711n, 1n, 4711n]);
  });

  it("gives a function without a mask the mask of core 0, whatever the case's", () => {
    call({ entry: "hp_nlllossgrad_p" });
    expect(told[1]).toBe(1n);
  });

  it("asks for the name that the user gave a function", () => {
    call({ entry: "fp_nlllossgrad_p" });
    expect(name()).toBe("my_kernel");
  });

  it("writes name, thread_id and arguments anew for every call, since the layer may have changed them", () => {
    call({});
    const first = told.slice();
    told.fill(0n);
    call({});
    expect(told).toEqual(first);
  });

  it("sign-extends a negative int to 64 bits", () => {
    call({ reduction: -2 });
    expect(told[12]).toBe(-2n);
  });

  it("ends as an error at the first of the three functions that does not return 0, and calls none after it", () => {
    expect(call({ batch: 5 })).toEqual({
      kind: "threw",
      error: "LaunchGroup returned 5, not 0, for hp_nlllossgrad_s on core_mask 0xa",
    });
    expect(told[14]).toBe(0n);
    expect(call({ classNum: 6 })).toEqual({
      kind: "threw",
      error: "WaitGroup returned 6, not 0, for thread_id 4711, which LaunchGroup gave for hp_nlllossgrad_s",
    });
    expect([...told.subarray(14, 18)]).toEqual([1n, 4711n, 0n, 0n]);
    expect(call({ reduction: -7 })).toEqual({
      kind: "threw",
      error: "DestroyGroup returned -7, not 0, for thread_id 4711, which LaunchGroup gave for hp_nlllossgrad_s",
    });
  });

  it("takes every function of the platform for offered", () => {
    expect(kernels.entries).toEqual(["hp_nlllossgrad_s", "hp_nlllossgrad_p", "fp_nlllossgrad_s", "fp_nlllossgrad_p"]);
    const { entries } = launchedKernels(layer.path, layer.library, {}, PLATFORMS.ft78ne);
    expect(entries).toEqual(["fp_nlllossgrad_s", "fp_nlllossgrad_p"]);
  });

  it("finds the layer's functions under the names that the user gave them", () => {
    const { path, library } = loadSource("renamed", LAYER.replaceAll("LaunchGroup", "my_launch"));
    expect(() => launchedKernels(path, library, {}, PLATFORMS.ft78ne)).toThrow(
      /renamed\.so: has no function LaunchGroup, which --launch calls; .*--symbol LaunchGroup=NAME/,
    );
    expect(launchedKernels(path, library, { LaunchGroup: "my_launch" }, PLATFORMS.ft78ne).entries).toHaveLength(2);
    expect(() => launchedKernels(path, library, { LaunchGroup: "my_lunch" }, PLATFORMS.ft78ne)).toThrow(UnusableTarget);
  });
});
