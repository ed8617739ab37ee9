import type { GradientKernel } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";
import { rowsOf, rowsWriter } from "./rows.ts";

/** One thread; rows are zeroed in blocks that suit the caches, then their label cells are written. */
export const blocked: GradientKernel = {
  name: "blocked",
  description: "cache-blocked zero-fill and scatter; mean as (g*w)/t in float",
  elementTypes: ["fp", "hp"],
  open(context) {
    const check = argumentCheck(blocked.elementTypes, context);
    const write = rowsWriter(context.memory, "product-first");
    return {
      call(call) {
        check(call);
        write(rowsOf(call), 0, call.batch);
      },
      close() {},
    };
  },
};
