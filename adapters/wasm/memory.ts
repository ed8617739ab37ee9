import { ByteReader, MalformedBytes } from "../../core/codec.ts";

/** A memory that a WebAssembly module imports or has. Pages of 64 KiB. */
export interface MemoryType {
  /** Where it is imported from; `null` if the module brings it. */
  readonly from: { readonly module: string; readonly name: string } | null;
  readonly minimum: number;
  readonly maximum: number | null;
  readonly shared: boolean;
  /** Addresses of 64 bits. */
  readonly wide: boolean;
}

const HEADER_BYTES = 8;
const SECTION = { import: 2, memory: 5 } as const;
const EXTERN = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;
const LIMITS = { maximum: 1, shared: 2, wide: 4 } as const;
const MOST = 2 ** 48;

/**
 * Finds a valid module's first memory, which the engine's own reflection tells no limits of: sections and limits as the
 * WebAssembly core specification encodes them. `null` if it has none.
 */
export function memoryOf(bytes: Uint8Array): MemoryType | null {
  const input = new ByteReader(bytes.subarray(HEADER_BYTES));
  while (input.position < bytes.length - HEADER_BYTES) {
    const id = input.byte();
    const section = new ByteReader(input.take(input.uint(MOST)));
    if (id === SECTION.import) {
      const imported = importedMemory(section);
      if (imported !== null) return imported;
    } else if (id === SECTION.memory) {
      return section.uint(MOST) === 0 ? null : readLimits(section, null);
    }
  }
  return null;
}

function readName(input: ByteReader): string {
  return new TextDecoder().decode(input.take(input.uint(MOST)));
}

function importedMemory(section: ByteReader): MemoryType | null {
  for (let left = section.uint(MOST); left > 0; left--) {
    const module = readName(section);
    const name = readName(section);
    const kind = section.byte();
    switch (kind) {
      case EXTERN.function:
        section.uint(MOST);
        break;
      case EXTERN.table:
        section.byte();
        readLimits(section, null);
        break;
      case EXTERN.memory:
        return readLimits(section, { module, name });
      case EXTERN.global:
        section.byte();
        section.byte();
        break;
      case EXTERN.tag:
        section.byte();
        section.uint(MOST);
        break;
      default:
        throw new MalformedBytes(`has an import of kind ${kind}`);
    }
  }
  return null;
}

function readLimits(input: ByteReader, from: MemoryType["from"]): MemoryType {
  const flags = input.byte();
  const minimum = input.uint(MOST);
  const maximum = (flags & LIMITS.maximum) === 0 ? null : input.uint(MOST);
  return { from, minimum, maximum, shared: (flags & LIMITS.shared) !== 0, wide: (flags & LIMITS.wide) !== 0 };
}
