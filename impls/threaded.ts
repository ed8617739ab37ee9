import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { compiledScript } from "../core/compiled.ts";
import { ENTRIES, type GradientCall, type GradientKernel } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";
import { type RowsWriter, rowsOf, rowsWriter } from "./rows.ts";
import {
  assignRows,
  type Control,
  createControl,
  PENDING,
  STOP,
  setState,
  THREW,
  type WorkerTask,
  writeJob,
} from "./threaded/control.ts";

const WORKER = fileURLToPath(compiledScript("threaded/worker", import.meta.url));

/** The core that `_p`, which has no mask, runs on. */
const PRIVATE_MASK = 1;

/**
 * How often the caller looks before it sleeps, some 60 microseconds in all: as long as waking a sleeping core takes. On an
 * idle machine of 2 cores it takes a small call on all 8 from 120 to 95.
 * Workers do not spin: more of them than the machine has cores would keep one another from working.
 */
const SPINS = 5000;

/**
 * Threads over one shared memory: each core of the mask writes a contiguous share of the rows. The lowest of them is the caller's own
 * thread, which has nothing else to do meanwhile, so that a call on one core is no dearer than that of `blocked`; the others are
 * workers. Calls are synchronous and post nothing; see `threaded/control.ts`.
 */
export const threaded: GradientKernel = {
  name: "threaded",
  description: "a thread for each core of the mask; mean as (g*w)/t in float",
  elementTypes: ["fp", "hp"],
  threads: true,
  async open(context) {
    const { memory, platform } = context;
    if (!(memory.buffer instanceof SharedArrayBuffer))
      throw new TypeError("threaded: its memory must be created with `shared: true`");
    const check = argumentCheck(threaded.elementTypes, context);
    const control = createControl(platform.cores);
    const write = rowsWriter(memory, "product-first");
    const pool = platform.cores > 1 ? await startPool(memory, control, platform.cores - 1) : null;
    let closing: Promise<void> | undefined;
    return {
      call(call) {
        if (closing) throw new Error("threaded: the session is closed; open another one");
        check(call);
        run(control, call, write);
      },
      close: () => (closing ??= pool?.close() ?? Promise.resolve()),
    };
  },
};

/** Starts workers for the cores from 1 on, since core 0 is never but the caller, and is done when all of them wait for jobs. */
async function startPool(memory: WebAssembly.Memory, control: Control, workers: number): Promise<{ close(): Promise<void> }> {
  const pool = new Piscina<WorkerTask, void>({
    ...{ filename: WORKER, minThreads: workers, maxThreads: workers, recordTiming: false },
  });
  const ready = new Promise<void>((resolve) => {
    let waiting = 0;
    pool.on("message", () => {
      waiting += 1;
      if (waiting === workers) resolve();
    });
  });
  const tasks = Array.from({ length: workers }, (_, k) => pool.run({ memory, control, core: k + 1 }));
  const ended = Promise.all(tasks);
  try {
    await Promise.race([ready, ended]);
  } catch (cause) {
    await pool.destroy();
    throw new Error(`threaded: no worker could be started from ${WORKER}; if it is missing, build the package`, { cause });
  }
  return {
    async close() {
      for (let core = 1; core <= workers; core++) setState(control, core, STOP);
      await Promise.allSettled(tasks);
      await pool.destroy();
    },
  };
}

function run(control: Control, call: GradientCall, write: RowsWriter): void {
  const { batch } = call;
  const mask = ENTRIES[call.entry].storage === "s" ? call.coreMask : PRIVATE_MASK;
  // Of more cores than rows the first ones own a row each.
  const owners = Math.min(countBits(mask), batch);
  if (owners === 0) return;
  const rows = rowsOf(call);
  const firstOf = (owner: number): number => Math.floor((batch * owner) / owners);
  writeJob(control, rows);
  Atomics.store(control, PENDING, owners - 1);
  for (let core = 0, owner = 0; owner < owners; core++) {
    if ((mask & (1 << core)) === 0) continue;
    if (owner > 0) assignRows(control, core, firstOf(owner), firstOf(owner + 1));
    owner += 1;
  }
  let threw: boolean;
  try {
    write(rows, 0, firstOf(1));
  } finally {
    awaitWorkers(control);
    threw = Atomics.exchange(control, THREW, 0) === 1;
  }
  if (threw) throw new Error("threaded: a worker threw, and its rows are not written");
}

/** Returns when the last worker has finished the job. */
function awaitWorkers(control: Control): void {
  let pending = Atomics.load(control, PENDING);
  for (let spin = 0; pending > 0 && spin < SPINS; spin++) pending = Atomics.load(control, PENDING);
  while (pending > 0) {
    // The last worker wakes the caller; a count that has fallen meanwhile does not wait.
    Atomics.wait(control, PENDING, pending);
    pending = Atomics.load(control, PENDING);
  }
}

function countBits(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}
