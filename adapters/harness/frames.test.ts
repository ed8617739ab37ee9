import { crc32 } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LONG_TIMEOUT, mutantsOf, mutate } from "../../core/mutants.fixture.ts";
import { plainLine } from "../../core/plain-line.ts";
import { Random } from "../../core/random.ts";
import { BrokenHarness } from "./broken.ts";
import { encodeFrame, FRAME, FRAME_BYTES, type Frame, FrameReader } from "./frames.ts";

const MUTANTS = mutantsOf(10_000);

/** A reader that admits payloads of so many bytes, and the frames that it gave. */
function reading(most = 1000): { reader: FrameReader; frames: Frame[] } {
  const frames: Frame[] = [];
  return {
    reader: new FrameReader(
      () => most,
      (frame) => frames.push(frame),
    ),
    frames,
  };
}

/** What the reader makes of bytes: its refusal, or `undefined`. */
function refusal(bytes: Buffer, most = 1000): unknown {
  try {
    reading(most).reader.push(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

const PING: Frame = { type: FRAME.ping, id: 0x01020304, payload: Buffer.from("abc") };

/** PING with another word at an offset. */
function tampered(at: number, word: number): Buffer {
  const bytes = encodeFrame(PING);
  bytes.writeUInt32LE(word, at);
  return bytes;
}

describe("a frame", () => {
  it("has the bytes that docs/protocol.md says", () => {
    const words = ["4e4c4c47", "01000000", "04000000", "04030201", "03000000", "c2412435"];
    expect(encodeFrame(PING).toString("hex")).toBe(`${words.join("")}616263`);
    const empty = encodeFrame({ type: FRAME.batch, id: 0, payload: Buffer.alloc(0) });
    expect(empty.toString("hex")).toBe("4e4c4c47010000000200000000000000000000000000000000000000".slice(0, 48));
    expect(empty).toHaveLength(FRAME_BYTES);
  });

  it("has types of fixed numbers", () => {
    expect(FRAME).toEqual({ hello: 1, batch: 2, result: 3, ping: 4, pong: 5, error: 6 });
  });

  it.each([1, 2, 3, 5, 7, 23, 24, 25, 1000])(
    "is put together from portions of %i bytes, one frame behind the other",
    (portion) => {
      const sent: Frame[] = [
        PING,
        { type: FRAME.pong, id: 7, payload: Buffer.alloc(0) },
        { type: FRAME.error, id: 0xffffffff, payload: Buffer.alloc(300, "text") },
      ];
      const bytes = Buffer.concat(sent.map(encodeFrame));
      const { reader, frames } = reading();
      for (let at = 0; at < bytes.length; at += portion) reader.push(bytes.subarray(at, at + portion));
      expect(frames).toEqual(sent);
      expect(reader.inside).toBe(false);
    },
  );

  it("that has not come whole tells how much of it is there", () => {
    const bytes = encodeFrame(PING);
    const { reader } = reading();
    reader.push(bytes.subarray(0, 5));
    expect([reader.inside, reader.progress]).toEqual([true, "5 of the 24 bytes of a frame's head"]);
    reader.push(bytes.subarray(5, 26));
    expect([reader.inside, reader.progress]).toEqual([true, "2 of the 3 bytes of a frame's payload"]);
  });
});

describe("what is no frame", () => {
  /** The refusal of bytes of which this is the text, and these are the first. */
  const noFrame = (text: string, bytes: string): string =>
    `expected a frame, which begins with NLLG; came "${text}" (${bytes}): does something print to standard output?`;
  const digits = "0123456789".repeat(20);

  it.each([
    ["text", Buffer.from("loading the kernel ...\n"), noFrame("loading the kernel ...", "6c 6f 61 64 69 6e 67 20")],
    ["a byte", Buffer.from("x"), noFrame("x", "78")],
    ["text that begins like one", Buffer.from("NLL loss"), noFrame("NLL loss", "4e 4c 4c 20 6c 6f 73 73")],
    ["a long text", Buffer.from(digits), noFrame(digits.slice(0, 48), "30 31 32 33 34 35 36 37")],
    ["control characters", Buffer.from("\u001b[31m\r\nred"), noFrame("[31m red", "1b 5b 33 31 6d 0d 0a 72")],
    ["another version", tampered(4, 2), "expected a frame of version 1; came one of version 2"],
    ["too long a payload", tampered(16, 1001), "expected a payload of at most 1000 bytes; came a frame of 1001"],
    ["4 GiB less a byte", tampered(16, 0xffffffff), "expected a payload of at most 1000 bytes; came a frame of 4294967295"],
    [
      "a damaged payload",
      tampered(20, 1),
      "expected a payload with the frame's checksum 0x1; came bytes whose CRC-32 is 0x352441c2",
    ],
  ] as const)("is refused with what was expected and what came: %s", (_, bytes, message) => {
    const error = refusal(bytes);
    expect(error).toBeInstanceOf(BrokenHarness);
    expect((error as BrokenHarness).message).toBe(message);
  });

  it("shows what was printed between frames, and nothing of the frame before", () => {
    const { reader, frames } = reading();
    const both = Buffer.concat([encodeFrame(PING), Buffer.from("printed")]);
    expect(() => reader.push(both)).toThrow(noFrame("printed", "70 72 69 6e 74 65 64"));
    expect(frames).toHaveLength(1);
  });

  it("is refused at its first wrong byte, wherever portions end", () => {
    const { reader } = reading();
    reader.push(Buffer.from("NL"));
    expect(() => reader.push(Buffer.from("X and more"))).toThrow(noFrame("NLX and more", "4e 4c 58 20 61 6e 64 20"));
  });

  it("is refused by whoever admits frames before memory is taken for it", () => {
    const reader = new FrameReader(
      (type, id) => {
        throw new BrokenHarness(`type ${type}, id ${id}`);
      },
      () => {},
    );
    expect(() => reader.push(encodeFrame(PING).subarray(0, FRAME_BYTES))).toThrow("type 4, id 16909060");
  });
});

describe("frames that were damaged on their way", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it(`are refused or read, never more, and take no memory beyond what is admitted: ${MUTANTS} mutants`, {
    timeout: LONG_TIMEOUT,
  }, () => {
    // No less than what a refusal shows of the bytes.
    const most = 96;
    const original = Buffer.concat([PING, { ...PING, payload: Buffer.alloc(most, 7) }, PING].map(encodeFrame));
    const taken: number[] = [];
    for (const name of ["alloc", "allocUnsafe", "allocUnsafeSlow"] as const) {
      const allocate = Buffer[name].bind(Buffer);
      vi.spyOn(Buffer, name).mockImplementation((bytes: number) => {
        taken.push(bytes);
        return allocate(bytes);
      });
    }
    const random = new Random();
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      const mutant = mutate(random.reset(1, 0, k), original);
      const { reader, frames } = reading(most);
      taken.length = 0;
      try {
        const cut = random.below(mutant.length + 1);
        reader.push(mutant.subarray(0, cut));
        reader.push(mutant.subarray(cut));
      } catch (error) {
        if (!(error instanceof BrokenHarness)) throw new Error(`mutant ${k}: ${String(error)}`);
        refused++;
      }
      expect(Math.max(0, ...taken), `mutant ${k}`).toBeLessThanOrEqual(most);
      for (const { payload } of frames) expect(payload.length, `mutant ${k}`).toBeLessThanOrEqual(most);
    }
    expect(refused).toBeGreaterThan(MUTANTS / 2);
    expect(refused).toBeLessThan(MUTANTS);
  });

  it("are told by their checksum, whichever bit of the payload it was", () => {
    const payload = Buffer.from("a payload");
    for (let bit = 0; bit < 8 * payload.length; bit++) {
      const bytes = encodeFrame({ type: 1, id: 0, payload });
      const at = FRAME_BYTES + (bit >> 3);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
      expect(refusal(bytes), `bit ${bit}`).toMatchObject({
        message: expect.stringContaining(`0x${crc32(payload).toString(16)}`),
      });
    }
  });
});

describe("text of others", () => {
  it.each([
    ["plain", "plain"],
    ["  two\r\n\tlines \u001b[1m\u0000", "two lines  [1m"],
    ["\u2028right\u202eleft", "right left"],
    ["x".repeat(30), `${"x".repeat(20)}…`],
    // Cut within a pair: half a character is none.
    [`${"x".repeat(19)}😀😀`, `${"x".repeat(19)}\ufffd…`],
    ["\ud800 alone", "\ufffd alone"],
  ])("becomes one line of whole characters: %j", (text, line) => {
    expect(plainLine(text, 20)).toBe(line);
  });
});
