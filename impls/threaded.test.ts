import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { compiledScript } from "../core/compiled.ts";
import { type GradientCall, NONE } from "../reference/operator.ts";
import { fullMask, PLATFORMS } from "../reference/platforms.ts";
import { createMemory, layOut } from "./call.fixture.ts";
import { threaded } from "./threaded.ts";

const platform = PLATFORMS.mt7004;
const FULL_MASK = fullMask(platform);
const SHAPE = { batch: 64, classNum: 100 };

/** A call whose label cells are all -value. */
function callOf(memory: WebAssembly.Memory, value: number): GradientCall {
  const call = { ...layOut(memory, "fp_nlllossgrad_s", SHAPE, NONE), coreMask: FULL_MASK };
  call.lossGrad.fill(value);
  call.weight.fill(1);
  return call;
}

const sum = ({ logitsGrad }: GradientCall): number => Array.from(logitsGrad).reduce((total, x) => total + x, 0);

describe("threaded", () => {
  it("closes at once, however often it is asked to, and takes no call afterwards", async () => {
    const memory = createMemory(threaded, 2);
    const session = await threaded.open({ platform, memory });
    const call = callOf(memory, 1);
    session.call(call);
    const start = performance.now();
    await Promise.all([session.close(), session.close()]);
    await session.close();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(() => session.call(call)).toThrow("open another one");
  });

  it("closes without having been called", async () => {
    const session = await threaded.open({ platform, memory: createMemory(threaded, 1) });
    await session.close();
  });

  it("leaves nothing behind that keeps the process alive", async () => {
    const module = (path: string): string => JSON.stringify(compiledScript(path, import.meta.url).href);
    const program = `
      import { threaded } from ${module("threaded")};
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      const session = await threaded.open({ platform: ${JSON.stringify(platform)}, memory });
      const view = (Class, offset, length) => new Class(memory.buffer, offset, length);
      session.call({
        entry: "fp_nlllossgrad_s", batch: 2, classNum: 2, reduction: 0, coreMask: 0xf, labels: view(Int32Array, 0, 2),
        logits: view(Float32Array, 0, 4), lossGrad: view(Float32Array, 0, 1), weight: view(Float32Array, 0, 2),
        totalWeight: view(Float32Array, 0, 1), logitsGrad: view(Float32Array, 64, 4),
      });
      await session.close();
      console.log("closed");`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
      timeout: 10_000,
    });
    expect(stdout).toBe("closed\n");
  });

  it("serves sessions side by side, over one memory or several", async () => {
    const [first, second] = [createMemory(threaded, 2), createMemory(threaded, 2)];
    const memories = [first, second, second];
    const sessions = await Promise.all(memories.map((memory) => threaded.open({ platform, memory })));
    const calls = memories.map((memory, i) => callOf(memory, i + 1));
    for (let round = 0; round < 30; round++) {
      sessions.forEach((session, i) => {
        const call = calls[i] as GradientCall;
        call.lossGrad.fill(1 + round + i);
        session.call(call);
        expect(sum(call)).toBe(-(1 + round + i) * SHAPE.batch);
      });
    }
    // One closed session takes nothing from the others.
    await sessions[1]?.close();
    sessions[2]?.call(calls[2] as GradientCall);
    await Promise.all(sessions.map((session) => session.close()));
  });

  it("has written every row when a call returns, hundreds of times over", async () => {
    const memory = createMemory(threaded, 2);
    const session = await threaded.open({ platform, memory });
    const call = callOf(memory, 1);
    for (let round = 1; round <= 300; round++) {
      call.lossGrad.fill(round);
      session.call({ ...call, coreMask: 1 + (round % FULL_MASK) });
      expect(sum(call)).toBe(-round * SHAPE.batch);
    }
    await session.close();
  });

  it("refuses a memory that is not shared", async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    await expect(async () => threaded.open({ platform, memory })).rejects.toThrow("`shared: true`");
  });
});
