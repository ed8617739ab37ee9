import type { ElementType } from "../../core/format.ts";
import { type Code, F32, I32, type WasmFunction } from "./encoder.ts";
import { FLOAT_OF_HALF, HALF_OF_FLOAT } from "./half.ts";
import { call, f32, i32, local, memoryFill, select, whileNonZero } from "./instructions.ts";

/** One call: addresses are byte offsets in the memory. */
export type WasmCall = (
  lossGrad: number,
  /** Bytes from one row's upstream gradient to the next row's: none has one a row, sum and mean one for all. */
  gradientStep: number,
  labels: number,
  weight: number,
  totalWeight: number,
  /** 1 in mean, else 0. */
  mean: number,
  logitsGrad: number,
  rowBytes: number,
  rows: number,
  /** Rows to zero before their label cells are written. */
  blockRows: number,
) => void;

const [LOSS_GRAD, GRADIENT_STEP, LABELS, WEIGHT, TOTAL_WEIGHT, MEAN, LOGITS_GRAD, ROW_BYTES, ROWS, BLOCK_ROWS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
/** Rows that the block still has to get; the label's byte offset in a row, which is its weight's too; the divisor. */
const [BLOCK, LABEL_OFFSET, T] = [10, 11, 12] as const;

/** How elements are reached: loaded to float, stored from float. */
interface Access {
  readonly bytesLog2: number;
  load(address: Code): Code;
  store(address: Code, value: Code): Code;
}

const advance = (index: number, bytes: Code): Code => local.set(index, i32.add(local.get(index), bytes));
const lessened = (index: number, by: Code): Code => local.set(index, i32.sub(local.get(index), by));

/**
 * t = mean ? *total_weight : 1
 * while rows:
 *   block = min(rows, block_rows); rows -= block
 *   memory.fill(logits_grad, 0, block * row_bytes)
 *   while block:
 *     offset = *labels << bytesLog2
 *     *(logits_grad + offset) = -((*loss_grad / t) * *(weight + offset))
 *     loss_grad += gradient_step; labels += 4; logits_grad += row_bytes; block -= 1
 *
 * Mean in order B, (g/t)*w, in float: sum and none divide by 1, which changes nothing, and need no code of their own.
 */
function kernelFunction(name: ElementType, { bytesLog2, load, store }: Access): WasmFunction {
  const zeroBlock = memoryFill(local.get(LOGITS_GRAD), i32.const(0), i32.mul(local.get(BLOCK), local.get(ROW_BYTES)));
  const weight = load(i32.add(local.get(WEIGHT), local.get(LABEL_OFFSET)));
  const cell = f32.neg(f32.mul(f32.div(load(local.get(LOSS_GRAD)), local.get(T)), weight));
  return {
    name,
    params: Array<typeof I32>(10).fill(I32),
    results: [],
    locals: [I32, I32, F32],
    body: [
      ...local.set(T, select(load(local.get(TOTAL_WEIGHT)), f32.const(1), local.get(MEAN))),
      ...whileNonZero(
        local.get(ROWS),
        local.set(BLOCK, select(local.get(ROWS), local.get(BLOCK_ROWS), i32.ltU(local.get(ROWS), local.get(BLOCK_ROWS)))),
        lessened(ROWS, local.get(BLOCK)),
        zeroBlock,
        whileNonZero(
          local.get(BLOCK),
          local.set(LABEL_OFFSET, i32.shl(i32.load(local.get(LABELS)), i32.const(bytesLog2))),
          store(i32.add(local.get(LOGITS_GRAD), local.get(LABEL_OFFSET)), cell),
          advance(LOSS_GRAD, local.get(GRADIENT_STEP)),
          advance(LABELS, i32.const(4)),
          advance(LOGITS_GRAD, local.get(ROW_BYTES)),
          lessened(BLOCK, i32.const(1)),
        ),
      ),
    ],
  };
}

/** The module's functions: the two conversions, at the indices that `hp` calls them by, then `fp` and `hp`. */
export const KERNEL: readonly WasmFunction[] = [
  FLOAT_OF_HALF,
  HALF_OF_FLOAT,
  kernelFunction("fp", { bytesLog2: 2, load: f32.load, store: f32.store }),
  kernelFunction("hp", {
    bytesLog2: 1,
    load: (address) => call(0, i32.load16U(address)),
    store: (address, value) => i32.store16(address, call(1, value)),
  }),
];
