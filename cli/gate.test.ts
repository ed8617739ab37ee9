import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { Finding, RunRecord } from "../core/record.ts";
import { compileExample } from "../examples/command.fixture.ts";
import { type Called, nllgrad, recordOf } from "./command.fixture.ts";

const TIMEOUT = 180_000;

/** Where what fails, fails by the first cases as well. */
const FEW = ["--cases", "1500"];

/** A file of waivers, each with what is usual changed by what is given. */
function waiversOf(...changes: readonly Readonly<Record<string, unknown>>[]): string {
  const file = join(mkdtempSync(join(scratchFolder(), "waivers-")), "waivers.json");
  const usual = {
    finding: "output-extent/*",
    target: "kernel",
    platform: "mt7004",
    reason: "row tails are mended in the next drop",
    link: "https://example.org/issues/12",
    token: "n1.AQYAAAMCAQIBAYB4AAEAAAAAAAAAAAAAABCYRbo",
    expires: "2999-12-31",
  };
  const waivers = changes.map((change) => ({ ...usual, ...change }));
  writeFileSync(file, JSON.stringify({ schema: "nllgrad.waivers/1", waivers }));
  return file;
}

describe.skipIf(!HAS_COMPILER)(`a gate around the example kernel in C${NEEDS_COMPILER}`, () => {
  let right: string;
  let tail: string;
  let codes: string;
  /** Records of the right kernel, and of one that forgets row tails, by the paths of their folders. */
  let clean: string;
  let known: string;
  let tailRecord: RunRecord;
  const check = (kernel: string, ...options: string[]): Promise<Called> =>
    nllgrad(["check", `kernel=${kernel}`, "--tier", "smoke", "--quiet", "--json", ...options]);

  beforeAll(async () => {
    right = compileExample("nlllossgrad.c");
    tail = compileExample("wrong/tail.c");
    codes = compileExample("wrong/codes.c");
    clean = join(mkdtempSync(join(scratchFolder(), "clean-")), "reports");
    known = join(mkdtempSync(join(scratchFolder(), "known-")), "reports");
    expect(await check(right, "--report", clean)).toMatchObject({ code: 0 });
    const called = await check(tail, "--report", known);
    expect(called.code).toBe(1);
    tailRecord = recordOf(called);
  }, TIMEOUT);

  const ids = (findings: readonly Finding[] = []): string[] => findings.map(({ id }) => id);

  it("fails for a regression against the record of the right kernel", { timeout: TIMEOUT }, async () => {
    const called = await check(tail, ...FEW, "--baseline", join(clean, "record.json"));
    const [run] = recordOf(called).runs;
    expect(called.code).toBe(1);
    expect(run?.baseline).toMatchObject({ before: { verdict: "conforms" }, fixed: [], changed: [], unchanged: [] });
    expect(run?.baseline?.new).toEqual(ids(run?.violations));
  });

  it("passes for what the baseline had already, without calling it conforming", { timeout: TIMEOUT }, async () => {
    const called = await check(tail, "--baseline", join(known, "record.json"), "--seed", "5");
    const [run] = recordOf(called).runs;
    expect(called.code).toBe(0);
    expect(run?.verdict).toBe("fails");
    expect(run?.baseline?.new).toEqual([]);
    expect(run?.baseline?.caveats.join()).toContain("seed 20260101 before, 5 now");
  });

  it("fails for a new fault beside a known one, and tells them apart", { timeout: TIMEOUT }, async () => {
    const called = await check(codes, ...FEW, "--baseline", join(known, "record.json"));
    const [run] = recordOf(called).runs;
    expect(called.code).toBe(1);
    expect(run?.baseline?.new.every((id) => !id.startsWith("output-extent/"))).toBe(true);
    expect(ids(run?.baseline?.fixed).sort()).toEqual(ids(tailRecord.runs[0]?.violations).sort());
  });

  it("calls fixed what its own cases show no more, by other cases as well", { timeout: TIMEOUT }, async () => {
    const called = await nllgrad([
      ...["check", `kernel=${right}`, "--tier", "smoke", "--quiet", "--seed", "5", "--baseline", join(known, "record.json")],
    ]);
    expect(called.code).toBe(0);
    expect(called.out).toContain("0 new, 12 fixed, 0 changed, 0 unchanged");
    expect(called.out).toContain("✓ nothing new\n");
    expect(called.out).toContain("✓ conforms   kernel · MT7004");
  });

  it("passes for what is waived, and says so everywhere", { timeout: TIMEOUT }, async () => {
    const folder = join(mkdtempSync(join(scratchFolder(), "waived-")), "reports");
    const { code, out } = await nllgrad([
      ...["check", `kernel=${tail}`, "--tier", "smoke", "--quiet", "--waivers", waiversOf({}), "--report", folder],
    ]);
    expect(code).toBe(0);
    expect(out).toContain("~ output-extent   kernel · MT7004");
    expect(out).toContain("waived   row tails are mended in the next drop (until 2999-12-31; https://example.org/issues/12)");
    expect(out).toMatch(/✓ conforms {3}kernel · MT7004 {3}12 waived, /);
    const file = (name: string): string => readFileSync(join(folder, name), "utf8");
    expect(file("junit.xml")).toContain('<skipped message="waived: row tails are mended');
    expect(file("results.sarif").match(/"status": "accepted"/g)).toHaveLength(12);
    expect(file("report.md")).toContain("### waived: output-extent");
    expect(JSON.parse(file("record.json"))).toMatchObject({ runs: [{ verdict: "conforms", waivers: [{ state: "used" }] }] });
  });

  it.each<[string, () => string, Readonly<Record<string, unknown>>, RegExp]>([
    ["is no longer needed", () => right, {}, /its pinned case passes now: remove it/],
    ["has expired", () => tail, { expires: "2020-01-31" }, /expired on 2020-01-31/],
    [
      "names nothing that its case shows",
      () => tail,
      { finding: "in-bounds/*/around" },
      /its pinned case shows output-extent\/\S+/,
    ],
  ])("fails for a waiver that %s, and says so", { timeout: TIMEOUT }, async (_, kernel, change, says) => {
    const called = await check(kernel(), ...FEW, "--waivers", waiversOf(change));
    expect(called.code).toBe(1);
    expect(recordOf(called).runs[0]).toMatchObject({ verdict: "fails", waivers: [{ why: expect.stringMatching(says) }] });
  });

  it("leaves waivers of other targets and platforms alone", { timeout: TIMEOUT }, async () => {
    const others = waiversOf({ target: "other" }, { target: "other-*", finding: "empty/*" });
    const called = await check(right, ...FEW, "--waivers", others);
    expect(called.code).toBe(3);
    expect(recordOf(called).runs[0]?.waivers).toEqual([]);
  });

  it("annotates a job of GitHub and adds to its summary, of itself where there is one", { timeout: TIMEOUT }, async () => {
    const summary = join(mkdtempSync(join(scratchFolder(), "summary-")), "summary.md");
    writeFileSync(summary, "before\n");
    const environment = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const { code, out } = await nllgrad(["check", `kernel=${tail}`, "--tier", "smoke", "--quiet", ...FEW], { environment });
    expect(code).toBe(1);
    expect(out.match(/^::error file=[^:]*tail\.so,title=output-extent [^:]*::kernel · MT7004: /gm)).toHaveLength(10);
    expect(readFileSync(summary, "utf8")).toMatch(/^before\n# NLLLossGrad conformance\n/);
  });

  it("is told of two records without running anything", async () => {
    const records = [join(clean, "record.json"), join(known, "record.json")] as const;
    const worse = await nllgrad(["diff", ...records]);
    expect(worse.code).toBe(1);
    expect(worse.out).toContain("12 new, 0 fixed, 0 changed, 0 unchanged");
    const better = await nllgrad(["diff", ...[...records].reverse(), "--markdown"]);
    expect(better).toMatchObject({ code: 0, out: expect.stringContaining("**0 new, 12 fixed, 0 changed, 0 unchanged**") });
    const json = await nllgrad(["diff", records[0], records[0], "--json"]);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({
      schema: "nllgrad.diff/1",
      runs: [{ target: "kernel", platform: "MT7004", comparison: { new: [], fixed: [] } }],
    });
  });
});

describe("a gate's files", () => {
  const write = (text: string): string => {
    const file = join(mkdtempSync(join(scratchFolder(), "file-")), "file.json");
    writeFileSync(file, text);
    return file;
  };
  const waivers = (change: Readonly<Record<string, unknown>>): readonly string[] => ["--waivers", waiversOf(change)];

  it.each<[string, () => readonly string[], RegExp]>([
    [
      "waivers that are not there",
      () => ["--waivers", "./none.json"],
      /--waivers \.\/none\.json: cannot be read \(ENOENT\); give/,
    ],
    ["waivers that are not JSON", () => ["--waivers", write("{")], /not JSON: .*; give a file of waivers/],
    [
      "waivers of another version",
      () => ["--waivers", write('{"schema":"nllgrad.waivers/2","waivers":[]}')],
      /schema: takes "nllgrad\.waivers\/1"/,
    ],
    [
      "a waiver without a reason",
      () => waivers({ reason: undefined }),
      /waivers\[0\]\.reason: is missing; core\/waivers\.schema\.json/,
    ],
    ["a waiver with a reason of blanks", () => waivers({ reason: "  " }), /waivers\[0\]\.reason: /],
    [
      "a waiver with a link that is none",
      () => waivers({ link: "ticket 12" }),
      /waivers\[0\]\.link: "ticket 12" is not of the form/,
    ],
    [
      "a waiver with a field more",
      () => waivers({ until: "x" }),
      /waivers\[0\]\.until: there is no such field; known are finding, /,
    ],
    [
      "a waiver of what names no platform",
      () => waivers({ platform: "ft 99" }),
      /waivers\[0\]\.platform: "ft 99" is not of the form/,
    ],
    [
      "a waiver of an unknown platform",
      () => waivers({ platform: "ft99" }),
      /waivers\[0\]\.token: is of mt7004, and the waiver of ft99/,
    ],
    ["a waiver of another platform than its token", () => waivers({ platform: "ft78ne" }), /waivers\[0\]\.token: is of mt7004/],
    ["a waiver with no day", () => waivers({ expires: "2026-02-30" }), /waivers\[0\]\.expires: 2026-02-30 is no day/],
    ["a waiver of no clause", () => waivers({ finding: "outputextent/*" }), /"outputextent\/\*" begins with no clause/],
    ["a waiver of a clause without a finding", () => waivers({ finding: "output-extent" }), /begins with no clause/],
    ["a malformed token", () => waivers({ token: "again" }), /waivers\[0\]\.token: "again" is not of the form/],
    ["a damaged token", () => waivers({ token: "n1.AQYAAAAA" }), /waivers\[0\]\.token: token damaged/],
    ["a token of a later version", () => waivers({ token: "n2.AAAA" }), /waivers\[0\]\.token: token of version 2/],
    ["one waiver twice", () => ["--waivers", waiversOf({}, { reason: "again" })], /waivers\[1\]\.finding: stands there twice/],
    [
      "a baseline that is no record",
      () => ["--baseline", write("[]")],
      /--baseline \S+: takes an object, not a list; core\/record\.schema\.json/,
    ],
    ["--bail with waivers", () => ["--bail", ...waivers({})], /--bail: stops at the first violation, one that --waivers covers/],
  ])("are refused in one line that names the place and the remedy: %s", async (_, options, says) => {
    const { code, out, err } = await nllgrad(["check", "reference", "--quiet", ...options()]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .+\n$/);
    expect(err).toMatch(says);
  });

  it("may stand in nllgrad.config.json", async () => {
    const folder = mkdtempSync(join(scratchFolder(), "configured-"));
    writeFileSync(
      join(folder, "nllgrad.config.json"),
      JSON.stringify({ waivers: "./none.json", report: "reports", github: true }),
    );
    expect(await nllgrad(["check", "reference"], { folder })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nllgrad: --waivers \.\/none\.json: cannot be read/),
    });
  });

  it("are refused by diff as well", async () => {
    expect(await nllgrad(["diff", "one.json"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("takes two records, and 1 were given"),
    });
    expect(await nllgrad(["diff", write("{}"), write("{}")])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^nllgrad: diff \S+: schema: is missing; .+\n$/),
    });
  });
});
