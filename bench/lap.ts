/** What a rival did in one round; each prints it as a line of JSON, the last of its output. */
export interface Lap {
  readonly executions: number;
  /** Cells of the output, summed over the calls: how large they were. */
  readonly cells: number;
  readonly seconds: number;
  /** Time that a processor worked for it, helper threads included. */
  readonly processorSeconds: number;
}

/** Runs `action`, which counts cells, and prints its lap. */
export function printLap(executions: number, action: () => number): void {
  const began = performance.now();
  const beganProcessor = process.cpuUsage();
  const cells = action();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(beganProcessor);
  const lap: Lap = { executions, cells, seconds, processorSeconds: (user + system) / 1e6 };
  console.log(JSON.stringify(lap));
}

/**
 * Reads the lap that a rival printed.
 *
 * @throws Error with the end of its output, if it printed none.
 */
export function readLap(name: string, output: string): Lap {
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`${name} printed no lap; its output ends with:\n${output.slice(-2000)}`);
  return JSON.parse(line) as Lap;
}
