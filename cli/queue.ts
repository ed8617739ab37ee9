import { type QueueAddress, readAddress } from "../fuzz/queue/address.ts";
import type { Connection } from "../fuzz/queue/connection.ts";
import { QueueProblem } from "../fuzz/queue/problem.ts";
import type { Voice } from "../fuzz/queue/voice.ts";
import { UsageError } from "./arguments.ts";
import type { Console } from "./check.ts";

/** Variables that hold what is better not written on a command line, where others see it. */
const ADDRESS = "NLLGRAD_QUEUE";
const PASSWORD = "NLLGRAD_REDIS_PASSWORD";

/** What the help says of them. */
export const QUEUE_HELP: string = `                   redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE], rediss:// for TLS. A password does not
                   belong on a command line: ${PASSWORD} holds it, or ${ADDRESS} the whole address, with --queue env
`;

/**
 * Reads `--queue`: an address, or `env` for the one in the environment. From then on neither the environment, which kernels' processes
 * inherit, nor this process's title holds a password.
 *
 * @throws UsageError if it is no address, or there is none in the environment.
 */
export function readQueue(given: string, { environment }: Console): QueueAddress {
  const text = given === "env" ? environment[ADDRESS] : given;
  const password = environment[PASSWORD];
  delete environment[ADDRESS];
  delete environment[PASSWORD];
  if (text === undefined || text === "")
    throw new UsageError(`--queue env: the variable ${ADDRESS} holds no address; set it, or give the address itself`);
  try {
    const address = readAddress(text, password === "" ? undefined : password);
    if (given.includes("@")) retitle(given, address.shown);
    return address;
  } catch (error) {
    retitle(given, "…");
    throw asUsage(error);
  }
}

/** What other users see of this process's command line. */
function retitle(given: string, shown: string): void {
  process.title = ["nllgrad", ...process.argv.slice(2).map((word) => word.replace(given, () => shown))].join(" ");
}

/**
 * Connects to a queue, with what BullMQ is loaded for.
 *
 * @throws UsageError if it cannot be reached.
 */
export async function connectQueue(address: QueueAddress, voice: Voice): Promise<Connection> {
  const { connect } = await import("../fuzz/queue/connection.ts");
  try {
    return await connect(address, voice);
  } catch (error) {
    throw asUsage(error);
  }
}

const asUsage = (error: unknown): unknown => (error instanceof QueueProblem ? new UsageError(error.message) : error);

/** Lines on standard error. `quiet`: what is amiss, and nothing else. `clear`: makes room for a line. */
export function voiceOn({ err }: Console, quiet: boolean, clear: () => void): Voice {
  const say = (line: string): void => {
    clear();
    err.write(`nllgrad: ${line}\n`);
  };
  return { warn: say, tell: quiet ? () => {} : say };
}
