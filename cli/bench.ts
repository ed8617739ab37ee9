import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { type BenchRecord, type BenchRun, compareBench } from "../core/bench.ts";
import { type PlatformId, platformOf, shortName } from "../reference/platforms.ts";
import { renderBench, renderBenchChanges } from "../reports/bench.ts";
import { benchTarget } from "../runner/bench.ts";
import type { BenchShape } from "../runner/timing.ts";
import { firstSentence, parseAlignment, readMilliseconds, UsageError } from "./arguments.ts";
import { readCalling } from "./calling.ts";
import type { Console } from "./check.ts";
import { readPlatforms } from "./platforms.ts";
import { statusLine } from "./progress.ts";
import { readAs, readText } from "./read-json.ts";
import { styleFor } from "./style.ts";
import { type NamedTarget, readTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

export const BENCH_HELP = `nllgrad bench [TARGET ...]   how fast kernels are, beside a C memset of the same output

  TARGET           as for nllgrad check, but no program behind a pipe: its link would be timed
                   (without any: blocked, threaded, wasm)

  Mean of each element type, at 4096 x 32000, 4096 x 1000 and 32 x 1000. The output is nearly all zeros, so that memset is what
  there is to reach: a share of 1 is as fast as memory is set. Calls and memsets of the same, already touched pages take turns in one
  process; each target is measured in three processes. Nothing is judged.

  --shape 64x512   other shapes: batch x class_num; repeatable
  --against FILE   compares with an earlier record: better, worse, or the same within its noise
  --json           the performance record on standard output    --quiet     no progress
  --platform P     the platform (that with most element types)  --align N   bytes that buffers are aligned to
  --platforms FILE, --timeout 2s, --symbol FUNCTION=NAME, --launch, --policy FILE
                   as for nllgrad check

  Exit code: 0 measured, and with --against nothing is worse; 1 something is; 2 wrong use, unusable target or no record;
             3 the harness failed, or interrupted

  Example: nllgrad bench ./libkernel.so --json > speed.json
`;

const OPTIONS = {
  shape: { type: "string", multiple: true },
  against: { type: "string" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
  platform: { type: "string" },
  platforms: { type: "string" },
  timeout: { type: "string" },
  align: { type: "string" },
  symbol: { type: "string", multiple: true },
  launch: { type: "boolean" },
  policy: { type: "string" },
} as const;

/** Built-ins that are made for speed. */
const FAST = ["blocked", "threaded", "wasm"];

/** A layer of a language model, of an image classifier, and a call whose dispatch shows. */
const SHAPES = ["4096x32000", "4096x1000", "32x1000"];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad bench --help lists the options`);
  }
}

/** Runs `nllgrad bench`, and gives its exit code. */
export async function bench(args: readonly string[], console: Console): Promise<number> {
  const { values, positionals } = parse(args);
  const piped = positionals.find((text) => /^(?:[\w.-]+=)?exec:/.test(text));
  if (piped !== undefined) throw new UsageError(`${piped}: the link to a program would be timed, not its kernel; time it there`);
  const shapes = (values.shape ?? SHAPES).map(parseShape);
  const earlier = values.against === undefined ? null : readBench(values.against);
  const platforms = readPlatforms(values.platforms);
  const asked = values.platform === undefined ? platforms.own : [platforms.find(values.platform)];
  const { symbol: symbols = [], launch = false, policy } = values;
  const calling = readCalling({ symbols, launch, policy });
  const texts = positionals.length === 0 ? FAST : positionals;
  const targets = await Promise.all(texts.map((text) => readTarget(text, asked, calling)));
  const line = statusLine(console.err, values.quiet === true, console.now, { live: 100, plain: 10_000 });
  const runs: BenchRun[] = [];
  try {
    for (const { name, target, platform } of targets.map(placed)) {
      if (console.interrupted()) return 3;
      runs.push(
        await benchTarget({
          target,
          name,
          platform,
          shapes,
          timeout: readMilliseconds("timeout", values.timeout ?? "2s"),
          alignment: parseAlignment(values.align) ?? platformOf(platform).alignment,
          progress: (done, of) => line.show(() => `${name} · ${shortName(platform)}: process ${done + 1} of ${of}`),
        }),
      );
    }
  } finally {
    line.clear();
  }
  const machine = { processor: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism(), node: process.versions.node };
  const record: BenchRecord = { schema: "nllgrad.bench/1", suite: VERSION, machine, runs };
  const style = styleFor(console.out, console.environment);
  const changes = earlier === null ? [] : compareBench(earlier, record);
  if (values.json === true) console.out.write(`${JSON.stringify(record, null, 2)}\n`);
  else console.out.write(`${renderBench(record, style)}\n`);
  if (earlier !== null) {
    const stream = values.json === true ? console.err : console.out;
    stream.write(`${values.json === true ? "" : "\n"}${renderBenchChanges(changes, styleFor(stream, console.environment))}\n`);
  }
  return changes.some(({ verdict }) => verdict === "worse") ? 1 : 0;
}

/** The platform on which a target has most element types. */
function placed({ name, target, platforms }: NamedTarget): {
  readonly name: string;
  readonly target: NamedTarget["target"];
  readonly platform: PlatformId;
} {
  const types = (id: PlatformId): number => platformOf(id).elementTypes.length;
  const [platform] = platforms.toSorted((a, b) => types(b) - types(a));
  if (platform === undefined) throw new UsageError(`${name}: serves no platform`);
  return { name, target, platform };
}

function parseShape(text: string): BenchShape {
  const [, batch, classNum] = /^(\d{1,9})x(\d{1,9})$/.exec(text) ?? [];
  const shape = { batch: Number(batch), classNum: Number(classNum) };
  const cells = shape.batch * shape.classNum;
  if (!(cells > 0 && cells < 2 ** 28))
    throw new UsageError(`--shape ${text}: takes BATCHxCLASSES, such as 64x512, of fewer than 2^28 cells`);
  return shape;
}

function readBench(file: string): BenchRecord {
  const named = { option: "--against", file, what: "a performance record, as nllgrad bench --json writes it" };
  return readAs(named, readText(named), "bench.schema.json", { unknown: "ignored" }) as BenchRecord;
}
