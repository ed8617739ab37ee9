/** Writes bytes: unsigned integers as base-128 varints, least significant group first. */
export class ByteWriter {
  private readonly bytes: number[] = [];

  byte(value: number): this {
    this.bytes.push(value & 0xff);
    return this;
  }

  /** An integer 0 to 2^53 - 1. */
  uint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.bytes.push(rest);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

/** Bytes that do not hold what they should. */
export class MalformedBytes extends Error {
  override readonly name = "MalformedBytes";
}

/** Reads what a `ByteWriter` wrote. Every read checks its bounds. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.at;
  }

  /** The next bytes, as a view. @throws MalformedBytes past the end. */
  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new MalformedBytes("ends too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** @throws MalformedBytes past the end. */
  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new MalformedBytes("ends too early");
    this.at++;
    return value;
  }

  /** @throws MalformedBytes past the end, or if the integer exceeds `limit`. */
  uint(limit: number): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const group = this.byte();
      value += (group & 0x7f) * scale;
      if (value > limit) throw new MalformedBytes(`holds ${value} where at most ${limit} can be`);
      if (group < 0x80) return value;
      scale *= 0x80;
      if (scale > 2 ** 49) throw new MalformedBytes("holds an integer of too many digits");
    }
  }

  /** @throws MalformedBytes if bytes are left. */
  end(): void {
    if (this.at !== this.bytes.length) throw new MalformedBytes("has bytes left over");
  }
}
