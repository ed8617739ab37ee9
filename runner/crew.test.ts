import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Crew } from "./crew.ts";

const SETUP = {
  target: { kind: "built-in", name: "reference" },
  platform: "ft78ne",
  alignment: 64,
  seed: 1,
  capacity: { tensor: 65536, vector: 65536 },
  timeout: 2000,
  only: "",
} as const;

/** Host processes that this process started and that have not ended, as Linux lists them. */
function hosts(): string[] {
  const stats = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return stats.filter((pid) => {
    try {
      // After the name in parentheses: state, then the parent.
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      return (
        parent === String(process.pid) && state !== "Z" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("runner/host")
      );
    } catch {
      return false;
    }
  });
}

test.skipIf(process.platform !== "linux")(
  "a host that is still starting when its run ends is ended too, and nobody gets it",
  async () => {
    const crew = new Crew(SETUP);
    await crew.fresh();
    expect(hosts()).toHaveLength(1);
    const starting = crew.fresh();
    const [refused] = await Promise.allSettled([starting, crew.disband()]);
    expect(refused).toMatchObject({ status: "rejected", reason: { message: "the run was over before this host began" } });
    crew.warm();
    expect(hosts()).toEqual([]);
  },
);
