import { describe, expect, it } from "vitest";
import { BrokenHarness } from "./broken.ts";
import { encodeFrame, FRAME } from "./frames.ts";
import { Harness } from "./process.ts";

const HELLO = encodeFrame({
  type: FRAME.hello,
  id: 0,
  payload: Buffer.from('{"protocol":1,"name":"kernel","elementTypes":["fp"]}'),
});

/** A program that first writes these bytes, and then does what the script says. */
function program(bytes: Buffer, script: string): readonly string[] {
  return [process.execPath, "-e", `process.stdout.write(Buffer.from("${bytes.toString("hex")}", "hex")); ${script}`];
}

const WAITS = "setInterval(() => {}, 1000)";
const READS = "process.stdin.resume()";

/** A clock that goes on by so many milliseconds whenever it is read. */
function hastyClock(milliseconds: number): () => number {
  let now = 0;
  return () => (now += milliseconds);
}

const still = (): number => 0;

describe("a harness that says nothing", () => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["only 5 of the 24 bytes of a frame's head", HELLO.subarray(0, 5)],
    ["only 10 of the 52 bytes of a frame's payload", HELLO.subarray(0, 34)],
  ])("is given up after 30 seconds, with what came: %s", async (came, bytes) => {
    // Time stands still until the bytes are there.
    let now = still;
    setTimeout(() => {
      now = hastyClock(10_000);
    }, 400);
    const started = Harness.start(program(bytes, WAITS), () => now());
    await expect(started).rejects.toThrow(new BrokenHarness(`expected hello within 30000 ms; came ${came}`));
  });

  it("is given up after the time of what was asked, and says what it last said on standard error", async () => {
    const script = `console.error("waiting for the board"); ${READS}`;
    const { harness } = await Harness.start(program(HELLO, script), hastyClock(100));
    const id = harness.send(FRAME.ping, Buffer.from("ping"));
    await expect(harness.expect(FRAME.pong, id, 4, 1000, "a pong")).rejects.toThrow(
      'expected a pong within 1000 ms; came nothing; it last said on standard error: "waiting for the board"',
    );
    // Whatever is asked of it from now on gets the same answer.
    await expect(harness.expect(FRAME.pong, id + 1, 4, 1000, "a pong")).rejects.toThrow("expected a pong within 1000 ms");
    await harness.end();
  });
});

describe("a batch", () => {
  const shape = { entry: "fp_nlllossgrad_s", batch: 1, classNum: 1, reduction: 0, coreMask: 1, lossGradLength: 1 } as const;
  const asked = { shape, milliseconds: 100, sizes: [4, 4, 4, 4, 4, 4] };

  /** What comes of a batch of so many calls, which is answered by such payloads, one result each. */
  async function answered(calls: number, ...payloads: readonly string[]): Promise<unknown> {
    const frames = payloads.map((hex) => encodeFrame({ type: FRAME.result, id: 1, payload: Buffer.from(hex, "hex") }));
    const bytes = Buffer.concat(frames).toString("hex");
    const script = `process.stdin.once("data", () => process.stdout.write(Buffer.from("${bytes}", "hex")))`;
    const { harness } = await Harness.start(program(HELLO, script), still);
    try {
      return await harness.batch(Buffer.alloc(8), Array<typeof asked>(calls).fill(asked));
    } finally {
      await harness.end();
    }
  }

  const [first, second, crashed, missing] = [
    `${"00".repeat(12)}2000000001020304`,
    `01000000${"00".repeat(8)}2000000005060708`,
    `0000000002000000${"00".repeat(8)}`,
    `0100000004000000${"00".repeat(8)}`,
  ] as const;

  it("has its results in the order of its calls", async () => {
    const results = await answered(2, first, second);
    expect(results).toMatchObject([{ regions: { 5: Buffer.of(1, 2, 3, 4) } }, { regions: { 5: Buffer.of(5, 6, 7, 8) } }]);
    expect(await answered(2, crashed, missing)).toMatchObject([{ outcome: { kind: "crashed" } }, { outcome: null }]);
  });

  it("is refused for its first wrong result, though it is the last that is awaited, or others follow it", async () => {
    const message = "expected the result of call 0; came that of call 1";
    await expect(answered(1, second)).rejects.toThrow(new BrokenHarness(message));
    await expect(answered(1, second, second, second)).rejects.toThrow(new BrokenHarness(message));
    await expect(answered(2, first, missing)).rejects.toThrow(/^expected call 1 \(.*\) to be made; came "not made"/);
  });
});

describe("the end of a harness", () => {
  it.each([
    ["its exit code, when its standard input ends", READS, 0],
    ["another code that it chooses", 'process.stdin.resume().on("end", () => process.exit(7))', 7],
    ["null, if it goes on and is killed", WAITS, null],
  ])("gives %s", { timeout: 10_000 }, async (_, script, code) => {
    const { harness } = await Harness.start(program(HELLO, script), still);
    expect(await harness.end()).toBe(code);
    expect(await harness.end()).toBe(code);
  });

  it("is seen, though a process that it started holds its streams", async () => {
    const sleeper = `${JSON.stringify(process.execPath)}, ["-e", "setTimeout(() => {}, 4000)"], { stdio: "inherit" }`;
    const script = `require("node:child_process").spawn(${sleeper}); process.exit(3)`;
    const began = performance.now();
    await expect(Harness.start(program(Buffer.alloc(0), script), still)).rejects.toThrow(
      new BrokenHarness("expected hello; the harness ended (exit code 3)"),
    );
    expect(performance.now() - began).toBeLessThan(3500);
  });

  it("comes after what it wrote last", async () => {
    const { harness, hello } = await Harness.start(program(HELLO, "process.exitCode = 1"), still);
    expect(hello.name).toBe("kernel");
    await expect(harness.expect(FRAME.pong, 1, 0, 1000, "a pong")).rejects.toThrow(
      "expected a pong; the harness ended (exit code 1)",
    );
    await harness.end();
  });
});
