import { type Code, I32, signed, unsigned, type WasmFunction } from "./encoder.ts";
import { call, f32, i32, local } from "./instructions.ts";
import { kernel } from "./kernel.ts";

/** A memory that a module has or imports. Pages of 64 KiB. */
export interface MemoryPart {
  /** Names of module and import; a memory of its own without. */
  readonly from?: readonly [module: string, name: string];
  readonly minimum: number;
  readonly maximum?: number;
  readonly shared?: boolean;
  /** Addresses of 64 bits. */
  readonly wide?: boolean;
  /** The name that it is exported under; none if empty. */
  readonly exported?: string;
}

/** What modules are made of here. Functions are numbered from the imported ones on. */
export interface ModuleParts {
  readonly memory: MemoryPart | null;
  readonly imports?: readonly { readonly module: string; readonly name: string; readonly params: number }[];
  /** Imports of other kinds, encoded: their descriptions behind the two names. */
  readonly others?: readonly { readonly module: string; readonly name: string; readonly description: Code }[];
  readonly functions: readonly WasmFunction[];
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const text = (name: string): Code => sized([...new TextEncoder().encode(name)]);
const section = (id: number, items: readonly Code[]): Code => (items.length === 0 ? [] : [id, ...sized(vector(items))]);

function limits({ minimum, maximum, shared = false, wide = false }: MemoryPart): Code {
  const flags = (maximum === undefined ? 0 : 1) | (shared ? 2 : 0) | (wide ? 4 : 0);
  return [flags, ...unsigned(minimum), ...(maximum === undefined ? [] : unsigned(maximum))];
}

/** A module's bytes. https://webassembly.github.io/spec/core/binary/modules.html */
export function moduleOf({ memory, imports = [], others = [], functions }: ModuleParts): Uint8Array {
  const types = [
    ...imports.map(({ params }) => [0x60, ...sized(Array<number>(params).fill(I32)), 0]),
    ...functions.map(({ params, results }) => [0x60, ...sized(params), ...sized(results)]),
  ];
  const imported = [
    ...imports.map(({ module, name }, k) => [...text(module), ...text(name), 0, ...unsigned(k)]),
    ...others.map(({ module, name, description }) => [...text(module), ...text(name), ...description]),
    ...(memory?.from === undefined ? [] : [[...text(memory.from[0]), ...text(memory.from[1]), 2, ...limits(memory)]]),
  ];
  const exported = memory === null || memory.from !== undefined ? "" : (memory.exported ?? "memory");
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, imported),
    ...section(
      3,
      functions.map((_, k) => unsigned(imports.length + k)),
    ),
    ...section(5, memory === null || memory.from !== undefined ? [] : [limits(memory)]),
    ...section(7, [
      ...(exported === "" ? [] : [[...text(exported), 2, 0]]),
      ...functions.flatMap(({ name }, k) => (name === undefined ? [] : [[...text(name), 0, ...unsigned(imports.length + k)]])),
    ]),
    ...section(
      10,
      functions.map(({ locals, body }) => sized([...vector(locals.map((type) => [1, type])), ...body, 0x0b])),
    ),
  ]);
}

/** The parameters of the document's functions, as the code of a kernel's parts reaches them. */
export const OUT: Code = local.get(5);
export const BATCH: Code = local.get(6);
export const CLASS_NUM: Code = local.get(7);
export const REDUCTION: Code = local.get(8);

/** Runs `body` if `condition` is not zero. */
export const when = (condition: Code, ...body: readonly Code[]): Code => [...condition, 0x04, 0x40, ...body.flat(), 0x0b];
export const store = (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0];
export const number = (value: number): Code => [0x41, ...signed(value)];
export const unreachable: Code = [0x00];
export const endless: Code = [0x03, 0x40, 0x0c, 0, 0x0b];

/** What a kernel does besides what it should: before, and after. */
export interface KernelCode {
  readonly before?: Code;
  readonly after?: Code;
}

/** Both functions of FT78NE, the shared one with some code of its own. `imports`: functions that the module imports. */
export function kernelFunctions({ before = [], after = [] }: KernelCode = {}, imports = 0): WasmFunction[] {
  const [gradient] = kernel("quotient-first");
  const run = call(
    imports,
    local.get(1),
    i32.shl(i32.eq(REDUCTION, number(2)), number(2)),
    local.get(2),
    local.get(3),
    local.get(4),
    i32.eq(REDUCTION, number(1)),
    OUT,
    i32.shl(CLASS_NUM, number(2)),
    BATCH,
    BATCH,
  );
  const entry = (name: string, parameters: number, body: Code): WasmFunction => ({
    name,
    params: Array<typeof I32>(parameters).fill(I32),
    results: [],
    locals: [],
    body,
  });
  return [gradient, entry("fp_nlllossgrad_s", 10, [...before, ...run, ...after]), entry("fp_nlllossgrad_p", 9, run)];
}

/** Writes a float at so many bytes from an address. */
export const writeAt = (address: Code, offset: number): Code => f32.store(i32.add(address, number(offset)), f32.const(1));
