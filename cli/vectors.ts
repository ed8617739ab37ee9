import { join } from "node:path";
import { parseArgs } from "node:util";
import { counted } from "../core/counted.ts";
import type { Run, RunRecord } from "../core/record.ts";
import { platformOf } from "../reference/platforms.ts";
import { renderFindings, renderFingerprint, renderVerdict } from "../reports/text.ts";
import { exportPack, InterruptedExport } from "../vectors/export.ts";
import type { Manifest } from "../vectors/manifest.ts";
import { verifyPack } from "../vectors/verify.ts";
import { DEFAULT_SEED, firstSentence, parseAlignment, parseTier, readMilliseconds, UsageError, whole } from "./arguments.ts";
import type { Console } from "./check.ts";
import { readPlatforms } from "./platforms.ts";
import { recordText } from "./report-folder.ts";
import { type Style, styleFor } from "./style.ts";
import { VERSION } from "./version.ts";

export const VECTORS_HELP: string = `nllgrad vectors export DIR   write a tier's calls as files, for boards that only read files
nllgrad vectors verify DIR   judge the results that came back

  export
  --platform P     ft78ne or mt7004; must be given           --tier T         smoke, gate (the default) or deep
  --platforms FILE further platforms, as for nllgrad check
  --seed N         the same arguments give the same bytes    --cases N        small single calls to write
  --align N        bytes that buffers are aligned to (64)    --timeout 2s     how long one call may take
  --max-bytes N    leave out calls whose six buffers take more
  --npz            for NumPy as well: calls.npz, and run.py that shows how to make them

  verify
  --results FILE   what came back; without it, results.bin or else results.npz in DIR
  --name NAME      what reports call the kernel
  --strict         SHOULD counts as well                     --json           the record on standard output

  DIR is made by export, or empty: nothing is ever overwritten. Its manifest.json says in words how to go on.
  Exit code of verify: 0 conforms, 1 does not, 2 a file is not what it should be, 3 the harness failed or calls are missing

  Example: nllgrad vectors export pack --platform mt7004 --tier smoke
           cd pack && cc -o board harness.c ../kernel.c && ./board calls.bin results.bin && cd ..
           nllgrad vectors verify pack
`;

/** Runs `nllgrad vectors`, and gives its exit code. */
export async function vectors(args: readonly string[], console: Console): Promise<number> {
  const [action, ...rest] = args;
  switch (action) {
    case "export":
      return await exportFiles(rest, console);
    case "verify":
      return await verifyFiles(rest, console);
    default:
      throw new UsageError(`vectors ${action ?? ""}: takes export or verify`.replace("vectors :", "vectors:"));
  }
}

const EXPORT_OPTIONS = {
  platform: { type: "string" },
  platforms: { type: "string" },
  tier: { type: "string" },
  seed: { type: "string" },
  cases: { type: "string" },
  align: { type: "string" },
  timeout: { type: "string" },
  "max-bytes": { type: "string" },
  npz: { type: "boolean" },
} as const;

async function exportFiles(args: readonly string[], console: Console): Promise<number> {
  const { positionals, values } = attempt("export", () =>
    parseArgs({ args: [...args], options: EXPORT_OPTIONS, allowPositionals: true }),
  );
  const folder = onlyFolder("export", positionals);
  if (values.platform === undefined)
    throw new UsageError("vectors export: no kernel is there to tell its platform; give --platform ft78ne or --platform mt7004");
  const most = values["max-bytes"];
  const platform = readPlatforms(values.platforms).find(values.platform);
  const parameters = {
    platform,
    tier: parseTier(values.tier ?? "gate"),
    seed: whole("seed", values.seed ?? String(DEFAULT_SEED), 0, 2 ** 32 - 1),
    cases: values.cases === undefined ? null : whole("cases", values.cases, 1, 1e6),
    alignment: parseAlignment(values.align) ?? platformOf(platform).alignment,
    timeout: readMilliseconds("timeout", values.timeout ?? "2s"),
    maxBytes: most === undefined ? null : whole("max-bytes", most, 1, Number.MAX_SAFE_INTEGER),
  };
  let manifest: Manifest;
  try {
    const npz = values.npz === true;
    manifest = await exportPack(folder, parameters, { suite: VERSION, npz, interrupted: console.interrupted });
  } catch (error) {
    if (!(error instanceof InterruptedExport)) throw error;
    console.err.write(`nllgrad: ${error.message}\n`);
    return 3;
  }
  console.out.write(describePack(folder, manifest, styleFor(console.out, console.environment)));
  return 0;
}

function describePack(folder: string, { calls, plans, tooLarge, npz, files, run, back }: Manifest, style: Style): string {
  const left = [
    ...(tooLarge === 0
      ? []
      : [
          `note: ${counted(tooLarge, "case was", "cases were")} left out, since ${tooLarge === 1 ? "its" : "their"} buffers take more than --max-bytes`,
        ]),
    ...(npz === null || npz.leftOut.length === 0 ? [] : [`note: the files for NumPy leave out ${npz.leftOut.join(", ")}`]),
  ];
  return [
    `${style.bold(folder)}   ${counted(calls, "call", "calls")} of ${counted(plans, "case", "cases")}`,
    ...files.map(({ name, bytes }) => `  ${name.padEnd(14)} ${String(bytes).padStart(11)} bytes`),
    ...left,
    ...[...run, ...back].map((line) => style.dim(line)),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

const VERIFY_OPTIONS = {
  results: { type: "string" },
  name: { type: "string" },
  strict: { type: "boolean" },
  json: { type: "boolean" },
} as const;

async function verifyFiles(args: readonly string[], console: Console): Promise<number> {
  const { positionals, values } = attempt("verify", () =>
    parseArgs({ args: [...args], options: VERIFY_OPTIONS, allowPositionals: true }),
  );
  const run = await verifyPack(onlyFolder("verify", positionals), {
    results: values.results,
    name: values.name,
    strict: values.strict === true,
    now: console.now,
    interrupted: console.interrupted,
  });
  if (values.json === true) {
    const record: RunRecord = { schema: "nllgrad.record/1", suite: VERSION, runs: [run] };
    console.out.write(recordText(record));
  } else console.out.write(describeRun(run, styleFor(console.out, console.environment)));
  switch (run.verdict) {
    case "conforms":
      return 0;
    case "fails":
      return 1;
    case "incomplete":
    case "error":
      return 3;
  }
}

function describeRun(run: Run, style: Style): string {
  const findings = renderFindings(run, style);
  const notes = run.notes.map((text) => style.dim(`note: ${text}`));
  const basis = style.dim(`tier ${run.tier}, seed ${run.seed}; only what these cases reached was judged`);
  return [renderFingerprint(run, style), "", ...(findings === "" ? [] : [findings]), ...notes, renderVerdict(run, style), basis]
    .map((line) => `${line}\n`)
    .join("");
}

function attempt<T>(action: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(`vectors ${action}: ${firstSentence(error)}; nllgrad vectors --help lists the options`);
  }
}

function onlyFolder(action: string, [folder, ...others]: readonly string[]): string {
  if (folder === undefined || folder === "") throw new UsageError(`vectors ${action}: give the pack's folder`);
  const [other] = others;
  if (other !== undefined) throw new UsageError(`vectors ${action} ${other}: takes one folder`);
  return join(folder);
}
