import { closeSync, fstatSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { dismissHosts, type HostProcess, startHosts, takeHost } from "./host-process.ts";
import { BEACON_BYTES } from "./protocol.ts";

const taken: HostProcess[] = [];
const take = (): HostProcess => {
  const host = takeHost();
  taken.push(host);
  return host;
};

/** Processes that this one has started and that have not ended. */
const children = (): number[] =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ").map(Number);

afterEach(() => {
  for (const { child, file } of taken.splice(0)) {
    child.kill("SIGKILL");
    closeSync(file);
  }
});

describe.skipIf(process.platform !== "linux")("a process that is started ahead", () => {
  it("is taken once, in its turn, and what was not started ahead begins when it is taken", () => {
    startHosts(2);
    const pids = [take(), take(), take()].map(({ child }) => child.pid);
    expect(new Set(pids).size).toBe(3);
    expect(pids.every((pid) => pid !== undefined)).toBe(true);
  });

  it("has a page for its beacon that no folder names", () => {
    startHosts(1);
    const { nlink, size } = fstatSync(take().file);
    expect({ nlink, size }).toEqual({ nlink: 0, size: BEACON_BYTES });
  });

  it("is ended if nobody took it, and only then", async () => {
    startHosts(2);
    const kept = take();
    const [other] = children().filter((pid) => pid !== kept.child.pid);
    dismissHosts();
    await expect.poll(children).not.toContain(other);
    expect(children()).toContain(kept.child.pid);
  });
});
