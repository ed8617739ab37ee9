import { parseArgs } from "node:util";
import { describeCell, describePlan } from "../properties/describe.ts";
import { InvalidToken } from "../properties/token.ts";
import { severityOf, type Violation } from "../properties/violation.ts";
import { ENTRIES, REDUCTION_NAMES } from "../reference/operator.ts";
import { platformOf } from "../reference/platforms.ts";
import { replayToken } from "../runner/replay.ts";
import { HarnessFailure } from "../runner/session.ts";
import { firstSentence, readMilliseconds, UsageError } from "./arguments.ts";
import { type CallingOptions, readCalling } from "./calling.ts";
import type { Console } from "./check.ts";
import { programText } from "./program.ts";
import { type Style, styleFor } from "./style.ts";
import { readTarget } from "./targets.ts";

export const REPLAY_HELP = `nllgrad replay TOKEN [TARGET]   run one finding's case again and explain it

  TOKEN            what a finding prints after "again": the whole case, inputs included
  TARGET           as for nllgrad check; without it, the built-in reference

  --timeout 2s     how long one call may take
  --symbol FUNCTION=NAME, --launch, --policy FILE
                   how a shared library's functions are found and called, as for nllgrad check

  --as LANGUAGE    runs nothing, and prints the case as a program of its own, which needs a kernel and
                   not this suite: c, ts or python; takes no TARGET

  Exit code: 0 the case passes, 1 it breaks a MUST clause, 2 wrong use or unusable target, 3 the harness failed

  Example: nllgrad replay n1.AQYA... ./libkernel.so
           nllgrad replay n1.AQYA... --as c > case.c && cc case.c ./libkernel.so -o case && ./case
`;

/** Runs `nllgrad replay`, and gives its exit code. */
export async function replay(args: readonly string[], console: Console): Promise<number> {
  const { positionals, timeout: time, calling, as } = parse(args);
  const [token, place, ...rest] = positionals;
  if (token === undefined) throw new UsageError("replay: give the token that a finding prints after «again»");
  if (rest.length > 0) throw new UsageError(`replay ${rest[0]}: takes one token and one target`);
  if (as !== undefined) {
    console.out.write(programText({ token, as, place, timeout: time, calling }));
    return 0;
  }
  const { name, target, failure } = await readTarget(place ?? "reference", [], readCalling(calling));
  if (failure !== undefined) throw new HarnessFailure(failure);
  const timeout = readMilliseconds("timeout", time ?? "2s");
  const style = styleFor(console.out, console.environment);
  try {
    const { reproduction, violations, tries } = await replayToken(token, target, timeout);
    const { plan, platform, alignment } = reproduction;
    console.out.write(`${style.dim("case   ")} ${describePlan(plan)}\n`);
    console.out.write(
      `${style.dim("target ")} ${name} as ${platformOf(platform).title}, buffers aligned to ${alignment} bytes\n`,
    );
    if (tries > 1) console.out.write(`${style.dim("tries  ")} not at the first; shown within ${tries}\n`);
    for (const violation of violations) console.out.write(`${explain(violation, style)}\n`);
    if (violations.length === 0) console.out.write(`${style.green("✓")} passes: nothing in this case breaks a clause\n`);
    return violations.some((v) => severityOf(v) === "violation") ? 1 : 0;
  } catch (error) {
    if (error instanceof InvalidToken) throw new UsageError(error.message);
    throw error;
  }
}

interface Parsed {
  readonly positionals: readonly string[];
  readonly timeout: string | undefined;
  readonly as: string | undefined;
  readonly calling: CallingOptions;
}

function parse(args: readonly string[]): Parsed {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: {
        timeout: { type: "string" },
        symbol: { type: "string", multiple: true },
        launch: { type: "boolean" },
        policy: { type: "string" },
        as: { type: "string" },
      },
      allowPositionals: true,
    });
    const { timeout, as, symbol: symbols = [], launch = false, policy } = values;
    return { positionals, timeout, as, calling: { symbols, launch, policy } };
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad replay --help lists the options`);
  }
}

function explain(v: Violation, style: Style): string {
  const severe = severityOf(v) === "violation";
  const mark = severe ? style.red("✗") : style.yellow("!");
  const off = v.ulp === null ? "" : `   off by ${v.ulp} ${v.ulp === 1 ? "step" : "steps"}`;
  return [
    `${mark} ${style.bold(v.clause)}   ${ENTRIES[v.entry].name} ${REDUCTION_NAMES[v.reduction]}: ${v.message}`,
    `  ${style.dim("where    ")} ${describeCell(v.cell)}${v.cells > 1 ? `, and ${v.cells - 1} more cells` : ""}`,
    `  ${style.dim("expected ")} ${v.expected}`,
    `  ${style.dim("received ")} ${v.received}${off}`,
  ].join("\n");
}
