import { crc32 } from "node:zlib";
import { plainLine } from "../../core/plain-line.ts";
import { BrokenHarness } from "./broken.ts";

/** The protocol's version: in every frame, and in hello. */
export const PROTOCOL = 1;

/** Bytes of a frame before its payload. */
export const FRAME_BYTES = 24;

const MAGIC = Buffer.from("NLLG");

export const FRAME = { hello: 1, batch: 2, result: 3, ping: 4, pong: 5, error: 6 } as const;

/** A frame's type in words. */
export function frameName(type: number): string {
  const name = Object.entries(FRAME).find(([, value]) => value === type)?.[0];
  return name === undefined ? `a frame of type ${type}` : `a frame of type ${type}, ${name}`;
}

export interface Frame {
  readonly type: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** A frame's bytes, as docs/protocol.md has them. */
export function encodeFrame({ type, id, payload }: Frame): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + payload.length);
  frame.set(MAGIC);
  [PROTOCOL, type, id, payload.length, crc32(payload)].forEach((word, k) => {
    frame.writeUInt32LE(word, 4 + 4 * k);
  });
  frame.set(payload, FRAME_BYTES);
  return frame;
}

/** What a frame may be, asked before memory is taken for it: the most bytes of its payload. Throws if none may come. */
export type Admission = (type: number, id: number) => number;

/**
 * Puts frames together from portions of bytes. Takes no memory for a payload before its length was admitted.
 */
export class FrameReader {
  private readonly admit: Admission;
  private readonly take: (frame: Frame) => void;
  private readonly header = Buffer.alloc(FRAME_BYTES);
  private filled = 0;
  private payload: Buffer | null = null;

  constructor(admit: Admission, take: (frame: Frame) => void) {
    this.admit = admit;
    this.take = take;
  }

  /** Whether a frame has begun and not ended. */
  get inside(): boolean {
    return this.filled > 0;
  }

  /** How much of the frame that has begun is there, in words. */
  get progress(): string {
    const length = this.payload === null ? null : this.payload.length;
    return length === null
      ? `${this.filled} of the ${FRAME_BYTES} bytes of a frame's head`
      : `${this.filled - FRAME_BYTES} of the ${length} bytes of a frame's payload`;
  }

  /** @throws BrokenHarness if the bytes are no frames, or not ones that are admitted. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.filled < FRAME_BYTES) {
        const part = chunk.subarray(at, at + FRAME_BYTES - this.filled);
        this.header.set(part, this.filled);
        this.filled += part.length;
        at += part.length;
        this.checkMagic(chunk.subarray(at));
        if (this.filled === FRAME_BYTES) this.begin();
      } else if (this.payload !== null) {
        const have = this.filled - FRAME_BYTES;
        const part = chunk.subarray(at, at + this.payload.length - have);
        this.payload.set(part, have);
        this.filled += part.length;
        at += part.length;
      }
      if (this.isWhole()) this.finish();
    }
  }

  private isWhole(): boolean {
    return this.payload !== null && this.filled === FRAME_BYTES + this.payload.length;
  }

  /** Looks at once, so that a harness that prints is told so by what it printed. */
  private checkMagic(rest: Buffer): void {
    const length = Math.min(this.filled, MAGIC.length);
    if (this.header.subarray(0, length).equals(MAGIC.subarray(0, length))) return;
    const came = Buffer.concat([this.header.subarray(0, this.filled), rest.subarray(0, 48)]).subarray(0, 48);
    const text = JSON.stringify(plainLine(came.toString("latin1"), 48));
    const bytes = came
      .subarray(0, 8)
      .toString("hex")
      .replace(/..(?!$)/g, "$& ");
    throw new BrokenHarness(
      `expected a frame, which begins with NLLG; came ${text} (${bytes}): does something print to standard output?`,
    );
  }

  private begin(): void {
    const { header } = this;
    const version = header.readUInt32LE(4);
    if (version !== PROTOCOL) throw new BrokenHarness(`expected a frame of version ${PROTOCOL}; came one of version ${version}`);
    const length = header.readUInt32LE(16);
    const most = this.admit(header.readUInt32LE(8), header.readUInt32LE(12));
    if (length > most) throw new BrokenHarness(`expected a payload of at most ${most} bytes; came a frame of ${length}`);
    this.payload = Buffer.allocUnsafe(length);
  }

  private finish(): void {
    const { header } = this;
    const payload = this.payload as Buffer;
    const crc = crc32(payload);
    const told = header.readUInt32LE(20);
    if (told !== crc)
      throw new BrokenHarness(
        `expected a payload with the frame's checksum 0x${told.toString(16)}; came bytes whose CRC-32 is 0x${crc.toString(16)}`,
      );
    this.payload = null;
    this.filled = 0;
    this.take({ type: header.readUInt32LE(8), id: header.readUInt32LE(12), payload });
  }
}
