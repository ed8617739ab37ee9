import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallShape } from "../../reference/operator.ts";
import { UnusableTarget } from "../unusable.ts";
import { coresInOrder, onEachCore } from "./each-core.ts";
import { HAS_COMPILER, NEEDS_COMPILER } from "./kernels.fixture.ts";
import { exportedKernels, type Kernels } from "./kernels.ts";
import { type LoadedSource, loadSource, mappedMemory } from "./loaded.fixture.ts";

const SHAPE: CallShape = { entry: "fp_nlllossgrad_s", batch: 2, classNum: 3, reduction: 0, coreMask: 0, lossGradLength: 1 };

/** The orders of the cores of a mask over many shapes of calls, each as text. */
function ordersOf(coreMask: number): Set<string> {
  const orders = new Set<string>();
  for (let batch = 1; batch <= 20; batch++)
    for (let classNum = 1; classNum <= 20; classNum++)
      orders.add(coresInOrder({ ...SHAPE, batch, classNum, coreMask }).join(" "));
  return orders;
}

describe("the order of the cores", () => {
  it("is over many calls ascending, descending, and ascending from each of the cores", () => {
    expect(ordersOf(0b1011_0010)).toEqual(new Set(["1 4 5 7", "4 5 7 1", "5 7 1 4", "7 1 4 5", "7 5 4 1"]));
    expect(ordersOf(0b11)).toEqual(new Set(["0 1", "1 0"]));
    expect(ordersOf(0b100)).toEqual(new Set(["2"]));
  });

  it("is the same for the same call", () => {
    expect(coresInOrder({ ...SHAPE, coreMask: 0xff })).toEqual(coresInOrder({ ...SHAPE, coreMask: 0xff }));
  });

  it("takes the highest bit that a mask may have for a core", () => {
    expect(coresInOrder({ ...SHAPE, coreMask: 2 ** 30 })).toEqual([30]);
  });
});

/** Functions that write into logits_grad which core called with which mask, one entry a call, from the second on. */
const KERNEL = `
static int core = -1;
void set_core_id(int id) { core = id; }
#define FUNCTION(name, mask, ...) \\
  void name(void *x, void *g, void *y, void *w, void *t, int *out, int batch, int class_num, int reduction __VA_ARGS__) { \\
    int *entry = out + 2 * ++*out; \\
    entry[0] = core, entry[1] = mask; \\
  }
FUNCTION(fp_nlllossgrad_s, core_mask, , int core_mask)
FUNCTION(fp_nlllossgrad_p, class_num)
`;

describe.skipIf(!HAS_COMPILER)(`a kernel that is called on each core${NEEDS_COMPILER}`, () => {
  let source: LoadedSource;
  let kernels: Kernels;
  let base = 0;
  let log: Int32Array;

  beforeAll(() => {
    source = loadSource("each-core", KERNEL);
    const exported = exportedKernels(source.path, source.library, {});
    kernels = onEachCore(exported, source.path, source.library, "set_core_id");
    const mapped = mappedMemory(4096);
    base = mapped.base;
    log = new Int32Array(mapped.memory);
  });

  beforeEach(() => {
    log.fill(0);
  });

  /** Cores and masks as they were called. */
  const calls = (): number[][] => Array.from({ length: log[0] as number }, (_, k) => [...log.subarray(2 * k + 2, 2 * k + 4)]);
  const offsets = new Float64Array(6);

  it("is told each core of the mask before that core's call, in the order of the call, and the mask every time", () => {
    const shape = { ...SHAPE, coreMask: 0b1101 };
    expect(kernels.call(shape, offsets, base)).toEqual({ kind: "returned" });
    expect(calls()).toEqual(coresInOrder(shape).map((core) => [core, 0b1101]));
    expect(calls()).toHaveLength(3);
  });

  it("is called once, on core 0, where its function takes no mask", () => {
    kernels.call({ ...SHAPE, coreMask: 0b1000 }, offsets, base);
    log.fill(0);
    kernels.call({ ...SHAPE, entry: "fp_nlllossgrad_p", coreMask: 0b1000 }, offsets, base);
    expect(calls()).toEqual([[0, SHAPE.classNum]]);
  });

  it("offers what it exports", () => {
    expect(kernels.entries).toEqual(["fp_nlllossgrad_s", "fp_nlllossgrad_p"]);
  });

  it("cannot be judged without the function that tells the core", () => {
    const { path, library } = source;
    expect(() => onEachCore(kernels, path, library, "nllgrad_set_core")).toThrow(UnusableTarget);
    expect(() => onEachCore(kernels, path, library, "nllgrad_set_core")).toThrow(
      /each-core\.so: has no function nllgrad_set_core, .*export void nllgrad_set_core\(int core\), or name another with "core"/,
    );
  });
});
