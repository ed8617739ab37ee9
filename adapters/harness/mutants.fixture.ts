import type { Random } from "../../core/random.ts";

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
