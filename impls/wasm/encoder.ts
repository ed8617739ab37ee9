/**
 * WebAssembly's binary format, as far as our modules need it: functions over one imported memory.
 * https://webassembly.github.io/spec/core/binary/
 */

/** Encoded instructions. */
export type Code = readonly number[];

export const I32 = 0x7f;
export const F32 = 0x7d;
/** 128 bits: here always four lanes of 32. */
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof F32 | typeof V128;

export interface WasmFunction {
  /** The name that it is exported under; functions without are for the module's own calls. */
  readonly name?: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Locals after the parameters, which they are numbered on from. */
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** An unsigned integer in LEB128. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** A signed 32-bit integer in LEB128. */
export function signed(value: number): Code {
  const low = value & 0x7f;
  const rest = value >> 7;
  // The last byte's bit 6 is the sign.
  return rest === (low & 0x40 ? -1 : 0) ? [low] : [low | 0x80, ...signed(rest)];
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const name = (text: string): Code => sized([...new TextEncoder().encode(text)]);

const END = 0x0b;
const FUNCTION_KIND = 0x00;
const MEMORY_KIND = 0x02;

/** Limits that any memory meets. A shared one must name a maximum; the format's own, 2^16 pages, is past every other. */
const memoryLimits = (shared: boolean): Code => (shared ? [0x03, 0, ...unsigned(2 ** 16)] : [0x00, 0]);

/** The bytes of a module of these functions that imports its memory as `env.memory`. */
export function encodeModule(functions: readonly WasmFunction[], shared: boolean): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ params, results }) => [0x60, ...sized(params), ...sized(results)]);
  const memory = [...name("env"), ...name("memory"), MEMORY_KIND, ...memoryLimits(shared)];
  const exports = functions.flatMap((f, index) =>
    f.name === undefined ? [] : [[...name(f.name), FUNCTION_KIND, ...unsigned(index)]],
  );
  const bodies = functions.map(({ locals, body }) => sized([...vector(locals.map((type) => [1, type])), ...body, END]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d], // "\0asm"
    ...[1, 0, 0, 0], // the format's version
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(exports)),
    ...section(10, vector(bodies)),
  ]);
}

/** The exports of a module of these functions over `memory`, shared or not. */
export function instantiate(functions: readonly WasmFunction[], memory: WebAssembly.Memory): WebAssembly.Exports {
  const bytes = encodeModule(functions, memory.buffer instanceof SharedArrayBuffer);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
}
