/**
 * A shared library under this suite's own generator, adapter and judge, as a campaign calls it: guards and all properties
 * of single calls on.
 *
 *     node nllgrad.js LIBRARY BEACON EXECUTIONS
 */
import { ftruncateSync, openSync } from "node:fs";
import type { Case } from "../../properties/case.ts";
import { Stream } from "../../properties/strata.ts";
import { tuneEngine } from "../../runner/engine.ts";
import { openTarget } from "../../runner/opening.ts";
import { BEACON_BYTES } from "../../runner/protocol.ts";
import { type Drawn, soleCall, volleys } from "../../runner/volley.ts";
import { printLap } from "../lap.ts";

/** Calls before the clock starts: a campaign lasts minutes, and its code is compiled in the first second. */
const WARMING = 300_000;

// As a host does.
tuneEngine();

const [library = "", beacon = "", executions = ""] = process.argv.slice(2);
const file = openSync(beacon, "w+");
ftruncateSync(file, BEACON_BYTES);
const { executor, platform } = await openTarget(
  {
    target: { kind: "library", path: library, symbols: {} },
    platform: "ft78ne",
    alignment: 64,
    seed: 0,
    capacity: { tensor: 1 << 20, vector: 1 << 16 },
    timeout: 1000,
    beacon: file,
    only: "",
  },
  () => 1000,
);
const stream = new Stream(1, platform);

function* drawn(from: number, to: number): Generator<Drawn> {
  for (let index = from; index < to; index++) yield { index, plan: stream.draw("tiny", index) };
}

/** Draws, calls and judges the cases from `from` to `to`; counts their cells. */
function sweep(from: number, to: number): number {
  let cells = 0;
  for (const volley of volleys(drawn(from, to))) {
    const calls = volley.map(({ plan }) => soleCall(plan) as Case);
    const { shots, unclear } = executor.runVolley(calls, () => {});
    const wrong = unclear[0] ?? shots.find(({ violations }) => violations.length > 0)?.violations[0];
    if (wrong !== undefined) throw new Error(`the kernel fails: ${JSON.stringify(wrong)}`);
    const { batch, classNum } = calls[0] as Case;
    cells += calls.length * batch * classNum;
  }
  return cells;
}

sweep(0, WARMING);
printLap(Number(executions), () => sweep(WARMING, WARMING + Number(executions)));
