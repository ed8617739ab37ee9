import type { Random } from "./random.ts";

/** How many mutants a test takes: `few`, or `many` in the long form (NLLGRAD_LONG_TESTS=1). */
export function mutantsOf(few: number, many = 1_000_000): number {
  return process.env.NLLGRAD_LONG_TESTS === "1" ? many : few;
}

/** Milliseconds that so many may take: a million take minutes. */
export const LONG_TIMEOUT = 1_800_000;

const TELLING = [0, 1, 4, 0x7f, 0x80, 0xff] as const;

/** The bytes with some of them changed, taken out, put in or doubled. */
export function mutate(random: Random, bytes: Buffer): Buffer {
  let mutant = Buffer.from(bytes);
  for (let k = 1 + random.below(3); k > 0; k--) {
    const at = random.below(mutant.length + 1);
    const byte = random.oneIn(2) ? random.pick(TELLING) : random.below(256);
    switch (random.below(5)) {
      case 0:
        mutant = Buffer.concat([mutant.subarray(0, at), mutant.subarray(at + 1 + random.below(8))]);
        break;
      case 1:
        mutant = Buffer.concat([mutant.subarray(0, at), Buffer.of(byte), mutant.subarray(at)]);
        break;
      case 2:
        mutant = Buffer.concat([mutant.subarray(0, at), mutant.subarray(Math.max(0, at - random.below(32)))]);
        break;
      default:
        if (at < mutant.length) mutant[at] = byte;
    }
  }
  return mutant;
}

/** What somebody may put in the place of anything. */
const HOSTILE: readonly unknown[] = [
  ...[null, true, -1, 0, 0.5, 2 ** 31, 2 ** 53, 1e300, "", "x", "\u001b[2J", "x".repeat(5000), [], {}, [[]]],
  ...["toString", "__proto__", "n1.AAAA", "fp_nlllossgrad_s", JSON.parse('{"__proto__":{"polluted":1}}')],
];

/** A JSON value with something in it replaced, taken out, added or doubled. */
export function mutateJson(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || random.oneIn(12)) {
    if (typeof value === "number" && random.oneIn(2)) return value + random.pick([-1, 1, 2 ** 16, 2 ** 40]);
    return random.pick(HOSTILE);
  }
  const names = Object.keys(value);
  if (names.length === 0) return random.pick(HOSTILE);
  const at = random.below(names.length);
  if (Array.isArray(value)) {
    if (random.oneIn(8)) return value.toSpliced(at, 1);
    if (random.oneIn(8)) return value.toSpliced(at, 0, value[at]);
    return value.with(at, mutateJson(random, value[at]));
  }
  const name = names[at] as string;
  const { [name]: field, ...rest } = value as Readonly<Record<string, unknown>>;
  if (random.oneIn(12)) return rest;
  if (random.oneIn(12)) return { ...value, [random.pick(["unknown", "constructor", "length"])]: 1 };
  return { ...value, [name]: mutateJson(random, field) };
}
