/** An array in NumPy's format, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export interface NpyArray {
  /** As `dtype.str` has it: `<f4`. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

const MAGIC = Buffer.from("\x93NUMPY", "latin1");

/** What a header's end is aligned to. */
const BLOCK = 64;

/** Bytes before an array's data that are read at most: NumPy writes 128. */
export const MOST_NPY_HEAD = 4096;

/** Everything before an array's data, in C order. */
export function npyHead(type: string, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const bytes = Math.ceil((MAGIC.length + 4 + text.length + 1) / BLOCK) * BLOCK;
  const head = Buffer.alloc(bytes, " ");
  head.set(MAGIC);
  head.writeUInt8(1, 6);
  head.writeUInt8(0, 7);
  head.writeUInt16LE(bytes - MAGIC.length - 4, 8);
  head.write(text, 10, "latin1");
  head.write("\n", bytes - 1, "latin1");
  return head;
}

/** A file that is no plain array. The message says what it is instead. */
export class OddArray extends Error {
  override readonly name = "OddArray";
}

const HEADER = /^\{'descr': '([<>|=]?[A-Za-z]\d+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), \}\s*$/;

/**
 * Reads an array of any version of the format.
 *
 * @throws OddArray if it is not one of numbers in C order, or has not the bytes that its shape asks for.
 */
export function readNpy(file: Buffer): NpyArray {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC) || file.length < 12) throw new OddArray("is no array of NumPy");
  // Version 1 has the header's length in two bytes, later ones in four.
  const wide = file.readUInt8(6) > 1;
  const start = wide ? 12 : 10;
  const length = wide ? file.readUInt32LE(8) : file.readUInt16LE(8);
  if (start + length > file.length) throw new OddArray("is cut off in its header");
  const [, type, fortran, tuple] = HEADER.exec(file.toString("latin1", start, start + length)) ?? [];
  if (type === undefined || tuple === undefined) throw new OddArray("has a header that is not one of a plain array of numbers");
  const shape = tuple
    .split(",")
    .map((extent) => extent.trim())
    .filter((extent) => extent !== "")
    .map(Number);
  if (fortran === "True") throw new OddArray("is laid column by column (fortran_order); save numpy.ascontiguousarray of it");
  const bytes = file.subarray(start + length);
  const item = Number(/\d+$/.exec(type)?.[0]);
  const wanted = shape.reduce((product, extent) => product * extent, item);
  if (bytes.length !== wanted) throw new OddArray(`has ${bytes.length} bytes of data where its shape asks for ${wanted}`);
  return { type, shape, bytes };
}
