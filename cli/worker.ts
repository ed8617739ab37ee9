import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { counted } from "../core/counted.ts";
import { HarnessFailure } from "../runner/session.ts";
import { firstSentence, readMilliseconds, UsageError, whole } from "./arguments.ts";
import { readCalling } from "./calling.ts";
import type { Console } from "./check.ts";
import { type Pauses, statusLine } from "./progress.ts";
import { connectQueue, QUEUE_HELP, readQueue, voiceOn } from "./queue.ts";
import { readTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

export const WORKER_HELP: string = `nllgrad worker TARGET ...   take shards of campaigns from a queue, and carry them out here

  TARGET           as for nllgrad fuzz: the same file, since a shard names its kernel by what is in it

  --queue ADDRESS  where nllgrad fuzz --queue puts them, in Redis or Valkey:
${QUEUE_HELP}
  --workers N      shards at a time; without it, as many as there are cores
  --lease 30s      how long shards stay with a worker of which nothing is heard any more, before others get them
  --symbol FUNCTION=NAME, --launch, --policy FILE              as for the nllgrad fuzz that puts them
  --quiet          nothing but what is amiss

  It goes on until Ctrl-C, and gives back then what is under way. What comes out of the queue is data, and never a path or a command;
  a worker takes shards of the kernels that it is given here, of its own version of nllgrad. docs/campaigns.md says more.
  Exit code: 0 after Ctrl-C, 2 wrong use, unusable target or no queue there, 3 a shard could not be carried out

  Example: nllgrad worker ./libkernel.so --queue redis://queue.example:6379
`;

const OPTIONS = {
  queue: { type: "string" },
  workers: { type: "string" },
  lease: { type: "string" },
  symbol: { type: "string", multiple: true },
  launch: { type: "boolean" },
  policy: { type: "string" },
  quiet: { type: "boolean" },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad worker --help lists the options`);
  }
}

/** Milliseconds: a lease is renewed three times while it lasts, also on a machine that is busy. */
const LEAST_LEASE = 1000;

const PAUSES: Pauses = { live: 100, plain: 60_000 };

/** Runs `nllgrad worker`, and gives its exit code. */
export async function worker(args: readonly string[], console: Console): Promise<number> {
  const { values, positionals } = parse(args);
  if (positionals.length === 0)
    throw new UsageError("worker: name the kernels that it has, such as ./libkernel.so; nllgrad worker --help lists the kinds");
  if (values.queue === undefined)
    throw new UsageError("worker: takes shards from a queue; name it with --queue redis://HOST:PORT");
  const lease = readMilliseconds("lease", values.lease ?? "30s");
  if (lease < LEAST_LEASE) throw new UsageError(`--lease ${values.lease}: takes a time from 1s on`);
  const workers = whole("workers", values.workers ?? String(availableParallelism()), 1, 256);
  const address = readQueue(values.queue, console);
  const { symbol: symbols = [], launch = false, policy, quiet = false } = values;
  const calling = readCalling({ symbols, launch, policy });
  const targets = await Promise.all(positionals.map((text) => readTarget(text, [], calling)));
  for (const { failure } of targets) if (failure !== undefined) throw new HarnessFailure(failure);
  const started = console.now();
  const line = statusLine(console.err, quiet, console.now, PAUSES);
  const voice = voiceOn(console, quiet, line.clear);
  const connection = await connectQueue(address, voice);
  let shards = 0;
  let cases = 0;
  try {
    const { takeShards } = await import("../fuzz/queue/worker.ts");
    voice.tell(
      `takes shards of ${targets.map(({ name }) => name).join(", ")} from ${address.shown}, ${workers} at a time, until Ctrl-C`,
    );
    await takeShards({
      connection,
      targets,
      suite: VERSION,
      workers,
      lease,
      voice,
      now: console.now,
      interrupted: console.interrupted,
      done(plans) {
        shards++;
        cases += plans;
        line.show(
          (time) =>
            `${counted(shards, "shard", "shards")}, ${counted(cases, "case", "cases")}, ${Math.round((1000 * cases) / (time - started))}/s`,
        );
      },
    });
    voice.tell(`${counted(shards, "shard", "shards")}, ${counted(cases, "case", "cases")}; what was under way was given back`);
    return 0;
  } finally {
    line.clear();
    connection.close();
  }
}
