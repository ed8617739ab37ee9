import { type Code, signed, unsigned } from "./encoder.ts";

/**
 * WebAssembly's instructions as functions of their operands' code, so that a body reads like the folded text format:
 * `i32.add(local.get(A), i32.const(1))` is `(i32.add (local.get $a) (i32.const 1))`.
 */
export type Instruction = (...operands: readonly Code[]) => Code;

const instruction =
  (...opcode: readonly number[]): Instruction =>
  (...operands) => [...operands.flat(), ...opcode];

/** Its access names the element's alignment as a power of two, and no offset. */
const access = (opcode: number, alignment: number): Instruction => instruction(opcode, alignment, 0);

type I32 = "load" | "eq" | "ltU" | "add" | "sub" | "mul" | "and" | "shl";
export const i32: Readonly<Record<I32, Instruction> & { const(value: number): Code }> = {
  const: (value) => [0x41, ...signed(value)],
  load: access(0x28, 2),
  eq: instruction(0x46),
  ltU: instruction(0x49),
  add: instruction(0x6a),
  sub: instruction(0x6b),
  mul: instruction(0x6c),
  and: instruction(0x71),
  shl: instruction(0x74),
};

type F32 = "store";
export const f32: Readonly<Record<F32, Instruction> & { const(value: number): Code }> = {
  const: (value) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  store: access(0x38, 2),
};

const wide = (opcode: number, ...immediates: readonly number[]): Instruction =>
  instruction(0xfd, ...unsigned(opcode), ...immediates);

/** Loads or stores one lane of a vector: (load address vector), which gives the vector; (store address vector). */
type LaneAccess = (lane: number) => Instruction;

type V128 = "and" | "or" | "bitselect";
export const v128: Readonly<
  Record<V128, Instruction> & Record<"load16Lane" | "load32Lane" | "store16Lane" | "store32Lane", LaneAccess> & { zero: Code }
> = {
  zero: wide(0x0c, ...Array<number>(16).fill(0))(),
  and: wide(0x4e),
  or: wide(0x50),
  /** (bitselect ifOne ifZero mask) */
  bitselect: wide(0x52),
  load16Lane: (lane) => wide(0x55, 1, 0, lane),
  load32Lane: (lane) => wide(0x56, 2, 0, lane),
  store16Lane: (lane) => wide(0x59, 1, 0, lane),
  store32Lane: (lane) => wide(0x5a, 2, 0, lane),
};

type I32x4 = "splat" | "eq" | "gtS" | "geS" | "shl" | "shrU" | "add" | "sub";
export const i32x4: Readonly<Record<I32x4, Instruction> & { const(value: number): Code }> = {
  const: (value) => i32x4.splat(i32.const(value)),
  splat: wide(0x11),
  eq: wide(0x37),
  gtS: wide(0x3b),
  geS: wide(0x3f),
  shl: wide(0xab),
  shrU: wide(0xad),
  add: wide(0xae),
  sub: wide(0xb1),
};

type F32x4 = "splat" | "neg" | "add" | "mul" | "div";
export const f32x4: Readonly<Record<F32x4, Instruction> & { const(value: number): Code }> = {
  const: (value) => f32x4.splat(f32.const(value)),
  splat: wide(0x13),
  neg: wide(0xe1),
  add: wide(0xe4),
  mul: wide(0xe6),
  div: wide(0xe7),
};

export const local: Readonly<{ get(index: number): Code; set(index: number, value: Code): Code }> = {
  get: (index) => [0x20, ...unsigned(index)],
  set: (index, value) => [...value, 0x21, ...unsigned(index)],
};

/** (memory.fill address byte bytes) */
export const memoryFill: Instruction = instruction(0xfc, 0x0b, 0);

/** (select ifTrue ifFalse condition) */
export const select: Instruction = instruction(0x1b);

export function call(functionIndex: number, ...operands: readonly Code[]): Code {
  return [...operands.flat(), 0x10, ...unsigned(functionIndex)];
}

/** Runs `body` as long as `condition` is not zero: (block (loop (br_if 1 (i32.eqz condition)) body (br 0))). */
export function whileNonZero(condition: Code, ...body: readonly Code[]): Code {
  const none = 0x40;
  return [0x02, none, 0x03, none, ...condition, 0x45, 0x0d, 1, ...body.flat(), 0x0c, 0, 0x0b, 0x0b];
}
