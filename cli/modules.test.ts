import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { Finding, Run } from "../core/record.ts";
import { endless, kernelFunctions, moduleOf } from "../impls/wasm/module.fixture.ts";
import { decodeToken } from "../properties/token.ts";
import { judgeTarget } from "../runner/conformance.ts";
import { hastyClock, stoppedAfter } from "../runner/judging.fixture.ts";
import { mainCase } from "../runner/workplace.ts";
import { nllgrad, recordOf } from "./command.fixture.ts";

const TIMEOUT = 120_000;

/** A kernel in fp, as a module's text. `first`: what its call does first; `head`: what stands before everything. */
function kernel({ head = "", first = "", open = "" }: { head?: string; first?: string; open?: string } = {}): string {
  return `${head}
function call({ lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction, logits, coreMask, entry }) {
  ${first}
  logitsGrad.fill(0);
  for (let i = 0; i < batch; i++) {
    const product = Math.fround(lossGrad[reduction === 2 ? i : 0] * weight[labels[i]]);
    logitsGrad[i * classNum + labels[i]] = reduction === 1 ? -product / totalWeight[0] : -product;
  }
}
export default {
  name: "from a module",
  elementTypes: ["fp"],
  open(context) {
    ${open}
    return { call, close() {} };
  },
};
`;
}

/** Writes a module into a folder of its own. */
function written(name: string, text: string): string {
  const path = join(mkdtempSync(join(scratchFolder(), "module-")), name);
  writeFileSync(path, text);
  return path;
}

/** Judges a module as FT78NE by its first small cases. */
function judge(path: string): Promise<Run> {
  return judgeTarget({
    target: { kind: "module", path },
    name: "kernel",
    place: "./kernel",
    platform: "ft78ne",
    tier: "smoke",
    seed: 20260101,
    cases: 400,
    bail: false,
    strict: false,
    only: "",
    timeout: 500,
    alignment: 64,
    ...hastyClock(0),
    ...stoppedAfter(1),
  });
}

const ids = ({ violations }: Run): string[] => violations.map(({ id }) => id).sort();
const shapeOf = ({ token }: Finding) => mainCase(decodeToken(token as string).plan);

/** Modules that cannot be judged, and what is said of them. */
const UNUSABLE: readonly (readonly [what: string, name: string, text: string, says: RegExp])[] = [
  [
    "no default export",
    "k.mjs",
    "export const kernel = {};",
    /has no default export; its default export is to be a Kernel: \{ name, elementTypes, open/,
  ],
  [
    "a default export that is no object",
    "k.mjs",
    "export default () => {};",
    /exports function; its default export is to be a Kernel/,
  ],
  ["no name", "k.mjs", 'export default { elementTypes: ["fp"], open() {} };', /its kernel has no name/],
  [
    "wrong types",
    "k.mjs",
    'export default { name: "k", elementTypes: ["fp32"], open() {} };',
    /its elementTypes are not a list of fp, hp/,
  ],
  [
    "no types",
    "k.mjs",
    'export default { name: "k", elementTypes: [], open() {} };',
    /its elementTypes are not a list of fp, hp/,
  ],
  ["no open", "k.mjs", 'export default { name: "k", elementTypes: ["fp"] };', /its kernel has no open\(\)/],
  ["an error at import", "k.mjs", 'throw new Error("no such device");', /cannot be imported: no such device/],
  ["no JavaScript", "k.mjs", "this is a text", /cannot be imported: Unexpected identifier/],
  ["no TypeScript", "k.ts", "this is a text", /cannot be imported: /],
  ["an import that is not there", "k.mjs", 'import "./nowhere.mjs";', /cannot be imported: Cannot find module .*nowhere\.mjs/],
  ["an end of the process at import", "k.mjs", "process.exit(4);", /its process died while it was loaded \(exit code 4\)/],
  [
    "an endless loop at import",
    "k.mjs",
    'console.log("hmm"); for (;;);',
    /its process died while it was loaded \(no answer within \d+ ms, saying: hmm\)/,
  ],
  [
    "an error as it is opened",
    "k.mjs",
    kernel({ open: 'throw new Error("device is busy");' }),
    /from a module: cannot be opened: device is busy$/m,
  ],
  [
    "an end of the process as it is opened",
    "k.mjs",
    kernel({ open: "process.exit(3);" }),
    /its process died while it was loaded \(exit code 3\)/,
  ],
  [
    "a promise from its call",
    "k.mjs",
    kernel({ first: "return Promise.resolve();" }),
    /its call returns a promise; the output is to stand when it returns/,
  ],
  [
    "what can be awaited from its call",
    "k.mjs",
    kernel({ first: "return { then() {} };" }),
    /its call returns a promise; the output is to stand when it returns/,
  ],
  [
    "no session",
    "k.mjs",
    'export default { name: "k", elementTypes: ["fp"], open: () => ({}) };',
    /k: its open\(\) gives no session: \{ call\(call\), close\(\) \}$/m,
  ],
];

describe.concurrent("a module that cannot be judged", () => {
  it.each(UNUSABLE)(
    "for it has %s is unusable: exit 2, and one line says so",
    { timeout: TIMEOUT },
    async (_, name, text, says) => {
      const { code, out, err } = await nllgrad([
        "check",
        written(name, text),
        "--tier",
        "smoke",
        "--platform",
        "ft78ne",
        "--cases",
        "50",
        "--quiet",
      ]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/^nllgrad: .+\n$/);
      expect(err).toMatch(says);
      expect(err).toContain(name === "k.ts" ? "k.ts" : /from a module|k: |k\.mjs/.exec(err)?.[0]);
    },
  );

  it("is one in WebAssembly whose beginning does not end", { timeout: TIMEOUT }, async () => {
    const initialize = { name: "_initialize", params: [], results: [], locals: [], body: endless };
    const path = written("k.wasm", "");
    writeFileSync(path, moduleOf({ memory: { minimum: 1 }, functions: [...kernelFunctions(), initialize] }));
    const { code, out, err } = await nllgrad(["check", path, "--tier", "smoke", "--quiet"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/k\.wasm: its process died while it was loaded \(no answer within \d+ ms\)/);
  });

  it("is one that is not there", async () => {
    const { code, out, err } = await nllgrad(["check", "./missing.mjs"]);
    expect({ code, out, err }).toEqual({
      code: 2,
      out: "",
      err: "nllgrad: ./missing.mjs: no such file; give the path of a module\n",
    });
  });
});

describe.concurrent("a kernel in a module", () => {
  it.each([
    ["JavaScript", "right.mjs", kernel()],
    ["JavaScript of CommonJS", "right.cjs", kernel().replace("export default", "module.exports =")],
    [
      "JavaScript of CommonJS, as TypeScript compiles it",
      "compiled.cjs",
      `Object.defineProperty(exports, "__esModule", { value: true });\n${kernel().replace("export default", "exports.default =")}`,
    ],
    ["TypeScript of a module", "right.mts", kernel({ head: "type Half = number;" })],
    [
      "TypeScript without imports",
      "right.ts",
      kernel({ head: "type Half = number;\nenum Order { A, B }\nconst order: Order = Order.A;" }),
    ],
  ])("passes if it is right: %s", { timeout: TIMEOUT }, async (_, name, text) => {
    const run = await judge(written(name, text));
    expect(run).toMatchObject({ platform: "FT78NE", verdict: "incomplete", cases: 400, violations: [] });
  });

  it("passes in TypeScript with the package's types and functions, strict as they are", { timeout: TIMEOUT }, async () => {
    const text = `
import { type GradientCall, type GradientKernel, type GradientSession, type KernelContext, PLATFORMS } from "nlllossgrad-conformance";

class Session implements GradientSession {
  private readonly cores: number;
  constructor(context: KernelContext) {
    this.cores = context.platform.cores;
  }
  call({ lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction }: GradientCall): void {
    if (this.cores !== PLATFORMS.ft78ne.cores) throw new Error("another platform");
    logitsGrad.fill(0);
    for (let i = 0; i < batch; i++) {
      const label = labels[i] as number;
      const product = Math.fround((lossGrad[reduction === 2 ? i : 0] as number) * (weight[label] as number));
      logitsGrad[i * classNum + label] = reduction === 1 ? -product / (totalWeight[0] as number) : -product;
    }
  }
  close(): void {}
}

const kernel: GradientKernel = { name: "typed", elementTypes: ["fp"], open: (context) => new Session(context) };
export default kernel;
`;
    const path = written("typed.ts", text);
    const modules = join(path, "../node_modules");
    mkdirSync(modules);
    symlinkSync(fileURLToPath(new URL("..", import.meta.url)), join(modules, "nlllossgrad-conformance"));
    expect(await judge(path)).toMatchObject({ verdict: "incomplete", cases: 400, violations: [] });
  });

  const seven = (what: string): string => `if (classNum === 7 && reduction === 0 && entry === "fp_nlllossgrad_s") ${what}`;
  it.each([
    ["throws", seven('throw new TypeError("seven");'), "throw", "TypeError: seven"],
    ["throws what is no error", seven('throw "seven";'), "throw", "seven"],
    ["ends the process", seven("process.exit(9);"), "exit", "the process exited with code 9"],
    ["does not return", seven("for (;;);"), "hang", expect.stringMatching(/^no return within \d+ ms$/)],
  ])(
    "that %s in some calls fails with such a call, and the run goes on",
    { timeout: TIMEOUT },
    async (_, first, way, received) => {
      const run = await judge(written("k.mjs", kernel({ first })));
      expect(run.verdict).toBe("fails");
      expect(ids(run)).toEqual([`terminates/fp_nlllossgrad_s/sum/${way}`]);
      expect(run.violations[0]).toMatchObject({ again: "always", received });
      expect(shapeOf(run.violations[0] as Finding)).toMatchObject({ entry: "fp_nlllossgrad_s", reduction: 0, classNum: 7 });
      expect(run.clauses.find(({ id }) => id === "reduction-none")).toMatchObject({ status: "passed" });
    },
  );

  it("is closed at the end, whatever it holds", { timeout: TIMEOUT }, async () => {
    const path = written("closing.mjs", "");
    const note = join(path, "../closed");
    writeFileSync(
      path,
      kernel({ head: 'import { writeFileSync } from "node:fs";' }).replace(
        "close() {}",
        `close() { writeFileSync(${JSON.stringify(note)}, ""); }`,
      ),
    );
    await judge(path);
    expect(existsSync(note)).toBe(true);
  });

  it("that writes before and behind its output is caught wherever the buffer lies", { timeout: TIMEOUT }, async () => {
    const at = "new Float32Array(logitsGrad.buffer)[logitsGrad.byteOffset / 4 +";
    const first = `if (reduction === 0) ${at} -1] = 1; if (reduction === 2) ${at} logitsGrad.length] = 1;`;
    const run = await judge(written("k.mjs", kernel({ first })));
    expect(ids(run)).toEqual(
      ["none", "sum"]
        .flatMap((reduction) => ["p", "s"].map((storage) => `in-bounds/fp_nlllossgrad_${storage}/${reduction}/around`))
        .sort(),
    );
  });

  it("may print what it likes: the record stays pure, and says how much it was", { timeout: TIMEOUT }, async () => {
    const head = 'console.log("{}"); console.error("loading");';
    const first = 'process.stdout.write("[]");';
    const path = written("k.mjs", kernel({ head, first }));
    const asked = ["--tier", "smoke", "--cases", "200", "--platform", "ft78ne", "--json", "--quiet"];
    const called = await nllgrad(["check", path, ...asked]);
    expect({ code: called.code, err: called.err }).toEqual({ code: 3, err: "" });
    const [run] = recordOf(called).runs as [Run];
    expect(run).toMatchObject({ target: "k.mjs", platform: "FT78NE", violations: [] });
    expect(run.notes.join()).toMatch(/the kernel printed \d+ bytes, beginning: "\{\}\\n/);
  });
});
