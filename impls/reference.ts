import { HALF } from "../core/format.ts";
import { gradient } from "../reference/gradient.ts";
import { type Elements, ENTRIES, type GradientCall, type GradientKernel, type Reduction } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";

/** The executable document (`reference/gradient.ts`) served as a kernel: slow, and obvious. */
export const reference: GradientKernel = {
  name: "reference",
  description: "the executable document: mean is the correctly rounded exact value",
  elementTypes: ["fp", "hp"],
  open(context) {
    const check = argumentCheck(reference.elementTypes, context);
    return {
      call(call) {
        check(call);
        write(call);
      },
      close() {},
    };
  },
};

function write(call: GradientCall): void {
  const { type } = ENTRIES[call.entry];
  const values = type === "fp" ? (elements: Elements): ArrayLike<number> => elements : halves;
  const output = gradient({
    type,
    batch: call.batch,
    classNum: call.classNum,
    reduction: call.reduction as Reduction,
    lossGrad: values(call.lossGrad),
    labels: call.labels,
    weight: values(call.weight),
    totalWeight: values(call.totalWeight)[0] as number,
  });
  if (type === "fp") call.logitsGrad.set(output);
  else for (let i = 0; i < output.length; i++) call.logitsGrad[i] = HALF.toBits(output[i] as number);
}

/** Halves' values, by a loop into a plain array: neither an iterator nor memory that lies apart, which take longer than all else of a small call. */
function halves(bits: Elements): number[] {
  const values: number[] = [];
  for (let i = 0; i < bits.length; i++) values.push(HALF.fromBits(bits[i] as number));
  return values;
}
