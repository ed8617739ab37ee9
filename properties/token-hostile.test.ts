import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../core/codec.ts";
import { Random } from "../core/random.ts";
import { decodeToken, InvalidToken } from "./token.ts";

/** A token of any bytes, with the checksum that they need. */
function sealed(bytes: Uint8Array): string {
  const all = Buffer.alloc(bytes.length + 4);
  all.set(bytes);
  all.writeUInt32LE(crc32(bytes), bytes.length);
  return `n1.${all.toString("base64url")}`;
}

const refusal = (text: string): string => {
  try {
    decodeToken(text);
  } catch (error) {
    if (error instanceof InvalidToken) return error.message;
    throw error;
  }
  return "accepted";
};

/** Bytes of a platform that is spelled out. */
function spelled(text: string, length = text.length): ByteWriter {
  const out = new ByteWriter().byte(255).byte(length);
  for (const letter of Buffer.from(text)) out.byte(letter);
  return out;
}

describe("a token that claims what it does not hold is refused at once", () => {
  const head = (): ByteWriter => new ByteWriter().byte(0).byte(6);
  /** A case up to its patterns: sum, finite fills. */
  const shape = (out: ByteWriter, batch: number, classNum: number, lossGradLength: number, reduction = 2): ByteWriter =>
    out.byte(0).byte(reduction).uint(batch).uint(classNum).uint(1).uint(lossGradLength).uint(0).byte(0).byte(0).byte(0).byte(0);
  const MAX = 2 ** 31 - 1;

  it.each([
    ["explicit loss gradients by the billion", shape(head().byte(0).uint(0), MAX, 1, MAX).byte(255)],
    ["explicit weights by the billion", shape(head().byte(0).uint(0), 0, MAX, 0).byte(255).byte(255)],
    [
      "explicit labels by the billion",
      shape(head().byte(0).uint(0), MAX, 1, MAX).byte(0).uint(0).uint(0).byte(0).uint(0).uint(0).byte(255),
    ],
    // Weights and labels follow as they should.
    [
      "an exception where there is no element",
      shape(head().byte(0).uint(0), 0, 1, 0).byte(0).uint(0).uint(1).byte(0).uint(0).uint(0).byte(0).uint(0).uint(0),
    ],
    ["exceptions by the thousand", shape(head().byte(0).uint(0), 5, 5, 5).byte(0).uint(0).uint(65536)],
    ["more exceptions than a token has characters", shape(head().byte(0).uint(0), 5, 5, 5).byte(0).uint(0).uint(65537)],
    ["calls before by the thousand", head().byte(0).uint(65536)],
    [
      "more calls before than that",
      head()
        .byte(0)
        .uint(2 ** 40),
    ],
    ["more cells than any machine has", shape(head().byte(0).uint(0), MAX, MAX, MAX)],
    [
      "an integer without end",
      new ByteWriter()
        .byte(0)
        .byte(6)
        .byte(0)
        .byte(255)
        .byte(255)
        .byte(255)
        .byte(255)
        .byte(255)
        .byte(255)
        .byte(255)
        .byte(255)
        .byte(255),
    ],
    ["no classes", shape(head().byte(0).uint(0), 1, 0, 1)],
    ["another number of loss gradients than rows in none", shape(head().byte(0).uint(0), 4, 4, 3)],
    ["more loss gradients than rows in sum", shape(head().byte(0).uint(0), 4, 4, 5, 0)],
    ["no loss gradient in sum", shape(head().byte(0).uint(0), 4, 4, 0, 0)],
    ["reduction 3", shape(head().byte(0).uint(0), 1, 1, 1, 3)],
    ["core_mask 0", head().byte(0).uint(0).byte(0).byte(2).uint(1).uint(1).uint(0).uint(1)],
    ["a platform that is none", new ByteWriter().byte(2).byte(6)],
    ["a platform of 255 letters", spelled("x".repeat(255), 255)],
    ["a platform whose letters are not all there", spelled("FT-M7032:fp:16:128", 60)],
    ["a platform that is none by its letters", spelled("FT-M7032:fp:32:128")],
    ["a platform of the document, letter by letter", spelled("mt7004")],
    ["an alignment of one byte", new ByteWriter().byte(0).byte(0)],
    ["an alignment of 2^60 bytes", new ByteWriter().byte(0).byte(60)],
    ["a plan that is none", head().byte(7)],
    ["a relation that is none", head().byte(200)],
    ["an example that is none", head().byte(8).byte(2).uint(0)],
    ["bytes after its end", head().byte(8).byte(0).uint(0).byte(0)],
    ["nothing", new ByteWriter()],
  ])("%s", (_, out) => {
    const before = process.memoryUsage();
    expect(refusal(sealed(out.finish()))).toMatch(/^token (not valid: it |too short)/);
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(2 ** 24);
  });

  it("labels, weights and totals out of range", () => {
    const half = shape(head().byte(0).uint(0), 2, 3, 2).byte(0).uint(0).uint(0).byte(0).uint(0).uint(0);
    expect(refusal(sealed(half.byte(255).uint(2).uint(2).finish()))).toBe("accepted");
    const label = shape(head().byte(0).uint(0), 2, 3, 2).byte(0).uint(0).uint(0).byte(0).uint(0).uint(0);
    expect(refusal(sealed(label.byte(255).uint(2).uint(3).finish()))).toContain("at most 2");
    const place = shape(head().byte(0).uint(0), 2, 3, 2).byte(0).uint(0).uint(1).uint(2).uint(0);
    expect(refusal(sealed(place.finish()))).toContain("at most 1");
    const total = head().byte(0).uint(0).byte(2).byte(2).uint(1).uint(1).uint(1).uint(1).uint(0x10000);
    expect(refusal(sealed(total.finish()))).toContain("at most 65535");
  });
});

it("random words are refused as tokens", () => {
  const random = new Random().reset(51, 0, 0);
  const alphabet = "ABCDEFabcdef0123-_";
  for (let k = 0; k < 5000; k++) {
    const text = Array.from({ length: random.below(120) }, () => alphabet[random.below(alphabet.length)]).join("");
    expect(refusal(`n1.${text}`)).not.toBe("accepted");
  }
});
