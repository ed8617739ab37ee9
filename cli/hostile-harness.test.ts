import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { Run } from "../core/record.ts";
import { type Called, nllgrad, recordOf } from "./command.fixture.ts";

const HOSTILE = fileURLToPath(new URL("hostile.fixture.mjs", import.meta.url));

/** What no way takes longer than on a machine that has little else to do: the link's 5 s among them. */
const TIMEOUT = 120_000;

/** Whether a process runs; one that has ended and that nobody has asked about yet does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Those of the processes that still run a little later, if any does. */
async function stillRunning(pids: readonly number[]): Promise<number[]> {
  let alive = pids.filter(runs);
  for (let k = 0; k < 40 && alive.length > 0; k++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    alive = alive.filter(runs);
  }
  return alive;
}

/** Judges the kernel behind a harness that behaves in such a way, and waits until nothing of it runs. */
async function judge(way: string, ...options: string[]): Promise<{ called: Called; run: Run; pids: number[]; left: number[] }> {
  const folder = mkdtempSync(join(scratchFolder(), "pids-"));
  const target = `exec:'${process.execPath}' '${HOSTILE}' ${way} '${folder}'`;
  const smoke = ["--tier", "smoke", "--cases", "200", "--timeout", "300ms", "--json", "--quiet"];
  const called = await nllgrad(["check", target, ...smoke, ...options]);
  const pids = readdirSync(folder).map(Number);
  return { called, run: recordOf(called).runs[0] as Run, pids, left: await stillRunning(pids) };
}

const FIRST_RESULT = /expected the result of call 0 of \d+ in batch 1 \(fp_nlllossgrad_[sp], \d+ x \d+\)/.source;

/** Ways to break the protocol, and what the run says of each: what was expected, and what came. */
const BROKEN: readonly (readonly [way: string, says: RegExp])[] = [
  // Before hello, or with it.
  ["random-bytes", /expected a frame, which begins with NLLG; came ".*" \(bb 77 33 ef ab 66 22 de\)/],
  ["text-first", /expected a frame, which begins with NLLG; came "Loading model weights\.\.\. done.*does something print/],
  ["endless-noise", /expected a frame, which begins with NLLG; came "noise noise/],
  ["another-version", /hello: expected protocol 1; came 2$/],
  ["no-types", /hello: expected elementTypes as a list of fp, hp; came \["double"\]$/],
  [
    "dies-before-hello",
    /expected hello; the harness ended \(exit code 4\); it last said on standard error: "cannot open \/dev\/board"$/,
  ],
  [
    "complains-and-dies",
    /expected hello; the harness ended \(exit code 6\); it last said on standard error: "\[31mout of tokens \[0m"$/,
  ],
  // After hello.
  ["endless-pongs", /expected (?:nothing until the next frame is sent|.*); came a frame of type 5, pong/],
  // Before or after the batch that it might answer, by the length of the way.
  [
    "early-result",
    /expected (?:nothing until the next frame is sent; came a frame of type 3, result|a result of \d+ bytes.* came 20)$/,
  ],
  ["dies-after-hello", /expected (?:the result of call 0|a harness that waits).*the harness ended \(exit code 0\)$/],
  ["silent", new RegExp(`${FIRST_RESULT} within 5\\d\\d\\d ms; came nothing$`)],
  ["closed-input", new RegExp(`${FIRST_RESULT} within 5\\d\\d\\d ms; came nothing$`)],
  ["dies-with-a-grandchild", /the harness ended \(exit code 5\)$/],
  // With a result.
  ["wrong-magic", /expected a frame, which begins with NLLG; came "GLLN/],
  ["wrong-version", /expected a frame of version 1; came one of version 7$/],
  ["wrong-checksum", /expected a payload with the frame's checksum 0x12345678; came bytes whose CRC-32 is 0x[0-9a-f]+$/],
  ["wrong-type", new RegExp(`${FIRST_RESULT}; came a frame of type 77$`)],
  ["four-gibibytes", /expected a payload of at most \d+ bytes; came a frame of 4294967295$/],
  ["short-result", /expected a result of \d+ bytes, by its head and the buffers' sizes; came \d+$/],
  ["long-result", /expected a result of \d+ bytes, by its head and the buffers' sizes; came \d+$/],
  ["other-call", /expected the result of call 0; came that of call 1$/],
  ["other-id", new RegExp(`${FIRST_RESULT}; came a frame of type 3, result with id 2 in place of 1$`)],
  ["twice-as-many", /expected the result of call 1; came that of call 0$/],
  ["not-made", /expected call 0 \(.*\) to be made; came "not made", though no call before it crashed or hung$/],
  ["error-frame", new RegExp(`${FIRST_RESULT}; came the error frame "the board is on fire"$`)],
  ["changes-its-mind", /hello: expected the functions of the first hello, .*_s, fp_nlllossgrad_p; came fp_nlllossgrad_s$/],
  ["hangs-at-once", /expected a hang to be reported once the call's \d+ ms are over; came the report after \d+ ms$/],
  [
    "dies-in-a-frame",
    new RegExp(`${FIRST_RESULT}; the harness ended \\(exit code 3\\), after 6 of the \\d+ bytes of a frame's payload$`),
  ],
  ["dies-by-a-signal", /expected the result of call 17 of 32 in batch 2 \(.*\); the harness ended \(SIGSEGV\)$/],
];

describe.concurrent("a harness that breaks the protocol", () => {
  it.each(BROKEN)(
    "by %s ends the run with exit 3, and nothing is held against the kernel",
    { timeout: TIMEOUT },
    async (way, says) => {
      const { called, run, pids, left } = await judge(way);
      expect({ code: called.code, err: called.err }).toEqual({ code: 3, err: "" });
      expect(run).toMatchObject({ verdict: "error", violations: [], warnings: [] });
      const [note = ""] = run.notes.filter((text) => text.startsWith("the harness failed: "));
      expect(note).toMatch(says);
      expect(pids.length).toBeGreaterThan(0);
      expect(left).toEqual([]);
    },
  );

  it.each(["wrong-values-then-dies", "dies-while-findings-are-tried-again"])(
    "by %s leaves in the record what was found before, as it was seen",
    { timeout: TIMEOUT },
    async (way) => {
      const { called, run, left } = await judge(way);
      expect(called.code).toBe(3);
      expect(run.verdict).toBe("error");
      expect(run.notes.join()).toMatch(/the harness failed: expected the result of .*; the harness ended \(SIGKILL\)/);
      expect(run.cases).toBeGreaterThan(0);
      const ids = run.violations.map(({ id }) => id).sort();
      expect(ids).toEqual(
        ["mean", "none", "sum"]
          .flatMap((reduction) =>
            ["p", "s"].map((storage) => `reduction-${reduction}/fp_nlllossgrad_${storage}/${reduction}/label`),
          )
          .sort(),
      );
      for (const { again, token } of run.violations)
        expect({ again, token }).toEqual({ again: "untried", token: expect.any(String) });
      expect(left).toEqual([]);
    },
  );
});

describe.concurrent("a harness that does not break it", () => {
  it.each(["right", "slow", "complains", "deaf-to-the-end", "lives-with-a-grandchild"])(
    "though it is %s, has its kernel judged",
    { timeout: TIMEOUT },
    async (way) => {
      const { called, run, left } = await judge(way);
      expect({ code: called.code, err: called.err }).toEqual({ code: 3, err: "" });
      // Fewer cases than the tier has were asked for: nothing else is missing.
      expect(run).toMatchObject({ target: "hostile", platform: "FT78NE", verdict: "incomplete", violations: [] });
      expect(run.cases).toBeGreaterThan(300);
      expect(run.notes.join()).toMatch(
        /\d+ of the tier's cases \(relations, medium, long\) take more memory than the kernel has/,
      );
      expect(run.notes.join()).not.toContain("the harness failed");
      expect(left).toEqual([]);
    },
  );

  it("whose kernel is wrong fails, and the replay command that it prints shows it again", { timeout: TIMEOUT }, async () => {
    const { called, run, left } = await judge("wrong-values", "--bail");
    expect(called.code).toBe(1);
    expect(run).toMatchObject({ verdict: "fails", violations: [{ again: "always" }] });
    expect(left).toEqual([]);
    const folder = mkdtempSync(join(scratchFolder(), "pids-"));
    const target = `exec:'${process.execPath}' '${HOSTILE}' wrong-values '${folder}'`;
    const again = await nllgrad(["replay", run.violations[0]?.token as string, target]);
    expect(again).toMatchObject({ code: 1, err: "" });
    expect(again.out).toContain(run.violations[0]?.received);
    expect(await stillRunning(readdirSync(folder).map(Number))).toEqual([]);
  });
});

describe.concurrent("a kernel behind a harness", () => {
  it("that has room for no call is not said to conform", { timeout: TIMEOUT }, async () => {
    const { called, run } = await judge("tiny-memory", "--cases", "4800");
    expect(called.code).toBe(3);
    expect(run).toMatchObject({ verdict: "incomplete", cases: 0, violations: [] });
    expect(run.notes.join()).toMatch(/5\d\d\d of the tier's cases .* take more memory than the kernel has/);
  });

  it("that never comes back is judged by that, and warned of at batch 0", { timeout: TIMEOUT }, async () => {
    const { called, run } = await judge("crashes");
    expect(called.code).toBe(1);
    expect(new Set(run.violations.map(({ clauses }) => clauses[0]))).toEqual(new Set(["terminates"]));
    const judged = run.clauses.filter(({ status }) => status !== "not judged").map(({ id }) => id);
    expect(judged).toEqual(["platform-dtypes", "terminates", "empty"]);
  });
});

describe.concurrent("a command that is none", () => {
  it.each([
    ["exec:./no-such-harness --fast", /^nllgrad: exec:\.\/no-such-harness --fast: cannot be started: .*ENOENT\n$/],
    ["exec:/", /^nllgrad: exec:\/: cannot be started: .*EACCES\n$/],
    ["exec:", /^nllgrad: exec: names no command; write exec:COMMAND ARG/],
    ["exec:./harness 'x", /^nllgrad: exec:\.\/harness 'x: the quote ' is not closed\n$/],
  ])("is wrong use, exit 2: %s", async (target, says) => {
    const { code, out, err } = await nllgrad(["check", target, "--json", "--quiet"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(says);
  });
});
