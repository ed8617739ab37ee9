import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { crash, FAULT, faultIn } from "./fault.ts";
import { GUARD_X64, guardIsAvailable } from "./guard.ts";
import { scratchFolder } from "./kernels.fixture.ts";

const SOURCE = fileURLToPath(new URL("guard.x64.s", import.meta.url));
const hasTool = (tool: string): boolean => spawnSync(tool, ["--version"]).status === 0;
const canAssemble = process.arch === "x64" && hasTool("as") && hasTool("objcopy");

describe("the call guard", () => {
  it.skipIf(!canAssemble)(
    `is guard.x64.s, assembled${canAssemble ? "" : " (skipped: as and objcopy for x86-64 are not here)"}`,
    () => {
      const object = join(scratchFolder(), "guard.o");
      const binary = join(scratchFolder(), "guard.bin");
      execFileSync("as", ["--64", "-o", object, SOURCE]);
      execFileSync("objcopy", ["-O", "binary", "-j", ".text", object, binary]);
      expect(GUARD_X64).toBe(readFileSync(binary).toString("hex"));
    },
  );

  it("is there on x86-64 Linux alone", () => {
    expect(guardIsAvailable()).toBe(process.platform === "linux" && process.arch === "x64");
  });
});

describe("a fault", () => {
  it("tells address and access of a page fault, by the processor's error code", () => {
    expect(crash("SIGSEGV", 1, 0x1000, 4)).toEqual({
      kind: "crashed",
      signal: "SIGSEGV",
      fault: { address: 0x1000, access: "read" },
    });
    expect(crash("SIGBUS", 2, 0x2000, 6)).toEqual({
      kind: "crashed",
      signal: "SIGBUS",
      fault: { address: 0x2000, access: "write" },
    });
  });

  it.each([
    ["a general protection fault", "SIGSEGV", 0x80, /a vector instruction at an address that is no multiple/],
    ["a division by zero", "SIGFPE", 1, /an integer division by zero/],
    ["an exception that was unmasked", "SIGFPE", 7, /an invalid operation in floating point trapped/],
    ["an illegal instruction", "SIGILL", 2, /an instruction that this processor lacks/],
  ])("has no address where the processor gives none, but a reason: %s", (_, signal, code, why) => {
    expect(crash(signal, code, 0x1234, 6)).toEqual({ kind: "crashed", signal, why: expect.stringMatching(why) });
  });

  it("is read from a control block after the process's death, addresses past 2^32 whole", () => {
    const block = Buffer.alloc(4096);
    expect(faultIn(block)).toBeNull();
    block.writeBigUInt64LE(0x7f12_3456_789an, 4 * FAULT.address);
    block.writeUInt32LE(6, 4 * FAULT.errorCode);
    block.writeUInt32LE(11, 4 * FAULT.signal);
    block.writeUInt32LE(1, 4 * FAULT.code);
    expect(faultIn(block)).toEqual({
      kind: "crashed",
      signal: "SIGSEGV",
      fault: { address: 0x7f12_3456_789a, access: "write" },
    });
  });
});
