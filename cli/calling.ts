import { type CallModel, LAUNCH_NAMES, type LaunchName, ONCE, type SymbolNames } from "../adapters/native/symbols.ts";
import { ENTRY_NAMES, type EntryName } from "../reference/operator.ts";
import { UsageError } from "./arguments.ts";
import { readPolicy } from "./policy.ts";

/** How the user has shared libraries' functions found and called. */
export interface Calling {
  readonly symbols: SymbolNames;
  readonly model: CallModel;
  /** The options that say so, for another command. */
  readonly options: readonly string[];
}

/** The options that say so, as they were given. */
export interface CallingOptions {
  /** Texts `FUNCTION=NAME`. */
  readonly symbols: readonly string[];
  readonly launch: boolean;
  /** Path of a file. */
  readonly policy: string | undefined;
}

/**
 * Reads the options and the policy file that they name.
 *
 * @throws UsageError that names the option or the file, what is wrong with it and what it takes.
 */
export function readCalling({ symbols: texts, launch, policy }: CallingOptions): Calling {
  const declared = policy === undefined ? undefined : readPolicy(policy)["call-model"];
  if (launch && declared?.kind === "each-core") {
    throw new UsageError(
      `--launch: goes with no call-model each-core, which ${policy} declares: the launch layer itself decides how its cores are called; leave one of them away`,
    );
  }
  const symbols: Partial<Record<EntryName | LaunchName, string>> = Object.fromEntries(texts.map(parseSymbol));
  const unused = LAUNCH_NAMES.find((name) => symbols[name] !== undefined);
  if (unused !== undefined && !launch)
    throw new UsageError(`--symbol ${unused}=${symbols[unused]}: is called under --launch alone; give that too`);
  return {
    symbols,
    model: launch ? { kind: "launch" } : (declared ?? ONCE),
    options: [
      ...(launch ? ["--launch"] : []),
      ...(policy === undefined ? [] : ["--policy", policy]),
      ...texts.flatMap((text) => ["--symbol", text]),
    ],
  };
}

function parseSymbol(text: string): [EntryName | LaunchName, string] {
  const known: readonly string[] = [...ENTRY_NAMES, ...LAUNCH_NAMES];
  const [name, symbol] = text.split("=");
  if (name === undefined || !known.includes(name) || symbol === undefined || symbol === "")
    throw new UsageError(`--symbol ${text}: takes FUNCTION=NAME, where FUNCTION is one of ${known.join(", ")}`);
  return [name as EntryName | LaunchName, symbol];
}

/**
 * Refuses a target that is no shared library where the options speak of one.
 *
 * @throws UsageError that names the target and the option.
 */
export function refuseCallModel(place: string, { model }: Calling): void {
  if (model.kind === "once") return;
  const option = model.kind === "launch" ? "--launch" : "the policy call-model each-core";
  throw new UsageError(`${place}: ${option} is for shared libraries; name one, or leave it away`);
}
