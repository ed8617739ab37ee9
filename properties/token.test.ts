import { describe, expect, it } from "vitest";
import { ENTRY_NAMES } from "../reference/operator.ts";
import { PLATFORM_IDS, PLATFORMS, platformNamed } from "../reference/platforms.ts";
import { PLAIN } from "./bench.fixture.ts";
import { type Case, smallestCase } from "./case.ts";
import { explicitInputs, withInputs } from "./explicit.ts";
import { simplerCases } from "./shrink.ts";
import { isRandom, STRATA, Stream } from "./strata.ts";
import { decodeToken, encodeToken, type GradientPlan, InvalidToken, type Reproduction, TOKEN_LIMIT } from "./token.ts";

const single = (call: Case): Reproduction => ({
  platform: "ft78ne",
  alignment: 64,
  plan: { kind: "call", before: [], call, watch: "nothing" },
});

/** The plan without lists of exceptions that are empty: they mean what a missing list means. */
function normal(r: Reproduction): unknown {
  return JSON.parse(JSON.stringify(r), (key, value: unknown) =>
    key === "except" && Array.isArray(value) && value.length === 0 ? undefined : value,
  );
}

describe("a token", () => {
  it("is what it always was for the same plan", () => {
    expect(encodeToken(single(PLAIN))).toMatchInlineSnapshot(`"n1.AAYAAAACBQcDBYCAgIIEAQAAAAEBAAECAP8ABgMDAZ4ZeYI"`);
    expect(
      encodeToken({
        platform: "mt7004",
        alignment: 16,
        plan: { kind: "relation", relation: "batch-split", seed: 99, base: PLAIN },
      }),
    ).toMatchInlineSnapshot(`"n1.AQQVYwACBQcDBYCAgIIEAQAAAAEBAAECAP8ABgMDAWji4B8"`);
    expect(
      encodeToken({ platform: "mt7004", alignment: 4096, plan: { kind: "example", example: 1, seed: 7 } }),
    ).toMatchInlineSnapshot(`"n1.AQwIAQdPlPg4"`);
  });

  it("reads back as the plan that it was written from, over thousands of drawn plans", () => {
    for (const id of PLATFORM_IDS) {
      const stream = new Stream(5, PLATFORMS[id]);
      // What is enumerated has an end, and combinations are wanted of a stream.
      for (const stratum of [...STRATA.filter(isRandom), "huge"] as const) {
        if (stratum === "vast") continue;
        for (let index = 0; index < (["late", "long", "huge"].includes(stratum) ? 4 : 600); index++) {
          const reproduction: Reproduction = {
            platform: id,
            alignment: 2 ** (2 + (index % 11)),
            plan: stream.draw(stratum, index),
          };
          expect(decodeToken(encodeToken(reproduction))).toEqual(reproduction);
        }
      }
    }
  });

  it("holds the smallest call of each function", () => {
    for (const entry of ENTRY_NAMES) {
      const plan = { kind: "call", before: [], call: smallestCase(entry), watch: "nothing" } as const;
      expect(decodeToken(encodeToken({ platform: "mt7004", alignment: 64, plan })).plan).toEqual(plan);
    }
  });

  it("holds explicit inputs, exceptions, calls before, and every way of watching", () => {
    const explicit = withInputs(PLAIN, explicitInputs(PLAIN));
    const excepted: Case = {
      ...PLAIN,
      lossGrad: {
        kind: "drawn",
        values: "mixed",
        seed: 2 ** 32 - 1,
        except: [
          [4, 0xffffffff],
          [0, 0],
        ],
      },
      labels: { kind: "drawn", labels: "random", seed: 3, except: [[2, 6]] },
      poison: "left",
    };
    for (const watch of ["nothing", "late", "inputs"] as const) {
      const plan: GradientPlan = { kind: "call", before: [explicit, excepted, PLAIN], call: excepted, watch };
      const reproduction: Reproduction = { platform: "ft78ne", alignment: 4, plan };
      expect(decodeToken(encodeToken(reproduction))).toEqual(reproduction);
    }
  });

  it("holds a platform that the document does not have, and no other is written so", () => {
    const platform = platformNamed("FT-M7032", { elementTypes: ["fp"], cores: 16, alignment: 128 });
    const wide: Reproduction = { ...single({ ...PLAIN, coreMask: 0xffff }), platform };
    expect(decodeToken(encodeToken(wide))).toEqual(wide);
    expect(() => decodeToken(encodeToken({ ...wide, platform: "ft78ne" }))).toThrow("past the cores of FT78NE");
  });

  it("holds every case that shrinking makes", () => {
    const stream = new Stream(6, PLATFORMS.mt7004);
    for (let index = 0; index < 40; index++) {
      const plan = stream.draw("small", index);
      if (plan.kind !== "call") return expect.fail(plan.kind);
      for (const simpler of simplerCases(plan.call)) {
        const reproduction = { ...single(simpler), platform: "mt7004" } as const;
        expect(normal(decodeToken(encodeToken(reproduction)))).toEqual(normal(reproduction));
      }
    }
  });

  it("stays short for a huge tensor, and is one word that a shell takes as it is", () => {
    const huge: Case = {
      ...PLAIN,
      batch: 65537,
      classNum: 65536,
      labels: { kind: "drawn", labels: "last", seed: 0 },
      lossGradLength: 65537,
    };
    const token = encodeToken(single(huge));
    expect(token.length).toBeLessThan(80);
    expect(token).toMatch(/^n1\.[A-Za-z0-9_-]+$/);
    expect(decodeToken(token)).toEqual(single(huge));
  });
});

const TOKEN = encodeToken(single(PLAIN));
const refusal = (text: string): string => {
  try {
    decodeToken(text);
  } catch (error) {
    if (error instanceof InvalidToken) return error.message;
    throw error;
  }
  return "accepted";
};

describe("a damaged token is refused", () => {
  it("whichever single character is another one", () => {
    const accepted: string[] = [];
    for (let at = 0; at < TOKEN.length; at++) {
      for (const other of "ABCXYZabcxyz0189-_.+/= \n\u00e9") {
        if (other === TOKEN[at]) continue;
        const damaged = TOKEN.slice(0, at) + other + TOKEN.slice(at + 1);
        if (refusal(damaged) === "accepted") accepted.push(damaged);
      }
    }
    expect(accepted).toEqual([]);
  });

  it("for tokens of every length modulo 4, whose last characters carry fewer bits", () => {
    const lengths = new Set<number>();
    for (let rows = 1; rows <= 6; rows++) {
      const token = encodeToken(
        single(
          withInputs(PLAIN, { labels: new Array<number>(rows).fill(0), lossGrad: new Array<number>(rows).fill(1), weight: [1] }),
        ),
      );
      lengths.add((token.length - 3) % 4);
      for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
        const other = token.slice(0, -1) + last;
        if (other !== token) expect(refusal(other), other).toContain("token");
        expect(refusal(token + last)).not.toBe("accepted");
      }
    }
    expect(lengths).toEqual(new Set([0, 2, 3]));
  });

  it("wherever it is cut off, or a piece is missing, doubled or swapped", () => {
    for (let at = 0; at < TOKEN.length; at++) {
      expect(refusal(TOKEN.slice(0, at))).not.toBe("accepted");
      expect(refusal(TOKEN.slice(at + 1))).not.toBe("accepted");
      expect(refusal(TOKEN.slice(0, at) + TOKEN.slice(at + 1))).not.toBe("accepted");
      const doubled = TOKEN.slice(0, at + 1) + TOKEN.slice(at);
      expect(refusal(doubled)).not.toBe("accepted");
      const swapped =
        TOKEN.slice(0, at) +
        TOKEN.slice(at, at + 2)
          .split("")
          .reverse()
          .join("") +
        TOKEN.slice(at + 2);
      if (swapped !== TOKEN) expect(refusal(swapped)).not.toBe("accepted");
    }
  });

  it.each([
    ["", "not a token"],
    ["n1.", "no token has"],
    ["n1.AA", "too short"],
    [`n2${TOKEN.slice(2)}`, "token of version 2"],
    [`n17${TOKEN.slice(2)}`, "token of version 17"],
    [`N1${TOKEN.slice(2)}`, "not a token"],
    [` ${TOKEN}`, "not a token"],
    [`${TOKEN} `, "no token has"],
    [`${TOKEN}=`, "no token has"],
    ["hello", "not a token"],
    [`n1.${"A".repeat(TOKEN_LIMIT)}`, `at most ${TOKEN_LIMIT}`],
  ])("%j, with words that say what is wrong: %s", (token, words) => {
    expect(refusal(token)).toContain(words);
  });
});
