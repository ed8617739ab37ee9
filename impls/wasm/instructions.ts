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

type I32 =
  | "load"
  | "load16U"
  | "store16"
  | "eq"
  | "geU"
  | "gtU"
  | "ltU"
  | "add"
  | "sub"
  | "mul"
  | "and"
  | "or"
  | "shl"
  | "shrU"
  | "reinterpretF32";
export const i32: Readonly<Record<I32, Instruction> & { const(value: number): Code }> = {
  const: (value) => [0x41, ...signed(value)],
  load: access(0x28, 2),
  load16U: access(0x2f, 1),
  store16: access(0x3b, 1),
  eq: instruction(0x46),
  ltU: instruction(0x49),
  gtU: instruction(0x4b),
  geU: instruction(0x4f),
  add: instruction(0x6a),
  sub: instruction(0x6b),
  mul: instruction(0x6c),
  and: instruction(0x71),
  or: instruction(0x72),
  shl: instruction(0x74),
  shrU: instruction(0x76),
  reinterpretF32: instruction(0xbc),
};

type F32 = "load" | "store" | "neg" | "add" | "mul" | "div" | "copysign" | "reinterpretI32";
export const f32: Readonly<Record<F32, Instruction> & { const(value: number): Code }> = {
  const: (value) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  load: access(0x2a, 2),
  store: access(0x38, 2),
  neg: instruction(0x8c),
  add: instruction(0x92),
  mul: instruction(0x94),
  div: instruction(0x95),
  copysign: instruction(0x98),
  reinterpretI32: instruction(0xbe),
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
