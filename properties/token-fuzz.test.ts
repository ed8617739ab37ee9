import { crc32 } from "node:zlib";
import { expect, it } from "vitest";
import { LONG_TIMEOUT, mutantsOf, mutate } from "../core/mutants.fixture.ts";
import { Random } from "../core/random.ts";
import { DOCUMENT_EXAMPLES, PLATFORMS, platformNamed, platformOf, readPlatform } from "../reference/platforms.ts";
import { faultOf, PLAIN, PLAIN_HALF } from "./bench.fixture.ts";
import { explicitInputs, withInputs } from "./explicit.ts";
import { RELATIONS } from "./relations.ts";
import { Stream } from "./strata.ts";
import { decodeToken, encodeToken, InvalidToken, type Reproduction } from "./token.ts";

const MUTANTS = mutantsOf(100_000);

/** A platform that tokens spell out. */
const OTHER = platformNamed("FT-M7032", { elementTypes: ["hp", "fp"], cores: 16, alignment: 128 });

const ORIGINALS: readonly Buffer[] = [
  ...[PLAIN, withInputs(PLAIN, explicitInputs(PLAIN)), withInputs(PLAIN_HALF, explicitInputs(PLAIN_HALF))].map((call) =>
    encodeToken({ platform: "mt7004", alignment: 64, plan: { kind: "call", before: [PLAIN_HALF], call, watch: "late" } }),
  ),
  ...(["small", "relations", "examples"] as const).flatMap((stratum) =>
    Array.from({ length: 20 }, (_, index) =>
      encodeToken({ platform: "mt7004", alignment: 64, plan: new Stream(1, PLATFORMS.mt7004).draw(stratum, index) }),
    ),
  ),
  ...Array.from({ length: 10 }, (_, index) =>
    encodeToken({ platform: OTHER, alignment: 128, plan: new Stream(1, platformOf(OTHER)).draw("small", index) }),
  ),
].map((token) => Buffer.from(token.slice(3), "base64url").subarray(0, -4));

function seal(bytes: Buffer, checksum: number): string {
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(checksum);
  return `n1.${Buffer.concat([bytes, tail]).toString("base64url")}`;
}

/** What is wrong with what was read; `null`: nothing. */
function fault({ platform, alignment, plan }: Reproduction): string | null {
  if (readPlatform(platform)?.id !== platform) return "platform";
  if (alignment < 4 || alignment > 4096 || !Number.isInteger(Math.log2(alignment))) return "alignment";
  switch (plan.kind) {
    case "example":
      return DOCUMENT_EXAMPLES[plan.example] === undefined ? "example" : null;
    case "relation":
      return RELATIONS.includes(plan.relation) ? faultOf(plan.base) : "relation";
    case "call":
      return [...plan.before, plan.call].map((c) => faultOf(c)).find((found) => found !== null) ?? null;
  }
}

it(`${MUTANTS} damaged tokens with a right checksum give InvalidToken or a valid plan that is written the same again`, {
  timeout: LONG_TIMEOUT,
}, () => {
  const random = new Random().reset(52, 0, 0);
  let valid = 0;
  for (let k = 0; k < MUTANTS; k++) {
    const bytes = mutate(random, ORIGINALS[k % ORIGINALS.length] as Buffer);
    const token = seal(bytes, crc32(bytes));
    let read: Reproduction;
    try {
      read = decodeToken(token);
    } catch (error) {
      if (!(error instanceof InvalidToken)) expect.fail(`${String(error)} from ${token}`);
      continue;
    }
    valid++;
    const wrong = fault(read);
    if (wrong !== null) expect.fail(`${wrong} in ${token}`);
    if (k % 16 === 0) expect(decodeToken(encodeToken(read))).toEqual(read);
  }
  expect(valid).toBeGreaterThan(MUTANTS / 20);
  expect(valid).toBeLessThan(MUTANTS / 1.2);
});

it("damaged tokens with the checksum that they had are refused", () => {
  const random = new Random().reset(53, 0, 0);
  for (let k = 0; k < 10_000; k++) {
    const original = ORIGINALS[k % ORIGINALS.length] as Buffer;
    const bytes = mutate(random, original);
    if (bytes.equals(original)) continue;
    expect(() => decodeToken(seal(bytes, crc32(original)))).toThrow(InvalidToken);
  }
});
