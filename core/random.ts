/** Mixes two 32-bit words into one that looks random: the finaliser of MurmurHash3 over their combination. */
export function mix(seed: number, index: number): number {
  let h = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * sfc32, the small fast counting generator of PractRand: 128 bits of state, period at least 2^32 for each seed. The
 * streams of different (seed, stream, index) start from unrelated states, so that any case can be drawn by itself.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  /** Puts the generator at the start of the stream (seed, stream, index): 32-bit words each. */
  reset(seed: number, stream: number, index: number): this {
    // Signed, so that the state stays in machine integers: a word past 2^31 would turn its field into a double.
    this.a = mix(seed, 0x2545f491) | 0;
    this.b = mix(stream, this.a) | 0;
    this.c = mix(index, this.b) | 0;
    this.counter = 1;
    for (let i = 0; i < 8; i++) this.word();
    return this;
  }

  /** 32 random bits, 0 to 2^32 - 1. */
  word(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer 0 to bound - 1; bound at most 2^32. The bias is below bound / 2^32. */
  below(bound: number): number {
    return Math.floor((this.word() / 0x100000000) * bound);
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in `n` draws. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
