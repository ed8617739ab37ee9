import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { compareRuns, pairRuns } from "../core/compare.ts";
import { LONG_TIMEOUT, mutantsOf, mutate, mutateJson } from "../core/mutants.fixture.ts";
import { Random } from "../core/random.ts";
import { smallestCase } from "../properties/case.ts";
import { encodeToken } from "../properties/token.ts";
import { COMPARED, FAILING, recordOf, WAIVED } from "../reports/run.fixture.ts";
import { UsageError } from "./arguments.ts";
import { readPlatforms } from "./platforms.ts";
import { readPolicy } from "./policy.ts";
import { readRecord } from "./read-record.ts";
import { readWaivers } from "./waivers.ts";

const TOKEN = encodeToken({
  platform: "mt7004",
  alignment: 64,
  plan: { kind: "call", before: [], call: smallestCase("fp_nlllossgrad_s"), watch: "nothing" },
});
const WAIVER = {
  finding: "output-extent/*",
  target: "*",
  platform: "mt7004",
  reason: "tails are mended in the next drop",
  link: "https://example.org/issues/12",
  token: TOKEN,
  expires: "2999-12-31",
};
const PLATFORMS = [
  { name: "Wide", elementTypes: ["fp"], cores: 16, alignment: 128 },
  { name: "sole", elementTypes: ["hp", "fp"], cores: 1 },
];

/** Files that users are given by others: what each holds, and what is done with it. */
const FILES: readonly (readonly [what: string, original: object, read: (file: string) => void])[] = [
  ["waivers", { schema: "nllgrad.waivers/1", waivers: [WAIVER, { ...WAIVER, finding: "empty/*" }] }, readWaivers],
  ["platforms", { schema: "nllgrad.platforms/1", platforms: PLATFORMS }, (file) => readPlatforms(file).find("sole")],
  ["a policy", { "call-model": { choice: "each-core", core: "set_core" } }, readPolicy],
  [
    "a record",
    recordOf(FAILING, WAIVED, COMPARED),
    (file) => {
      const { runs, suite } = readRecord("--baseline", file);
      for (const { before, now } of pairRuns(runs, [FAILING]))
        if (before !== null && now !== null) compareRuns({ suite, run: before }, { suite, run: FAILING }, true);
    },
  ],
];

describe.each(FILES)("a file of others: %s", (what, original, read) => {
  const MUTANTS = mutantsOf(what === "a record" ? 300 : 2000, what === "a record" ? 5000 : 20_000);

  it(`is taken, or refused in one line that names it: ${MUTANTS} mutants`, { timeout: LONG_TIMEOUT }, () => {
    const random = new Random();
    const file = join(scratchFolder(), `${what.replace(/\W/g, "-")}.json`);
    const bytes = Buffer.from(JSON.stringify(original));
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      random.reset(10, 0, k);
      writeFileSync(file, k % 3 === 0 ? mutate(random, bytes) : JSON.stringify(mutateJson(random, original)));
      try {
        read(file);
      } catch (error) {
        if (!(error instanceof UsageError)) throw new Error(`mutant ${k}: ${String(error)}`);
        // What is a list, or a platform's name, is told by the option's own words.
        if (!/^--platform sole: /.test(error.message)) expect(error.message, `mutant ${k}`).toContain(file);
        expect(error.message, `mutant ${k}`).not.toMatch(/\p{Cc}/u);
        refused++;
      }
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(refused).toBeGreaterThan(MUTANTS / 4);
    expect(refused).toBeLessThan(MUTANTS);
  });
});
