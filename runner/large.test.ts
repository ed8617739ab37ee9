import { describe, expect, it } from "vitest";
import type { Callee, Tensors } from "../adapters/callee.ts";
import { laySlots } from "../adapters/callee.ts";
import { HAS_COMPILER, madeHalfKernel, madeKernel, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { Arena } from "../core/arena.ts";
import { RETURNED } from "../core/contract.ts";
import { FLOAT } from "../core/format.ts";
import { type Case, smallestCase } from "../properties/case.ts";
import { HUGE_CALLS, HUGE_SHAPE, hugeCase } from "../properties/huge.ts";
import { Inputs } from "../properties/inputs.ts";
import { encodeToken } from "../properties/token.ts";
import { ENTRIES, NONE } from "../reference/operator.ts";
import { PLATFORM_IDS, type PlatformId, platformOf } from "../reference/platforms.ts";
import { negatedProduct } from "../reference/product.ts";
import { judgeLibrary, libraryTarget } from "./judging.fixture.ts";
import { LargeCall, memoryOf } from "./large.ts";
import type { TrialResult } from "./protocol.ts";
import { Session } from "./session.ts";

const LONG = process.env.NLLGRAD_LONG_TESTS === "1";

/** A call that stands for one past 2^31 elements wherever arenas are small. */
const LARGE: Case = {
  ...smallestCase("fp_nlllossgrad_p"),
  batch: 301,
  classNum: 257,
  reduction: NONE,
  labels: { kind: "drawn", labels: "random", seed: 3 },
  lossGrad: { kind: "drawn", values: "ordinary", seed: 4 },
  lossGradLength: 301,
  weight: { kind: "drawn", values: "ordinary", seed: 5 },
  unused: "nan",
};

describe.each(PLATFORM_IDS)("calls past 2^31 elements on %s", (id: PlatformId) => {
  it("are just past it, of every function, and have a token", () => {
    const calls = Array.from({ length: HUGE_CALLS }, (_, index) => hugeCase(platformOf(id), index));
    for (const c of calls) {
      expect(c.batch * c.classNum).toBeGreaterThan(2 ** 31);
      expect(c.batch * c.classNum).toBeLessThan(2 ** 31 + 2 ** 17);
      const bytes = ENTRIES[c.entry].type === "hp" ? 2 : 4;
      expect(memoryOf(c)).toBeGreaterThan(bytes * 2 ** 31);
      // Logits take none.
      expect(memoryOf(c)).toBeLessThan(bytes * 2 ** 31 + 2 ** 30 + 2 ** 21);
      const plan = { kind: "call", before: [], call: c, watch: "nothing" } as const;
      expect(encodeToken({ platform: id, alignment: 64, plan }).length).toBeLessThan(200);
    }
    expect(new Set(calls.map(({ entry }) => entry)).size).toBe(platformOf(id).elementTypes.length * 2);
  });

  it("have labels at both ends, and where counts of 32 bits wrap", () => {
    const inputs = new Inputs();
    inputs.fill(hugeCase(platformOf(id), 0));
    const cells = new Set(
      Array.from(inputs.labels.subarray(0, HUGE_SHAPE.batch), (label, row) => row * HUGE_SHAPE.classNum + label),
    );
    for (const cell of [0, HUGE_SHAPE.batch * HUGE_SHAPE.classNum - 1, 2 ** 29, 2 ** 30, 2 ** 31, 2 ** 31 - HUGE_SHAPE.classNum])
      expect(cells.has(cell), String(cell)).toBe(true);
  });
});

describe("a call that no arena holds", () => {
  /** A kernel in JavaScript whose output `change` may spoil, on memory that a buffer stands for. */
  function judged(change: (output: Float32Array) => void, window: number): ReturnType<LargeCall["run"]> & { beats: number } {
    const inputs = new Inputs();
    inputs.fill(LARGE);
    let memory = new ArrayBuffer(0);
    const callee = {
      invoke(c: Case, offsets: Float64Array) {
        const output = new Float32Array(memory, offsets[5] as number, c.batch * c.classNum).fill(0);
        for (let i = 0; i < c.batch; i++) {
          const label = inputs.labels[i] as number;
          const [g, w] = [inputs.lossGrad.values[i] as number, inputs.weight.values[label] as number];
          output[i * c.classNum + label] = negatedProduct(FLOAT, g, w);
        }
        change(output);
        return RETURNED;
      },
    } satisfies Pick<Callee, "invoke">;
    const map: NonNullable<Callee["tensors"]> = (capacity): Tensors => {
      const slots = laySlots(capacity, 64, 64);
      memory = new ArrayBuffer((slots.at(-1)?.high as number) + 64);
      // Here windows are copies: what is written to them does not arrive, and the kernel above does not look at it.
      return { arena: new Arena(memory, 0, slots), window: (at, bytes) => memory.slice(at, at + bytes), release() {} };
    };
    let beats = 0;
    const call = new LargeCall(LARGE, callee, map, 64, () => beats++, window);
    return { ...call.run(), beats };
  }

  it("passes where every cell is right, however it is cut into windows", () => {
    for (const window of [2 ** 15, 2 ** 17, 2 ** 26]) expect(judged(() => {}, window).violations).toEqual([]);
  });

  it("shows wrong cells in any window, by their rows in the whole", () => {
    const at = (row: number, column: number): number => row * LARGE.classNum + column;
    const inputs = new Inputs();
    inputs.fill(LARGE);
    const free = (row: number): number => ((inputs.labels[row] as number) + 1) % LARGE.classNum;
    const { violations, beats } = judged((output) => {
      output[at(0, free(0))] = 1;
      output[at(300, free(300))] = 2;
      output[at(200, inputs.labels[200] as number)] = 3;
    }, 2 ** 15);
    expect(violations.map(({ clause, cell, cells }) => ({ clause, cell, cells }))).toEqual([
      { clause: "off-label-zero", cell: { kind: "off-label", row: 0, column: free(0) }, cells: 2 },
      { clause: "reduction-none", cell: { kind: "label", row: 200, column: inputs.labels[200] }, cells: 1 },
    ]);
    // Ten windows of 32 rows, filled and looked at.
    expect(beats).toBe(20);
  });
});

/** What a library shows of the call in a host whose arena is too small for it. */
async function shown(path: string, c: Case): Promise<TrialResult | null> {
  const capacity = { tensor: 65_536, vector: 65_536 };
  const target = libraryTarget(path);
  const session = await Session.start({ target, platform: "ft78ne", alignment: 64, seed: 1, capacity, timeout: 2000, only: "" });
  try {
    const plan = { kind: "call", before: [], call: c, watch: "nothing" } as const;
    const trial = { kind: "trial", plans: [plan, { ...plan, call: smallestCase(c.entry) }], identity: null, repeats: 1 } as const;
    const answer = await session.ask<"tried">({ ...trial, wait: false, patience: 2000 });
    if (answer.kind === "died") return expect.fail(JSON.stringify(answer.death));
    return answer.shown;
  } finally {
    await session.end();
  }
}

describe.skipIf(!HAS_COMPILER)(`a library${NEEDS_COMPILER}`, () => {
  it("is called with tensors that its arena does not hold, in memory of their own", async () => {
    expect(await shown(madeKernel("right-large", {}), LARGE)).toBeNull();
    const forgets = madeKernel("forgets-the-last", { first: "if (batch > 300) { batch = 300; }" });
    const [sighting] = (await shown(forgets, LARGE))?.sightings ?? [];
    expect(sighting?.violation).toMatchObject({ clause: "output-extent", cell: { kind: "off-label", row: 300 } });
  });

  it("that writes far before its output is come back from, and still serves the next call", async () => {
    const wild = madeKernel("writes-far-before", { first: "if (batch > 300) out[-0x80000000L] = 1;" });
    const [sighting] = (await shown(wild, LARGE))?.sightings ?? [];
    expect(sighting?.violation).toMatchObject({
      clause: "in-bounds",
      cell: { kind: "around", buffer: "logitsGrad", byte: -4 * 2 ** 31 },
    });
  });

  it("is judged by the huge tier alone past 2^31 elements, and the others say so", async () => {
    const run = await judgeLibrary(madeHalfKernel("right-halves-small", ""), "mt7004", { cases: 50 });
    expect(run.clauses.find(({ id }) => id === "large-extent")).toMatchObject({
      status: "not judged",
      why: "only the huge tier makes tensors past 2^31 cells",
    });
  });

  it.skipIf(!LONG).each([
    ["right/order-b-in-double", 0, []],
    ["right/order-b-in-double", 1, []],
    ["wrong/hp-byte-count-32-bit", 1, ["large-extent"]],
    ["wrong/offset-32-bit", 0, ["large-extent"]],
    ["wrong/element-count-32-bit", 1, ["large-extent"]],
  ])(
    "%s is found past 2^31 elements, call %i, and only if it is wrong (NLLGRAD_LONG_TESTS=1)",
    async (name, index, clauses) => {
      const { path, platform } = zooKernel(name);
      const c = hugeCase(platformOf(platform), index);
      const target = libraryTarget(path);
      const capacity = { tensor: 2 ** 20, vector: 2 ** 20 };
      const session = await Session.start({ target, platform, alignment: 64, seed: 1, capacity, timeout: 2000, only: "" });
      const plans = [{ kind: "call", before: [], call: c, watch: "nothing" }] as const;
      const answer = await session.ask<"tried">({
        kind: "trial",
        plans,
        identity: null,
        repeats: 1,
        wait: false,
        patience: 2000,
      });
      await session.end();
      if (answer.kind === "died") return expect.fail(JSON.stringify(answer.death));
      expect([...new Set(answer.shown?.sightings.map(({ violation }) => violation.clause) ?? [])]).toEqual(clauses);
    },
    900_000,
  );
});
