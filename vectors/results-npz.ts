import type { Sight } from "../adapters/callee.ts";
import type { CallResult } from "../adapters/harness/calls.ts";
import type { UnusableTarget } from "../adapters/unusable.ts";
import { RETURNED } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import type { StratumName } from "../properties/strata.ts";
import { BUFFERS, type BufferName, DOCUMENT_NAMES, type EntryName } from "../reference/operator.ts";
import type { Manifest } from "./manifest.ts";
import { MOST_NPY_HEAD, OddArray, readNpy } from "./npy.ts";
import { arrayName, arrayShape, arrayType, PACK_ARRAY } from "./npz.ts";
import { PACK_SIGHT, type PackBatch, packEntries } from "./plans.ts";
import type { Results } from "./results.ts";
import { ZipReader } from "./zip.ts";

const INPUTS: readonly BufferName[] = BUFFERS.filter((name) => name !== "logitsGrad");
const NAMES: readonly string[] = BUFFERS.map((name) => DOCUMENT_NAMES[name]);

/** Results as NumPy saves them: `000012/logits_grad` of each call, and the five inputs of each, or none. */
export class ArrayResults implements Results {
  readonly path: string;
  readonly name = null;
  readonly entries: readonly EntryName[];
  readonly sees: Sight;
  readonly leftOut: readonly StratumName[];
  private readonly zip: ZipReader;
  /** Calls that the file has results of: all up to one. */
  private readonly calls: number;

  /** @throws UnusableTarget if the file cannot be read, or holds other arrays than the pack's. */
  constructor(path: string, manifest: Manifest) {
    this.path = path;
    this.entries = packEntries(manifest);
    const most = manifest.npz?.calls ?? manifest.calls;
    this.leftOut = manifest.npz?.leftOut ?? [];
    // The inputs' numbers may come back too: run.py does not send them, a copy of the whole call does.
    this.zip = new ZipReader(path, most * (BUFFERS.length + 1) + 1);
    try {
      this.calls = this.count(most);
      this.sees = { ...PACK_SIGHT, around: false, inputs: this.hasInputs() };
      this.checkPack(manifest.pack);
    } catch (error) {
      this.zip.close();
      throw error;
    }
  }

  take({ first, calls }: PackBatch): readonly CallResult[] | null {
    if (first + calls.length > this.calls) return null;
    return calls.map((c, k) => ({
      outcome: RETURNED,
      regions: BUFFERS.map((buffer) => {
        return buffer === "logitsGrad" || this.sees.inputs ? this.array(first + k, c, buffer) : null;
      }),
    }));
  }

  finish(): void {}

  close(): void {
    this.zip.close();
  }

  /** How many calls have results. None between them may be missing, and no array be of a call that is not in the pack. */
  private count(most: number): number {
    const seen = new Set<number>();
    for (const name of this.zip.names) {
      if (name === `${PACK_ARRAY}.npy`) continue;
      const [, digits, array] = /^(\d{6,9})\/(\w+)\.npy$/.exec(name) ?? [];
      if (digits === undefined || array === undefined || !(NAMES.includes(array) || array === "call"))
        throw this.zip.damaged(`${JSON.stringify(name.slice(0, 60))} is no array of a call`);
      if (Number(digits) >= most) throw this.zip.damaged(`${name} is of a call that the pack does not have: it has ${most}`);
      seen.add(Number(digits));
    }
    const calls = seen.size === 0 ? 0 : 1 + [...seen].reduce((largest, call) => Math.max(largest, call), 0);
    for (let call = 0; call < calls; call++) this.need(call, "logitsGrad");
    return calls;
  }

  private hasInputs(): boolean {
    const some = this.zip.names.some((name) => INPUTS.some((buffer) => name.endsWith(`/${DOCUMENT_NAMES[buffer]}.npy`)));
    if (!some) return false;
    for (let call = 0; call < this.calls; call++)
      for (const buffer of INPUTS) this.need(call, buffer, "; save all five inputs of every call, or none");
    return true;
  }

  private need(call: number, buffer: BufferName, advice = ""): void {
    const name = `${arrayName(call, buffer)}.npy`;
    if (!this.zip.has(name)) throw this.zip.damaged(`${name} is missing${advice}`);
  }

  private checkPack(pack: number): void {
    const name = `${PACK_ARRAY}.npy`;
    if (!this.zip.has(name)) return;
    const { type, bytes } = this.parse(name, this.zip.read(name, MOST_NPY_HEAD));
    if (type !== "<u4" || bytes.length !== 4 || bytes.readUInt32LE(0) !== pack)
      throw this.zip.damaged("is of another pack: its array `pack` is not that of calls.npz");
  }

  private array(call: number, c: Case, buffer: BufferName): Buffer {
    const name = `${arrayName(call, buffer)}.npy`;
    const type = arrayType(c, buffer);
    const shape = arrayShape(c, buffer);
    const bytes = shape.reduce((product, extent) => product * extent, Number(type.at(-1)));
    const came = this.parse(name, this.zip.read(name, MOST_NPY_HEAD + bytes));
    if (came.type !== type) throw this.zip.damaged(`${name} has the type ${came.type} where ${type} belongs`);
    if (came.shape.join() !== shape.join())
      throw this.zip.damaged(`${name} has the shape (${came.shape.join(", ")}) where (${shape.join(", ")}) belongs`);
    return came.bytes;
  }

  private parse(name: string, bytes: Buffer): ReturnType<typeof readNpy> {
    try {
      return readNpy(bytes);
    } catch (error) {
      throw error instanceof OddArray ? this.refusal(name, error) : error;
    }
  }

  private refusal(name: string, { message }: OddArray): UnusableTarget {
    return this.zip.damaged(`${name} ${message}`);
  }
}
