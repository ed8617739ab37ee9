import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";

const COMMAND = fileURLToPath(new URL("../dist/cli/nllgrad.js", import.meta.url));

/** Whether a process has started another. */
function hasHost(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim() !== "";
  } catch {
    // It has ended.
    return false;
  }
}

/** Starts a check of the reference with a folder of its own for what is temporary, and does something to it once it runs. */
async function endOf(
  args: readonly string[],
  act: (child: ReturnType<typeof spawn>) => void,
): Promise<{ code: number | null; left: string[] }> {
  const folder = mkdtempSync(join(scratchFolder(), "temporary-"));
  const child = spawn(process.execPath, [COMMAND, "check", "reference", "--platform", "ft78ne", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TMPDIR: folder },
  });
  // A host says that the run is under way.
  const timer = setInterval(() => {
    if (!hasHost(child.pid as number)) return;
    clearInterval(timer);
    act(child);
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearInterval(timer);
  return { code, left: readdirSync(folder) };
}

const LONG = ["--tier", "gate"];

describe.skipIf(process.platform !== "linux").concurrent("a check", () => {
  it("whose output nobody reads to its end keeps its exit code: it is no verdict on the kernel", async () => {
    // Fewer cases than the tier has: incomplete.
    const { code, left } = await endOf(["--tier", "smoke", "--cases", "200", "--json"], ({ stdout }) => stdout?.destroy());
    expect({ code, left }).toEqual({ code: 3, left: [] });
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("ends in order on %s, and leaves no temporary folder", async (signal) => {
    const { code, left } = await endOf(LONG, (child) => child.kill(signal));
    expect({ code, left }).toEqual({ code: 3, left: [] });
  });

  it("ends at once on the second signal, and leaves no temporary folder", async () => {
    const { code, left } = await endOf(LONG, (child) => {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGTERM"), 30);
    });
    // The first may have been enough.
    expect([130, 3]).toContain(code);
    expect(left).toEqual([]);
  });
});
