import { ENTRIES, type GradientKernel, MEAN, NONE } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";
import { blockRows } from "./rows.ts";
import { instantiate } from "./wasm/encoder.ts";
import { KERNEL, type WasmCall } from "./wasm/kernel.ts";

/**
 * The whole call in WebAssembly. memory.fill does the bulk of it at memset's speed; there is no SIMD, because what is
 * left is one cell a row at an address of its own, and SIMD has neither gather nor scatter. Halves are converted in
 * integer arithmetic on the spot, so that hp too crosses into the module once a call.
 */
export const wasm: GradientKernel = {
  name: "wasm",
  description: "WebAssembly with bulk memory; mean as (g/t)*w in float",
  elementTypes: ["fp", "hp"],
  open(context) {
    const check = argumentCheck(wasm.elementTypes, context);
    const { fp, hp } = instantiate(KERNEL, context.memory) as { fp: WasmCall; hp: WasmCall };
    return {
      call(call) {
        check(call);
        const elementBytes = call.logitsGrad.BYTES_PER_ELEMENT;
        const rowBytes = call.classNum * elementBytes;
        const run = ENTRIES[call.entry].type === "fp" ? fp : hp;
        run(
          call.lossGrad.byteOffset,
          call.reduction === NONE ? elementBytes : 0,
          call.labels.byteOffset,
          call.weight.byteOffset,
          call.totalWeight.byteOffset,
          call.reduction === MEAN ? 1 : 0,
          call.logitsGrad.byteOffset,
          rowBytes,
          call.batch,
          blockRows(call.batch, rowBytes),
        );
      },
      close() {},
    };
  },
};
