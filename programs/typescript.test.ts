import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { PLAIN, PLAIN_HALF } from "../properties/bench.fixture.ts";
import type { Case } from "../properties/case.ts";
import { drawLabel } from "../properties/patterns.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { MEAN, SUM } from "../reference/operator.ts";
import { NoProgram } from "./room.ts";
import { writeProgram } from "./write.ts";

const COMPILER = fileURLToPath(new URL("../node_modules/.bin/tsc", import.meta.url));
const FOLDER = join(scratchFolder(), "ts");

const token = (plan: GradientPlan): string => encodeToken({ platform: "mt7004", alignment: 64, plan });

function call(c: Partial<Case>, watch: "nothing" | "late" = "nothing", before: readonly Case[] = []): GradientPlan {
  return { kind: "call", before, call: { ...PLAIN, ...c }, watch };
}

const MEAN_CASE: Partial<Case> = { reduction: MEAN, lossGradLength: 1 };
const labels = { kind: "drawn", labels: "adjacent", seed: 3 } as const;
const long: Partial<Case> = { batch: 900, labels, ...MEAN_CASE, weight: { kind: "drawn", values: "one", seed: 0 } };
const base: Case = { ...PLAIN, unused: "drawn" };

const PLANS: Readonly<Record<string, GradientPlan>> = {
  none: call({}, "late"),
  sum: call({ reduction: SUM, placement: "start", poison: "finite" }),
  mean: call({ ...MEAN_CASE, placement: "exact", poison: "left" }, "nothing", [PLAIN]),
  long: call(long),
  masks: { kind: "relation", relation: "masks", seed: 5, base },
  classes: { kind: "relation", relation: "classes-permuted", seed: 5, base },
  split: { kind: "relation", relation: "batch-split", seed: 5, base },
  powers: { kind: "relation", relation: "power-of-two", seed: 5, base: { ...base, ...MEAN_CASE } },
  half: call(PLAIN_HALF),
  orders: {
    kind: "relation",
    relation: "masks",
    seed: 5,
    base: { ...base, ...MEAN_CASE, batch: 40, labels: { kind: "drawn", labels: "random", seed: 1 } },
  },
};

/** A kernel of fp; `write` sees the call and the label cell's place and value. */
function kernel(write: string, first = ""): string {
  return `
export default {
  name: "made",
  elementTypes: ["fp"],
  open({ memory }) {
    return {
      call(c) {
        ${first}
        c.logitsGrad.fill(0);
        for (let i = 0; i < c.batch; i++) {
          const at = i * c.classNum + c.labels[i];
          const value = -c.lossGrad[c.reduction === 2 ? i : 0] * c.weight[c.labels[i]] / (c.reduction === 1 ? c.totalWeight[0] : 1);
          ${write}
        }
      },
      close() {},
    };
  },
};
`;
}

const KERNELS: Readonly<Record<string, string>> = {
  right: kernel("c.logitsGrad[at] = value;"),
  sign: kernel("c.logitsGrad[at] = -value;"),
  scratch: kernel("c.logitsGrad[at] = value;", "c.logits[3] = 7;"),
  beyond: kernel("c.logitsGrad[at] = value; new Float32Array(memory.buffer, c.logitsGrad.byteOffset)[c.logitsGrad.length] = 1;"),
  masked: kernel("c.logitsGrad[at] = c.coreMask === 2 ? 0.5 : value;"),
  inTurn: kernel(
    "c.logitsGrad[at] = c.coreMask === 2 ? Math.fround(-c.lossGrad[0] / c.totalWeight[0]) * c.weight[c.labels[i]] : value;",
  ),
  estimate: kernel("c.logitsGrad[at] = value * (1 - 2 ** -22);"),
  throws: kernel("", 'throw new RangeError("no");'),
  exits: kernel("", "process.exit(0);"),
};

interface Ended {
  readonly code: number;
  readonly out: string;
}

/** Runs a program, which was compiled before, on a kernel. */
function play(plan: string, name: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [`${plan}.js`, `./${name}.mjs`], { cwd: FOLDER }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, out: out + err });
    });
  });
}

describe("a program in TypeScript", () => {
  beforeAll(() => {
    mkdirSync(FOLDER);
    for (const [name, plan] of Object.entries(PLANS)) writeFileSync(join(FOLDER, `${name}.ts`), writeProgram(token(plan), "ts"));
    for (const [name, text] of Object.entries(KERNELS)) writeFileSync(join(FOLDER, `${name}.mjs`), text);
    // As its own heading says, and with what a strict project asks besides; types are erased, and nothing else is.
    const strict = [
      "--strict",
      "--noUncheckedIndexedAccess",
      "--erasableSyntaxOnly",
      "--target",
      "es2022",
      "--module",
      "nodenext",
    ];
    const files = Object.keys(PLANS).map((name) => `${name}.ts`);
    execFileSync(COMPILER, [...strict, ...files], { cwd: FOLDER, stdio: "pipe" });
  });

  it("compiles under strict options, and holds for a right kernel, whatever the plan", async () => {
    const names = Object.keys(PLANS).filter((name) => name !== "half");
    for (const ended of await Promise.all(names.map((name) => play(name, "right"))))
      expect(ended).toEqual({ code: 0, out: "holds\n" });
  });

  it("shows each bad cell with its place, what was expected and what received, ten at most, and how many there are", async () => {
    const { code, out } = await play("none", "sign");
    expect(code).toBe(1);
    expect(out).toMatch(/^row 0, class 0: expected 0\.108679309 \(0x3dde9342\), received -0\.108679309 \(0xbdde9342\)$/m);
    const lines = (await play("long", "sign")).out.trim().split("\n");
    expect(lines.slice(10)).toEqual(["and 890 more", "fails: 900 cells"]);
  });

  it("says in which call a cell is bad", async () => {
    const { code, out } = await play("masks", "masked");
    expect(code).toBe(1);
    expect(out).toMatch(
      /^call 3 \(fp_nlllossgrad_s, core_mask 0x2\): row 0, class 0: expected .*, received 0\.5 \(0x3f000000\)$/m,
    );
  });

  it("sees changed inputs, broken canaries, an error thrown and the end of the process", async () => {
    const [inputs, canary, error, exit] = await Promise.all(
      ["scratch", "beyond", "throws", "exits"].map((name) => play("sum", name)),
    );
    expect(inputs?.out).toContain("the call changed logits, an input, at byte 12\n");
    expect(canary?.out).toContain("the call wrote 0 bytes past the end of logits_grad\n");
    expect(error?.out).toContain("the call threw RangeError: no\n");
    expect(exit?.out).toBe("the call ended the process\nfails: 0 cells, and 1 other fault\n");
    for (const ended of [inputs, canary, error, exit]) expect(ended?.code).toBe(1);
  });

  it("warns of what is only tolerated, and holds", async () => {
    const { code, out } = await play("mean", "estimate");
    expect(out).toMatch(/^warning: call 2 .*: row \d+, class \d+: expected .*, received .*: mean-accuracy$/m);
    expect(out).toMatch(/\nholds\n$/);
    expect(code).toBe(0);
  });

  it("holds results that are each legal against each other, and warns where they differ", async () => {
    const { code, out } = await play("orders", "inTurn");
    expect(out).toMatch(/^warning: call 3 .*: results differ between core_mask 0xf and 0x2$/m);
    expect(out).toMatch(/\nholds\n$/);
    expect(code).toBe(0);
    // Off-label cells are the same: every difference is at its row's label.
    for (const [, row, column] of out.matchAll(/row (\d+), class (\d+)/g))
      expect(drawLabel("random", 1, Number(row), PLAIN.classNum)).toBe(Number(column));
  });

  it("takes a kernel without the element type, or none, for wrong use: exit 2", async () => {
    expect(await play("half", "right")).toEqual({ code: 2, out: "the kernel has no hp\n" });
    expect((await play("half", "absent")).code).toBe(2);
  });
});

it("holds for this package's own kernels in half, through the module that is built", async () => {
  const reference = new URL("../dist/impls/reference.js", import.meta.url).href;
  writeFileSync(join(FOLDER, "own.mjs"), `export { reference as default } from "${reference}";\n`);
  expect(await play("half", "own")).toEqual({ code: 0, out: "holds\n" });
});

it("buffers past a WebAssembly memory are refused", () => {
  const big = { batch: 2 ** 15, classNum: 2 ** 15, lossGradLength: 2 ** 15 };
  const drawn = { kind: "drawn", values: "one", seed: 0 } as const;
  const plan = call({
    ...big,
    labels: { kind: "drawn", labels: "first", seed: 0 },
    lossGrad: drawn,
    weight: drawn,
    unused: "drawn",
  });
  expect(() => writeProgram(token(plan), "ts")).toThrow(NoProgram);
  expect(() => writeProgram(token(plan), "ts")).toThrow(/WebAssembly memory .*--as c/);
  expect(writeProgram(token(plan), "c")).toContain("fill(LOSS_GRAD, 0, 32768, 0x3f800000, 0);");
});
