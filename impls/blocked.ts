import type { GradientKernel } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";
import { writeRows } from "./rows.ts";
import { zeroFill } from "./wasm/zero-fill.ts";

/** One thread; rows are zeroed in blocks that suit the caches, then their label cells are written. */
export const blocked: GradientKernel = {
  name: "blocked",
  description: "cache-blocked zero-fill and scatter; mean as (g*w)/t in float",
  elementTypes: ["fp", "hp"],
  open(context) {
    const check = argumentCheck(blocked.elementTypes, context);
    const zero = zeroFill(context.memory);
    return {
      call(call) {
        check(call);
        writeRows(zero, call, 0, call.batch);
      },
      close() {},
    };
  },
};
