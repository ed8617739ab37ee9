import { describe, expect, it } from "vitest";
import { BUFFERS, type CallShape, type GradientCall, type GradientKernel, NONE, SUM } from "../reference/operator.ts";
import { platformOf } from "../reference/platforms.ts";
import { openModule } from "./module.ts";

const SHAPE: CallShape = { entry: "hp_nlllossgrad_s", batch: 4, classNum: 3, reduction: SUM, coreMask: 1, lossGradLength: 4 };

/** Opens a kernel that keeps what it is called with, and gives a way to call it; a `moved` buffer lies 64 bytes further on. */
async function opened(): Promise<(change: Partial<CallShape>, moved?: number) => GradientCall> {
  let received: GradientCall | undefined;
  const kernel: GradientKernel = {
    ...{ name: "keeps", description: "keeps its calls", elementTypes: ["fp", "hp"] },
    open: () => ({
      call(call) {
        received = { ...call };
        // What a kernel does to its own copy of the arguments is no later call's.
        (call as { batch: number }).batch = 0;
      },
      close() {},
    }),
  };
  const beacon = { enter() {}, leave() {} };
  const callee = await openModule(kernel, platformOf("mt7004"), { tensor: 4096, vector: 4096 }, beacon, () => 1000);
  return (change, moved = -1) => {
    const offsets = Float64Array.from(callee.arena.slots, ({ low }, b) => (b === moved ? low + 64 : low));
    expect(callee.invoke({ ...SHAPE, ...change }, offsets, callee.arena)).toEqual({ kind: "returned" });
    return received as GradientCall;
  };
}

const buffersOf = (call: GradientCall): unknown[] => BUFFERS.map((name) => call[name]);
const same = (a: GradientCall, b: GradientCall): boolean => buffersOf(a).every((view, k) => view === buffersOf(b)[k]);

describe("a module's calls", () => {
  it("get the views of the call before where buffers and extents are the same, and scalars of their own", async () => {
    const call = await opened();
    const first = call({});
    const again = call({ reduction: NONE, coreMask: 3 });
    expect(same(first, again)).toBe(true);
    expect(again).toMatchObject({ batch: 4, reduction: NONE, coreMask: 3 });
  });

  it.each<Partial<CallShape>>([{ entry: "fp_nlllossgrad_s" }, { batch: 3 }, { classNum: 2 }, { lossGradLength: 1 }])(
    "get views of their own where they differ in %o",
    async (change) => {
      const call = await opened();
      const first = call({});
      const other = call(change);
      const { batch, classNum, lossGradLength } = { ...SHAPE, ...change };
      expect(same(first, other)).toBe(false);
      expect(other.logitsGrad).toBeInstanceOf(change.entry === undefined ? Uint16Array : Float32Array);
      expect(BUFFERS.map((name) => other[name].length)).toEqual([
        batch * classNum,
        lossGradLength,
        batch,
        classNum,
        1,
        batch * classNum,
      ]);
      expect(same(first, call({}))).toBe(false);
    },
  );

  it.each(BUFFERS.map((name, b) => [name, b] as const))("get views of their own where %s lies elsewhere", async (name, b) => {
    const call = await opened();
    const first = call({});
    expect(call({}, b)[name].byteOffset).toBe(first[name].byteOffset + 64);
  });
});
