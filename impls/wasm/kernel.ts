import type { ElementType } from "../../core/format.ts";
import { type Code, I32, V128, type WasmFunction } from "./encoder.ts";
import { floatsOfHalves, halvesOfFloats } from "./half.ts";
import { f32x4, type Instruction, i32, i32x4, local, memoryFill, select, v128, whileNonZero } from "./instructions.ts";

/** Writes rows: addresses are byte offsets in the memory. */
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

/** How mean is computed: (g*w)/t, or (g/t)*w; each step in float. */
export type MeanOrder = "product-first" | "quotient-first";

const [LOSS_GRAD, GRADIENT_STEP, LABELS, WEIGHT, TOTAL_WEIGHT, MEAN, LOGITS_GRAD, ROW_BYTES, ROWS, BLOCK_ROWS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
/** Rows that the block still has to get; of the rows at hand upstream gradients, weights and cells; the divisor. */
const [BLOCK, G, W, CELLS, T, SCRATCH] = [10, 11, 12, 13, 14, 15] as const;
/** Byte offsets of their labels in a row, which are their weights' too. */
const LABEL_OFFSETS = [16, 17, 18, 19] as const;

/** How elements are reached, by the lane of a vector that they go to or come from; a local's elements as floats, and its floats as elements. */
interface Access {
  readonly bytesLog2: number;
  load(lane: number): Instruction;
  store(lane: number): Instruction;
  decode(elements: number): Code;
  encode(floats: number): Code;
}

const advance = (index: number, bytes: Code): Code => local.set(index, i32.add(local.get(index), bytes));
const lessened = (index: number, by: Code): Code => local.set(index, i32.sub(local.get(index), by));

const CELL: Readonly<Record<MeanOrder, Code>> = {
  "product-first": f32x4.div(f32x4.mul(local.get(G), local.get(W)), local.get(T)),
  "quotient-first": f32x4.mul(f32x4.div(local.get(G), local.get(T)), local.get(W)),
};

/**
 * Writes the label cells of as many rows as `offsets` has, lane by lane, and goes on behind them:
 *
 *   for each lane:
 *     offset = *labels << bytesLog2; labels += 4
 *     w[lane] = *(weight + offset); g[lane] = *loss_grad; loss_grad += gradient_step
 *   cells = -(g * w / t)
 *   for each lane:
 *     *(logits_grad + offset) = cells[lane]; logits_grad += row_bytes
 *   block -= lanes
 */
function scatter(order: MeanOrder, { bytesLog2, load, store, decode, encode }: Access, offsets: readonly number[]): Code {
  const gather = offsets.flatMap((offset, lane) => [
    ...local.set(offset, i32.shl(i32.load(local.get(LABELS)), i32.const(bytesLog2))),
    ...local.set(W, load(lane)(i32.add(local.get(WEIGHT), local.get(offset)), local.get(W))),
    ...local.set(G, load(lane)(local.get(LOSS_GRAD), local.get(G))),
    ...advance(LOSS_GRAD, local.get(GRADIENT_STEP)),
    ...advance(LABELS, i32.const(4)),
  ]);
  const put = offsets.flatMap((offset, lane) => [
    ...store(lane)(i32.add(local.get(LOGITS_GRAD), local.get(offset)), local.get(CELLS)),
    ...advance(LOGITS_GRAD, local.get(ROW_BYTES)),
  ]);
  return [
    ...local.set(W, v128.zero),
    ...local.set(G, v128.zero),
    ...gather,
    ...local.set(W, decode(W)),
    ...local.set(G, decode(G)),
    ...local.set(CELLS, f32x4.neg(CELL[order])),
    ...local.set(CELLS, encode(CELLS)),
    ...put,
    ...lessened(BLOCK, i32.const(offsets.length)),
  ];
}

/**
 * t = mean ? *total_weight : 1
 * while rows:
 *   block = min(rows, block_rows); rows -= block
 *   memory.fill(logits_grad, 0, block * row_bytes)
 *   while block >= 4: scatter four rows
 *   while block: scatter one
 *
 * Sum and none divide by 1, which changes nothing, and need no code of their own. Four rows at a time for the sake of the arithmetic:
 * to convert halves takes longer than to zero a row of a thousand of them.
 */
function kernelFunction(name: ElementType, order: MeanOrder, access: Access): WasmFunction {
  const zeroBlock = memoryFill(local.get(LOGITS_GRAD), i32.const(0), i32.mul(local.get(BLOCK), local.get(ROW_BYTES)));
  const totals = LABEL_OFFSETS.reduce<Code>((vector, _, lane) => access.load(lane)(local.get(TOTAL_WEIGHT), vector), v128.zero);
  const isMean = i32x4.splat(i32.sub(i32.const(0), local.get(MEAN)));
  return {
    name,
    params: Array<typeof I32>(10).fill(I32),
    results: [],
    locals: [I32, V128, V128, V128, V128, V128, I32, I32, I32, I32],
    body: [
      ...local.set(T, totals),
      ...local.set(T, v128.bitselect(access.decode(T), f32x4.const(1), isMean)),
      ...whileNonZero(
        local.get(ROWS),
        local.set(BLOCK, select(local.get(ROWS), local.get(BLOCK_ROWS), i32.ltU(local.get(ROWS), local.get(BLOCK_ROWS)))),
        lessened(ROWS, local.get(BLOCK)),
        zeroBlock,
        whileNonZero(i32.and(local.get(BLOCK), i32.const(-4)), scatter(order, access, LABEL_OFFSETS)),
        whileNonZero(local.get(BLOCK), scatter(order, access, LABEL_OFFSETS.slice(0, 1))),
      ),
    ],
  };
}

/** The module's functions, one for each element type. */
export function kernel(order: MeanOrder): readonly [fp: WasmFunction, hp: WasmFunction] {
  return [
    kernelFunction("fp", order, {
      bytesLog2: 2,
      load: v128.load32Lane,
      store: v128.store32Lane,
      decode: (elements) => local.get(elements),
      encode: (floats) => local.get(floats),
    }),
    kernelFunction("hp", order, {
      bytesLog2: 1,
      // Of the eight lanes of 16 bits those that are the low halves of the four of 32.
      load: (lane) => v128.load16Lane(2 * lane),
      store: (lane) => v128.store16Lane(2 * lane),
      decode: floatsOfHalves,
      encode: (floats) => halvesOfFloats(floats, SCRATCH),
    }),
  ];
}
