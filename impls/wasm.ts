import type { GradientKernel } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";
import { rowsOf, rowsWriter } from "./rows.ts";

/** As `blocked`, but with mean in the other order that kernels in use have: both are right. */
export const wasm: GradientKernel = {
  name: "wasm",
  description: "WebAssembly with bulk memory; mean as (g/t)*w in float",
  elementTypes: ["fp", "hp"],
  open(context) {
    const check = argumentCheck(wasm.elementTypes, context);
    const write = rowsWriter(context.memory, "quotient-first");
    return {
      call(call) {
        check(call);
        write(rowsOf(call), 0, call.batch);
      },
      close() {},
    };
  },
};
