import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { Finding } from "../core/record.ts";
import { UNWRITTEN } from "../reports/run.fixture.ts";
import { OnFinding } from "./on-finding.ts";

let files = 0;
const freshFile = (): string => join(scratchFolder(), `said-${files++}`);

/** A program in JavaScript, as words of a command. */
const node = (program: string, ...words: string[]): string[] => [process.execPath, "-e", program, "--", ...words];

/** What goes wrong when a command is run for findings. */
async function problems(command: readonly string[], findings: readonly Finding[], patience?: number): Promise<string[]> {
  const said: string[] = [];
  const hook = new OnFinding(command, (problem) => said.push(problem), patience);
  for (const finding of findings) hook.tell(finding);
  await hook.settled();
  return said;
}

describe("a command for each finding", () => {
  it("gets its own words, then id and token as they are, and the finding as JSON: no shell reads them", async () => {
    const file = freshFile();
    const finding = { ...UNWRITTEN, id: "$(touch /tmp/x) `id` 'a\" *", token: null };
    const program =
      "let t = ''; process.stdin.on('data', (d) => (t += d)).on('end', () => require('fs').writeFileSync(process.argv[1], JSON.stringify([process.argv.slice(2), JSON.parse(t)])))";
    expect(await problems(node(program, file, "$HOME; a word"), [finding])).toEqual([]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([["$HOME; a word", finding.id, ""], finding]);
  });

  it("that fails is said, with what it said last", async () => {
    const [said, more] = await problems(node("console.error('first'); console.error('no \\x1b[31m network'); process.exit(3)"), [
      UNWRITTEN,
    ]);
    expect(said).toContain(": ended with exit code 3, saying: no ");
    expect(said).toContain(`, for ${UNWRITTEN.id}`);
    expect(said).not.toContain("\u001b");
    expect(more).toBeUndefined();
  });

  it("that is not there is said", async () => {
    expect(await problems(["no-such-program-anywhere"], [UNWRITTEN])).toEqual([
      `no-such-program-anywhere: cannot be started (ENOENT), for ${UNWRITTEN.id}`,
    ]);
  });

  it("that reads nothing, however much there is to read, is let be", async () => {
    expect(await problems(["true"], [{ ...UNWRITTEN, message: "x".repeat(2_000_000) }])).toEqual([]);
  });

  it("that hangs is ended after its time, with what it has started", async () => {
    const file = freshFile();
    const child = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(file)}, ''), 700)`;
    const program = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const said = await problems(node(program), [UNWRITTEN], 300);
    expect(said).toEqual([expect.stringContaining("took longer than 0.3 s, and was ended")]);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(existsSync(file)).toBe(false);
  });

  it("is run for every finding, and not begun any more once that was ended", async () => {
    const several = Array.from({ length: 5 }, (_, k) => ({ ...UNWRITTEN, id: `f${k}` }));
    expect(await problems(["false"], several)).toHaveLength(5);
    const said: string[] = [];
    const hook = new OnFinding(["sleep", "60"], (problem) => said.push(problem));
    for (const finding of several) hook.tell(finding);
    await hook.end();
    expect(said).toHaveLength(2);
  });
});
