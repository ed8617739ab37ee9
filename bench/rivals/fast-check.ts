/**
 * The implementation `blocked`, in JavaScript, under fast-check: with plain arbitraries and an oracle written for them, or
 * with this suite's own arbitrary and judge.
 *
 *     node fast-check.js plain|suite EXECUTIONS
 */
import fc from "fast-check";
import { openModule } from "../../adapters/module.ts";
import { blocked } from "../../impls/blocked.ts";
import { CaseArbitrary } from "../../properties/arbitrary.ts";
import { Layout } from "../../properties/layout.ts";
import { NONE, REDUCTIONS } from "../../reference/operator.ts";
import { PLATFORMS } from "../../reference/platforms.ts";
import { Executor } from "../../runner/executor.ts";
import { printLap } from "../lap.ts";
import { type PlainCall, PlainRunner } from "./plain.ts";

/** Runs before the clock starts. */
const WARMING = 20_000;

const platform = PLATFORMS.ft78ne;
const floats = fc.float();

/** What a user of fast-check writes: extents first, then what depends on them. */
const plainCalls: fc.Arbitrary<PlainCall> = fc
  .record({
    batch: fc.integer({ min: 1, max: 16 }),
    classNum: fc.integer({ min: 1, max: 32 }),
    reduction: fc.constantFrom(...REDUCTIONS),
  })
  .chain(({ batch, classNum, reduction }) => {
    const elements = (length: number): fc.Arbitrary<number[]> => fc.array(floats, { minLength: length, maxLength: length });
    return fc.record({
      entry: fc.constantFrom("fp_nlllossgrad_s" as const, "fp_nlllossgrad_p" as const),
      batch: fc.constant(batch),
      classNum: fc.constant(classNum),
      reduction: fc.constant(reduction),
      coreMask: fc.integer({ min: 1, max: 255 }),
      labels: fc.array(fc.integer({ min: 0, max: classNum - 1 }), { minLength: batch, maxLength: batch }),
      lossGrad: reduction === NONE ? elements(batch) : fc.oneof(elements(1), elements(batch)),
      weight: elements(classNum),
      totalWeight: floats,
      poison: fc.constantFrom(0x7fcbad01, 0x4b1ce5a7, 0x7f800000),
      logits: fc.constantFrom(0x7fc10617, 0xc1c70a3d, 0xff800000),
      unused: fc.constantFrom(0x7fc0da7a, 0x7f800000, null),
    });
  });

/** Makes calls under a property; gives their cells. */
type Runs = (runs: number) => number;

async function plain(): Promise<Runs> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const runner = new PlainRunner(await blocked.open({ platform, memory }), memory);
  return (numRuns) => {
    let cells = 0;
    fc.assert(
      fc.property(plainCalls, (c) => {
        runner.run(c);
        cells += c.batch * c.classNum;
      }),
      { numRuns },
    );
    return cells;
  };
}

async function suite(): Promise<Runs> {
  const silent = { enter() {}, leave() {} };
  const callee = await openModule(blocked, platform, { tensor: 1 << 20, vector: 1 << 16 }, silent, () => 0);
  const executor = new Executor(callee, new Layout(platform.alignment, true));
  return (numRuns) => {
    let cells = 0;
    fc.assert(
      fc.property(new CaseArbitrary(platform, "tiny"), (c) => {
        const { violations } = executor.run(c);
        if (violations.length > 0) throw new Error(JSON.stringify(violations[0]));
        cells += c.batch * c.classNum;
      }),
      { numRuns },
    );
    return cells;
  };
}

const [kind, executions = ""] = process.argv.slice(2);
const run = await (kind === "plain" ? plain() : suite());
run(WARMING);
printLap(Number(executions), () => run(Number(executions)));
